"""How a program's token is made and kept. The API reads it in `strategy_portal/api/authentication.py`."""

import secrets
from hashlib import sha256


def new_secret() -> str:
    """What the program sends: 256 random bits, so that a plain hash of it can't be guessed."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of it."""
    return sha256(secret.encode()).hexdigest()
