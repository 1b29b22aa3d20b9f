"""Values of the past, from a council's own sheet: read, checked as entries are, approved by who confirms."""
