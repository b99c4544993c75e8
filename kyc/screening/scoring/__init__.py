"""From likenesses to bits of evidence, and from bits to a score."""
