"""Prefect flows: when, how often, with which retries. No rules of their own."""
