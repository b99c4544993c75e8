"""Names of organisations in their own alphabet: their words parted, and what these mean in English."""
