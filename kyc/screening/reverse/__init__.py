"""Which customers a changed listed entity may concern, found without asking for every customer."""
