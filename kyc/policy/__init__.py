"""The operator's policy: thresholds, rules, score and recommendation."""

from importlib import resources


def builtin() -> bytes:
    """Return the policy that is shipped: onboarding of persons with an Indonesian KTP or a passport."""
    return resources.files(__name__).joinpath("id-onboarding.yaml").read_bytes()
