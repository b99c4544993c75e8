"""What belongs to a whole tenant: its keys, its clients, its audit log."""
