"""The `kyc` command."""
