"""The words of a query beside those of rows."""
