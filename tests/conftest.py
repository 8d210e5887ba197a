"""What all tests share: laws are tried on the same examples on every machine, and skips are counted at the end."""

from hypothesis import HealthCheck, settings

settings.register_profile("lizero", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lizero")
