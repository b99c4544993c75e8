"""Re-screening: a change of a list reaches the customers it concerns, exactly once."""
