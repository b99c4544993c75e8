"""The steps. Each works on SQLite and PostgreSQL, and is never changed once released."""
