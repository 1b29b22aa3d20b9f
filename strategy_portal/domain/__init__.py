"""The rules of figures: pure functions over frozen values.

Nothing in here knows Django, a database or the clock. Each module names the rules it follows; `docs/figures.md`
explains them in words.
"""
