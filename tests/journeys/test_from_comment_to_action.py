"""One comment followed to what the council did about it, as the public and as the council."""

import pytest

pytestmark = pytest.mark.browser

SAID = "Letters are full of words that I had to look up. Write so that everyone understands it."
HELD = "/strategies/wlc-customer-2023-28/consultations/how-we-answer-you/"


def test_anyone_finds_what_became_of_a_comment(visit):
    person = visit("public")
    person.open("/")
    person.page.get_by_role("link", name="We asked, you said, we did").click()
    person.page.get_by_role("link", name="How we answer you").click()
    answered = person.page.get_by_role("article", name="Plain words")
    assert SAID in answered.inner_text()
    assert "Already done" in answered.inner_text()
    assert "Action 2: Involve customers in reviewing services" in answered.inner_text()
    assert person.violations() == []


def test_the_council_follows_a_comment_by_its_theme_to_the_action_and_its_indicator(visit):
    performance = visit("performance")
    page = performance.page
    performance.open("/strategies/wlc-customer-2023-28/actions/2/")
    page.get_by_role("link", name="Change the action").click()
    page.locator("label", has_text="4.3").click()
    page.get_by_label("Why").fill("The inspections show whether customers are involved")
    page.get_by_role("button", name="Save").click()
    performance.open(HELD)
    page.get_by_role("link", name="We asked, you said, we did").click()
    row = page.get_by_role("row").filter(has_text="Plain words")
    row.get_by_role("link", name="Action 2").click()
    performance.reads("How we answer you: already done")
    page.get_by_role("region", name="Indicators that it is meant to move").get_by_role("link", name="4.3").click()
    assert "citizen inspection process" in page.get_by_role("heading", level=1).inner_text()


def test_a_single_comment_is_answered_and_the_public_reads_the_answer(visit):
    performance, person = visit("performance"), visit("public")
    performance.open(f"{HELD}replies/comments/16/")
    page = performance.page
    page.get_by_label("The council’s answer").select_option("Accepted")
    page.get_by_label("What we did or will do").fill("Standard letters are rewritten this winter.")
    page.get_by_text("4. Review key processes").click()
    page.get_by_text("This reply is final").click()
    page.get_by_role("button", name="Save the reply").click()
    person.open("/you-said-we-did/wlc-customer-2023-28/how-we-answer-you/")
    person.reads("Standard letters are rewritten this winter.")
