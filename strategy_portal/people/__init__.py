"""People who sign in: their teams, sessions and tokens, and the pages on which administrators keep them."""
