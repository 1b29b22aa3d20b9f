"""Help in the portal: the how-tos as pages, and the one that belongs to each page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from strategy_portal.access import RIGHTS
from strategy_portal.help import FIGURES, NAMES, OPENED_BY, help_page, help_url

HOW_TOS = {path.stem for path in (Path(settings.BASE_DIR) / "docs" / "how-to").glob("*.md")}
FRAME = ("home", "search", "help-list", "help-detail", "council-logo", "health-live", "health-ready")
PAGES = [
    route
    for route, row in RIGHTS.items()
    if "GET" in row and route not in FRAME and not route.startswith(("api:", "admin:"))
]


def test_each_how_to_is_a_page_of_help():
    assert NAMES - {FIGURES} == HOW_TOS


def test_each_page_has_help_of_its_own():
    assert [route for route in PAGES if help_url(route) == reverse("help-list")] == []


def test_no_page_opens_help_that_is_not_there():
    assert {name for _, name in OPENED_BY} <= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_page_of_help_has_a_title_a_first_sentence_and_no_mark_of_its_source(name):
    page = help_page(name)
    text = re.sub("<pre>.*?</pre>|<code>.*?</code>", "", page.html, flags=re.DOTALL)
    assert page.title
    assert page.about
    assert not re.findall(r"\]\(|\*\*|`", text)


def test_links_between_the_documents_lead_to_pages_of_the_portal():
    html = help_page("approve-values").html
    assert f'href="{reverse("help-detail", args=["chase-returns"])}"' in html
    assert f'href="{reverse("help-detail", args=["figures"])}"' in html


def test_a_link_to_a_file_that_is_no_help_is_plain_text():
    html = help_page("look-after-people").html
    assert "The table of rights" in html
    assert "adr" not in html


def test_worked_examples_of_the_figures_are_folded():
    html = help_page(FIGURES).html
    assert html.count("<pre><code>&gt;&gt;&gt;") == html.count("tests run it</summary><pre><code>&gt;&gt;&gt;") > 50


@pytest.mark.django_db
def test_everybody_can_read_how_the_figures_are_made(client):
    page = client.get(reverse("help-detail", args=[FIGURES]))
    assert "How the figures are made" in page.content.decode()


@pytest.mark.django_db
def test_the_question_mark_opens_the_help_of_the_page(signed_in):
    page = signed_in("officer").get(reverse("indicators:return-list")).content.decode()
    assert f'href="{reverse("help-detail", args=["enter-a-quarter"])}"' in page


@pytest.mark.django_db
def test_no_help_of_an_unknown_name(client):
    assert client.get(reverse("help-detail", args=["adr"])).status_code == 404
