"""A portal that holds nothing yet says on each page what belongs there, and leads whoever may add it there."""

import json
import re

import pytest

from .conftest import _database, manage

OPEN_PAGES = """
import json
from django.test import Client
from django.urls import reverse
from strategy_portal.models import Role, User
from strategy_portal.navigation import _groups_of

def pages(user):
    for group in _groups_of(user, ""):
        yield from (link["url"] for link in group.get("links", [group]))

found = {}
for role in Role.values:
    user = User.objects.create_user(role, f"{role}@example.org", role=role)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    for url in [*pages(user), "/teams/"]:
        answer = client.get(url)
        found[f"{role} {url}"] = [answer.status_code, answer.content.decode().split("<main", 1)[-1]]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory, worker_id, migrated) -> dict[str, tuple[int, str]]:
    with _database(tmp_path_factory.mktemp("empty"), f"empty_pages_{worker_id}", copy_of=migrated) as database:
        return json.loads(manage(database, "shell", "-v0", "-c", OPEN_PAGES))


def test_each_page_of_the_navigation_opens(shown):
    assert {status for status, _ in shown.values()} == {200}


def test_no_page_shows_the_head_of_an_empty_table(shown):
    empty = re.compile(r"<tbody[^>]*>\s*</tbody>|There is nothing to show")
    assert [page for page, (_, text) in shown.items() if empty.search(text)] == []


@pytest.mark.parametrize("page", ["/strategies/", "/board/", "/"])
def test_who_may_add_a_strategy_is_led_there_and_others_read_who_may(shown, page):
    assert 'href="/strategies/add/"' in shown[f"performance {page}"][1]
    assert "Who may do so: performance team." in shown[f"board {page}"][1]
