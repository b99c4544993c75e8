"""How the command line speaks, and how it reads what it is given."""
