"""The people who work in the console: users, their sessions, attempts to sign in that failed."""
