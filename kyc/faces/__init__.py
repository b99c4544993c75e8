"""From two images to a `FacePair` whose score states its false match rate."""
