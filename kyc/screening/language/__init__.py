"""From a name as written to comparable words: alphabets, sounds, particles, titles."""
