"""Settings as the environment makes them."""

import os
import subprocess
import sys

import pytest

ADDRESS = """
import django
django.setup()
from django.test import RequestFactory
from allauth.account.adapter import get_adapter
print(get_adapter().get_client_ip(RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.9, 203.0.113.7"})))
"""
CACHE = """
from django.core.cache import cache
cache.add("begun", 0, 60)
print(cache.incr("begun"))
"""


def printed(script: str, **variables: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "strategy_portal.settings",
        "ENV_FILE": "",
        "SECRET_KEY": "for-tests-only-" + "0123456789" * 4,
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment | variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "127.0.0.1"),
        ({"BEHIND_PROXY": "on"}, "203.0.113.7"),
        ({"BEHIND_PROXY": "on", "PROXIES": "2"}, "198.51.100.9"),
    ],
)
def test_behind_a_proxy_each_visitor_is_limited_by_their_own_address(variables, address):
    assert printed(ADDRESS, **variables) == address


def test_processes_of_one_machine_count_together(tmp_path):
    counts = [printed(CACHE, CACHE_URL=f"filecache://{tmp_path}") for _ in range(2)]
    assert counts == ["1", "2"]
