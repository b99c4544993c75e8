"""Two policies side by side: what differs, in words, and which way."""
