"""Compose a report: people's texts beside the figures, checked against them, and answered for."""
