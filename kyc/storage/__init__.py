"""Where submissions, reports and list snapshots are kept."""
