"""Settings of the web servers that the browser tests start: the portal's own, with passwords that cost little."""

from strategy_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
