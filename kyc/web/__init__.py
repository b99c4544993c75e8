"""HTTP: the API for onboarding systems and the screening endpoints; the only importer of fastapi."""
