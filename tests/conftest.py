"""Settings for all the tests."""

from hypothesis import settings

# A busy machine must not make a test fail, and a test must fail the same way twice.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
