"""From a name, birth date, country and number to explained hits."""
