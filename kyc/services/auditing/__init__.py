"""Looking through the audit log, and proving that nobody changed it."""
