"""Portals made at random, ten or on PostgreSQL two: no page is an error, every place says the same, all is proved."""

from collections import Counter, deque
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import Resolver404, resolve

from indicators.judging.cards import ended_quarters
from strategy_portal.access import may
from tests.conftest import ON

from .acting import ACTIONS
from .charting import chart_differences
from .comparing import differences
from .making import INDICATORS, Maker, People

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
SEEDS = range(1, 11) if ON_SQLITE else range(1, 3)
"""On PostgreSQL two are made: they open the same routes with the same queries, and draw nothing that ten do not."""

OF_EACH_ROUTE = {
    "indicators:indicator-detail": INDICATORS, "reports:report-detail": 3, "actions:action-detail": ACTIONS,
    "actions:plan": 5,
}  # fmt: skip
"""How many addresses of one route are opened; of any other one."""


class Links(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)


@pytest.fixture
def cast(people) -> People:
    return People(people["performance"], people["officer"], people["approver"])


def starts(strategy) -> list[str]:
    slug = strategy.slug
    years = [year.slug for year in strategy.years if year.start <= ON]
    return [
        f"/strategies/{slug}/", f"/strategies/{slug}/board/", f"/indicators/?strategy={slug}",
        f"/radar/?strategy={slug}", f"/strategies/{slug}/setup/", "/board/", "/", "/returns/",
        "/approvals/", "/periods/?all", "/actions/", f"/strategies/{slug}/plan/?by=owner&show=late",
        f"/strategies/{slug}/plan/?by=due&sort=slippage", f"/strategies/{slug}/plan/?as_of={ON - timedelta(days=1)}",
        *(f"/strategies/{slug}/reports/annual/{year}/" for year in years),
        f"/strategies/{slug}/reports/end-of-strategy/",
        *(f"/api/v1/{name}/?strategy={slug}" for name in ("outcomes", "indicators", "figures", "values", "seals")),
    ]  # fmt: skip


def errors(client, user, strategy) -> tuple[list[str], Counter]:
    """Follows the links of the strategy's pages: those that are an error, and how many of each route were opened."""
    waiting, seen, opened, wrong = deque(starts(strategy)), set(), Counter(), []
    while waiting:
        address = waiting.popleft()
        route = _route(address)
        if address in seen or opened[route] >= OF_EACH_ROUTE.get(route, 1) or not may(user, route, "GET"):
            continue
        seen.add(address)
        opened[route] += 1
        answer = client.get(address)
        if answer.status_code >= 400:
            wrong.append(f"{answer.status_code} {route} {address}")
        if "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            found = (urldefrag(urljoin(address, link)).url for link in Links(answer.content.decode()).found)
            waiting.extend(link for link in found if strategy.slug in link)
    return wrong, opened


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def printed(command: str, **options) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_of_a_random_portal_is_an_error_and_its_figures_stand(seed, cast, people, signed_in):
    strategy = Maker(seed, cast, ON).make()
    assert chart_differences(strategy, ON) == []
    for username in ("performance", "board"):
        client = signed_in(username)
        client.raise_request_exception = False
        wrong, opened = errors(client, people[username], strategy)
        assert wrong == []
        assert len(opened) > 10
    quarters = ended_quarters(strategy, ON)
    found = differences(signed_in("board"), strategy, quarters[(seed - 1) % len(quarters)])
    assert found == [], "\n".join(found)
    printed("recompute_figures")
    assert "Nothing was altered" in printed("check_history", checkpoint=True)
