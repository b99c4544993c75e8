"""REST under /v1 for onboarding systems: one module for each noun, thin routes over services."""
