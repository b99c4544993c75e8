"""What keeps an installation in order: retention, expiry, sweeping, checkpoints, a look at the lists' age."""
