"""Users of the console and their signing in."""
