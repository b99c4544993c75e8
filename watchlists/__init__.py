"""Sanctions and PEP lists: from a publisher's file to `ListedEntity` records. Knows nobody else."""
