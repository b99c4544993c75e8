"""A report as JSON and as a page for an analyst."""
