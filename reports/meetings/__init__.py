"""Meetings of the board and of committees: planned, recorded, with what they decide and what came of it."""
