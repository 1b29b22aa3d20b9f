"""A member of the public takes part in a consultation, without JavaScript and on a narrow screen (trust A1, A5)."""

import pytest

pytestmark = pytest.mark.browser

FORM = "/have-your-say/wlc-customer-2023-28/how-we-answer-you/"


def test_a_person_answers_the_form_without_javascript(visit):
    person = visit("public", java_script_enabled=False)
    page = person.page
    person.open("/")
    page.get_by_role("link", name="How we answer you").click()
    page.locator("label", has_text="I agree that my answers are used").click()
    page.get_by_role("button", name="Begin").click()
    page.locator("label", has_text="Community group").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Name of the group").fill("A walking group")
    page.get_by_label("How many people the group speaks for").fill("35")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    assert "Choose one" in page.get_by_role("alert").inner_text()
    page.locator("label", has_text="Strongly agree").first.click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Back").click()
    assert page.get_by_label("Strongly agree").first.is_checked()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What should we do better first?").fill("The stile by the <b>mill</b> is broken")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    person.reads("The stile by the <b>mill</b> is broken")
    page.wait_for_timeout(5000)  # nobody answers in less
    page.get_by_role("button", name="Send my answers").click()
    person.reads("Your receipt number")
    page.go_back()
    page.reload()
    person.reads("Your receipt number")


def test_axe_finds_nothing_on_any_page_of_the_form(visit):
    person = visit("public")
    page = person.page
    found = []

    def look() -> None:
        nonlocal found
        found += person.violations()

    person.open("/have-your-say/")
    look()
    page.get_by_role("link", name="How we answer you").click()
    page.get_by_role("button", name="Begin").click()
    look()
    page.locator("label", has_text="I agree that my answers are used").click()
    page.get_by_role("button", name="Begin").click()
    look()
    page.locator("label", has_text="Community group").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    look()
    page.get_by_label("Name of the group").fill("A walking group")
    page.get_by_label("How many people the group speaks for").fill("35")
    page.get_by_role("button", name="Save and continue").click()
    look()
    page.locator("label", has_text="Strongly agree").first.click()
    for _ in range(3):
        page.get_by_role("button", name="Save and continue").click()
        look()
    person.open(FORM)
    look()
    page.get_by_role("link", name="Continue").click()
    page.wait_for_timeout(5000)
    page.get_by_role("button", name="Send my answers").click()
    look()
    assert found == []
    assert [said for said in person.complaints if "422" not in said] == []  # the two forms with errors
