"""How a strategy comes about and changes: its text, what belongs to it, its adoption and its end."""
