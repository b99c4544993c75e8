"""Which listed names are worth comparing with a question, found in arrays."""
