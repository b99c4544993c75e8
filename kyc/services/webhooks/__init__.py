"""Telling others: endpoints, signatures, deliveries."""
