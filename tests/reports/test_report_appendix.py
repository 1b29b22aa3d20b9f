"""An appendix of a draft as a page of its own."""

import re

import pytest

from reports import documents
from reports.exempting.services import mark_part
from reports.scorecards.report_keys import find_key

ANNUAL = "/strategies/wlc-customer-2023-28/reports/annual/2024-25/"


def _within(content: str) -> str:
    """The report in a page, without the page around it."""
    return content[content.index('<div class="report">') : content.index("</main>")]


def test_the_report_and_its_appendices_say_together_what_is_issued(signed_in, make):
    """trust A4: nothing stands on one page alone, and no figure differs."""
    made = make("wlc-customer-2023-28", "annual")
    client = signed_in("board")
    slugs = [each.slug for each in made.report.evidence.appendices]
    pages = [
        _within(client.get(f"{ANNUAL}{path}").content.decode()) for path in ["", *(f"appendix/{s}/" for s in slugs)]
    ]
    shown = " ".join(re.sub(r"<[^>]+>", " ", page) for page in pages).split()
    issued = re.sub(r"<[^>]+>", " ", made.body).split()
    assert set(issued) <= set(shown)
    assert documents.public_appendices(made.report) == made.report.evidence.appendices


def test_the_report_leads_to_each_appendix_and_to_each_indicator_in_it(signed_in):
    page = signed_in("board").get(ANNUAL).content.decode()
    for slug in ("indicators", "actions", "proof"):
        assert f'href="{ANNUAL}appendix/{slug}/"' in page
    assert f'href="{ANNUAL}appendix/indicators/#indicator-1-1"' in page
    assert 'href="#indicator-' not in page


def test_an_indicator_leads_to_its_proof(signed_in):
    page = signed_in("board").get(f"{ANNUAL}appendix/indicators/").content.decode()
    proof = re.search(rf'href="{ANNUAL}appendix/proof/#([\w-]+)"', page)[1]
    assert f'id="{proof}"' in signed_in("board").get(f"{ANNUAL}appendix/proof/").content.decode()


@pytest.mark.parametrize("part", ["report", "whole", "exempt", "restated", "nonsense"])
def test_what_is_no_appendix_of_it_is_not_found(signed_in, part):
    assert signed_in("board").get(f"{ANNUAL}appendix/{part}/").status_code == 404


def test_an_exempt_appendix_is_no_page(signed_in, wlc, on, people):
    mark_part(key=find_key(wlc, "2024-25", on), part="appendix-proof", ground="Schedule 7A", seen=0, by=people["clerk"])
    assert f"{ANNUAL}appendix/proof/" not in signed_in("clerk").get(ANNUAL).content.decode()
    assert signed_in("clerk").get(f"{ANNUAL}appendix/proof/").status_code == 404


def test_the_number_of_queries_is_known(signed_in, django_assert_max_num_queries):
    client = signed_in("board")
    with django_assert_max_num_queries(37):
        client.get(ANNUAL)
    with django_assert_max_num_queries(34):
        client.get(f"{ANNUAL}appendix/indicators/")
