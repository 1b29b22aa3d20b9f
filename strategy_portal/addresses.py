"""Addresses by the names of their routes."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(route: str, *parts: str | int) -> str:
    """As `reverse`, but kept: a page of many rows asks for the same few again and again."""
    return reverse(route, args=parts)
