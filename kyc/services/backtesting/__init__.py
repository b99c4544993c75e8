"""Policies tried on what was verified before: judged anew from stored evidence and counted; nothing is changed."""
