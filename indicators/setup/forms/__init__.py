"""Forms of setting up."""
