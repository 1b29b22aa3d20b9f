"""Secrets of second factors, encrypted by a key made from SECRET_KEY: who reads the database alone has no codes."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"strategy_portal second factors"
MARK = "gAAAA"
"""So every encrypted text begins, and no secret in clear."""


class Unreadable(ValueError):
    def __init__(self) -> None:
        super().__init__("A second factor was encrypted by another SECRET_KEY.")


def encrypted(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypted(text: str, *keys_was: str) -> str:
    """A text without the mark stands in clear, as all did before. Raises Unreadable."""
    if not text.startswith(MARK):
        return text
    try:
        return _cipher(*keys_was).decrypt(text.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _cipher(*keys_was: str) -> MultiFernet:
    """Encrypts by the key of now, and reads by those of before too."""
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *keys_was)])


def _derived(key: str) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(key.encode()))
