"""The listed names as rows of words: where the words of a query stand, and which rows they reach."""
