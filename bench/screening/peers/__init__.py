"""The screeners that are compared: each is built from the same entities and asked the same questions."""
