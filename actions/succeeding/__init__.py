"""A strategy is copied to its successor: a draft with its outcomes, indicators and what is not done yet."""
