"""What people make of flagged applicants: cases, their timeline, reviews of hits, decisions, exceptions."""
