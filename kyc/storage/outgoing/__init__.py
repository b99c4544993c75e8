"""Events on their way out, and the endpoints that want them."""
