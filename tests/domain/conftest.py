"""Hypothesis draws the same examples on every machine, so that a red test is red for everybody."""

from hypothesis import settings

settings.register_profile("portal", derandomize=True, max_examples=100, deadline=None, database=None)
settings.load_profile("portal")
