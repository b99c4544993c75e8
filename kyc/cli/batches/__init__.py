"""Many at once from the command line."""
