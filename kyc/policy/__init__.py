"""The operator's policy: thresholds, rules, score and recommendation."""
