"""Settings of the web servers that the browser tests start: the portal's own, with passwords that cost little."""

from strategy_portal.settings import *  # noqa: F403
from strategy_portal.settings import ACCOUNT_RATE_LIMITS

PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
# Each test is a new browser in which nobody signed in before, so a long module signs one person in more than 20 times.
ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip", "login_from_anywhere": "1000/h/key"}
