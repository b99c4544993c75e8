"""What `kyc policy` prints: two policies side by side, and one tried on the past."""
