"""One repository for each noun: its table, and the few questions that are asked of it."""
