"""The listed spellings, and which of them lie near another."""
