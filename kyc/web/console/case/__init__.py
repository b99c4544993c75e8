"""Pages of one case: what a person looks at, and where they decide."""
