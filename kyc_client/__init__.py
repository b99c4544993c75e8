"""A client of the onboarding API: typed, repeating itself safely, telling errors by code. It needs httpx alone."""
