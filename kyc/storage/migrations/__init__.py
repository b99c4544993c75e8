"""The schema's history: Alembic's environment and one module for each step."""
