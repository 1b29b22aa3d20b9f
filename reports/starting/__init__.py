"""How a council begins: the first steps, and the samples."""
