"""The performance team's pages of setting up."""
