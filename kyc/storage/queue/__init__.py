"""What is to be done: jobs and chores, and the leases under which they are claimed."""
