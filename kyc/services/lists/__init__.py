"""The lists that are screened against: brought in, searched, shown."""
