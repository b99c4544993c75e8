"""Casework: cases opened, queued, looked at, worked on and decided; each function one step in one transaction."""
