"""Reminders: what is said to whom, once, on working days; remarks; calendars."""
