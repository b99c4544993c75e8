"""The queue: which cases there are, who takes which, what one is about at a glance."""
