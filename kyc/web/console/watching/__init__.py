"""Pages that watch the installation: how the lists stand, and who did what."""
