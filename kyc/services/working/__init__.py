"""The work on verifications: claimed, begun, finished, tried again, given up."""
