"""The performance team's pages of setting up, each with its form."""
