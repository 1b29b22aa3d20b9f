"""Several processes try wrong passwords at once: no more are let through than the limits allow (trust S3)."""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from math import ceil
from multiprocessing import get_context

from django.core.cache import cache
from django.db import connections
from django.test import Client, override_settings

from strategy_portal.settings import ACCOUNT_RATE_LIMITS

FROM_ONE_ADDRESS, FROM_ANYWHERE, SLOWED = 5, 20, 1
"""`login_failed`, `login_from_anywhere`, and `login_slowed`, which is for a minute."""

ANSWERS = {"not correct": "through", "Wait five minutes": "held", "Wait a minute": "held", "Too Many": "held"}


def wrong_passwords(tries: int, processes: int) -> dict[str, int]:
    """`beyond_limit` counts those that were let through and should not; `errors` those that were not answered.

    Half of the tries come from one address, half each from one of its own, as other people.
    """
    half = tries // 2
    near = _tried("officer", ["192.0.2.1"] * half, processes)
    begun = time.monotonic()
    far = _tried("board", [f"198.51.{number >> 8}.{number & 255}" for number in range(half)], processes)
    minutes = ceil((time.monotonic() - begun) / 60)
    return {
        "tries": 2 * half,
        "let_through": near["through"] + far["through"],
        "beyond_limit": max(0, near["through"] - FROM_ONE_ADDRESS)
        + max(0, far["through"] - FROM_ANYWHERE - SLOWED * minutes),
        "errors": near["error"] + far["error"],
    }


def _tried(username: str, addresses: Sequence[str], processes: int) -> Counter[str]:
    cache.clear()
    shares = [addresses[first::processes] for first in range(processes)]
    connections.close_all()  # a forked process must not use its parent's
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return sum(pool.map(_try, [username] * processes, shares), Counter())


@override_settings(ACCOUNT_RATE_LIMITS=ACCOUNT_RATE_LIMITS | {"login": "100000/m/ip"}, ALLOWED_HOSTS=["testserver"])
def _try(username: str, addresses: Sequence[str]) -> Counter[str]:
    """One process: what became of its tries."""
    found: Counter[str] = Counter()
    for address in addresses:
        try:
            sent = {"login": username, "password": "wrong"}
            page = Client().post("/accounts/login/", sent, REMOTE_ADDR=address).content.decode()
            found[next((kind for words, kind in ANSWERS.items() if words in page), "error")] += 1
        except Exception as error:
            print(f"  {type(error).__name__}: {error}")
            found["error"] += 1
    connections.close_all()
    return found
