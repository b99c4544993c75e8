"""How well, how fast and how explainably names are screened, beside what else a user could pick."""
