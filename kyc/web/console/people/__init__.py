"""Signing in, one's own profile, and the users of a tenant."""
