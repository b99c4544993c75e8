"""Many applicants at once, from a folder: for migrations and look-backs. Resumable, counted, told in one summary."""
