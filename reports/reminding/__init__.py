"""Reminders: what each person is told of, the one mail a day that tells it, and who stands in for whom."""
