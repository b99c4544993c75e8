"""All that belongs to one applicant: a repository for each noun, and the few questions that are asked of it."""
