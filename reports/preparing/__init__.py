"""How a report comes to its meeting: cut-off, dates counted back, who cleared it."""
