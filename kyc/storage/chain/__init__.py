"""The audit chain and its signed checkpoints."""
