"""A quarter's values typed, pasted, explained and never lost (trust A2, R1)."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STRATEGY = "/strategies/wlc-customer-2023-28"
GRID = f"{STRATEGY}/returns/2026-27-Q2/"
OPEN_QUARTER = f"{STRATEGY}/returns/2026-27-Q3/"
RESOLVED, ENQUIRIES = "Resolved at first contact: 2.2, Q2 2026/27", "Enquiries: 2.2, Q2 2026/27"
UNITS = 14


def all_is_saved(visitor) -> None:
    visitor.page.get_by_text(re.compile("Everything is saved")).wait_for()


def test_forty_values_are_entered_by_keyboard_alone(visit):
    performance = visit("performance")
    performance.open(OPEN_QUARTER)
    keys = performance.page.keyboard
    for _ in range(200):
        keys.press("Tab")
        if performance.page.evaluate("document.activeElement.getAttribute('aria-label')") == (
            "Good or excellent: 1.1, Adult care, Q3 2026/27"
        ):
            break
    for value in range(40):
        keys.type(str(80 + value % UNITS))
        keys.press("ArrowRight")
        keys.type("100")
        keys.press("ArrowDown")
        keys.press("ArrowLeft")
    all_is_saved(performance)
    performance.open(OPEN_QUARTER)
    typed = performance.page.locator('input[name$="-numerator"]').evaluate_all("all => all.map(it => it.value)")
    assert [text for text in typed if text][:40] == [str(80 + value % UNITS) for value in range(40)]
    assert performance.complaints == []


def paste(visitor, into: str, text: str) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.get_by_label(into).focus()
    visitor.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    visitor.page.keyboard.press("Control+V")


def test_a_block_from_a_spreadsheet_fills_the_table_and_what_does_not_fit_is_listed(visit):
    performance = visit("performance")
    performance.open(OPEN_QUARTER)
    block = "\n".join(f"{90 + unit}\t200\t200" for unit in range(UNITS)) + "\n1358\t2800\t2800\n"
    paste(performance, "Good or excellent: 2.3, Adult care, Q3 2026/27", block)
    all_is_saved(performance)
    performance.reads("42 figures pasted into 14 rows.")
    performance.reads("Line 15: 1358, 2800, 2800 (no row)")
    performance.reads("14 of 14 units, 2,800 responses")
    assert performance.page.get_by_label("Answers: 2.4, Adult care, Q3 2026/27").input_value() == ""
    performance.open(OPEN_QUARTER)
    assert performance.page.get_by_label("Good or excellent: 2.3, Waste, Q3 2026/27").input_value() == "103"
    assert performance.complaints == []


def test_a_block_that_names_the_units_goes_to_them_in_whatever_order(visit):
    performance = visit("performance")
    performance.open(OPEN_QUARTER)
    paste(
        performance, "Good or excellent: 4.2, Adult care, Q3 2026/27", "Waste\t50\t60\nHousing\t70\t80\nMoon base\t1\t2"
    )
    all_is_saved(performance)
    assert performance.page.get_by_label("Answers: 4.2, Waste, Q3 2026/27").input_value() == "60"
    assert performance.page.get_by_label("Good or excellent: 4.2, Housing, Q3 2026/27").input_value() == "70"
    performance.reads("Moon base: 1, 2 (no row)")


def test_a_block_pasted_across_quarters_side_by_side_goes_to_those_that_are_open(visit):
    performance = visit("performance")
    performance.open(f"{OPEN_QUARTER}?quarters=4")
    paste(
        performance,
        "Good or excellent: 1.1, Customer contact, Q2 2026/27",
        "81\t100\t100\t82\t101\t101\n1\t2\t3\t83\t102\t102",
    )
    all_is_saved(performance)
    performance.reads("9 figures pasted into 2 rows.")
    performance.reads("Line 2: 1, 2, 3 (closed)")
    performance.open(GRID)
    assert performance.page.get_by_label("Good or excellent: 1.1, Customer contact, Q2 2026/27").input_value() == "81"
    performance.open(OPEN_QUARTER)
    answers = performance.page.get_by_label(re.compile("^Answers: 1.1, (Customer contact|Environmental health), Q3"))
    assert answers.evaluate_all("all => all.map(it => it.value)") == ["101", "102"]
    assert performance.complaints == []


def test_arrow_keys_go_from_quarter_to_quarter_and_down_each(visit):
    officer = visit("officer")
    officer.open(f"{OPEN_QUARTER}?quarters=4")
    officer.page.get_by_label("Enquiries: 2.1, Q2 2026/27").select_text()
    for key, label in (
        ("ArrowRight", "Enquiries: 2.1, Q3 2026/27"),
        ("ArrowDown", "Resolved at first contact: 2.2, Q3 2026/27"),
        ("ArrowDown", "Enquiries: 2.2, Q3 2026/27"),
        ("ArrowLeft", "Enquiries: 2.2, Q2 2026/27"),
        ("Enter", "Good or excellent: 2.3, Customer contact, Q2 2026/27"),
        ("ArrowUp", "Enquiries: 2.2, Q2 2026/27"),
    ):
        officer.page.keyboard.press(key)
        expect(officer.page.get_by_label(label, exact=True)).to_be_focused()
    assert officer.violations() == []


def test_what_was_typed_beside_another_quarter_and_not_saved_is_in_its_own_grid_too(visit):
    officer = visit("officer")
    officer.open(f"{OPEN_QUARTER}?quarters=4")
    officer.page.context.clear_cookies(name="sessionid")
    officer.page.get_by_label(RESOLVED).fill("12250")
    officer.page.get_by_label(ENQUIRIES).fill("17500")
    officer.page.get_by_label(ENQUIRIES).blur()
    officer.page.get_by_text("You have been signed out.").wait_for()
    officer.page.get_by_role("link", name="Sign in again").click()
    officer.page.get_by_label("E-mail address or user name").fill("officer")
    officer.page.get_by_label("Password").fill("demonstration")
    officer.page.evaluate(f"document.querySelector('[name=next]').value = '{GRID}'")
    officer.page.keyboard.press("Enter")
    all_is_saved(officer)
    assert officer.page.get_by_label(RESOLVED).input_value() == "12250"
    officer.page.get_by_text("Amber: 70.0%").wait_for()


def test_what_is_wrong_with_a_grid_is_read_out_first_and_leads_to_the_field(visit):
    officer = visit("officer")
    officer.open(GRID)
    officer.page.get_by_label(RESOLVED).fill("lots")
    officer.page.get_by_label(RESOLVED).blur()
    officer.page.get_by_text("“lots” is not a number").first.wait_for()  # the row saved itself, and has grown by now
    officer.page.get_by_role("button", name="Save as draft").click()
    officer.page.get_by_role("link", name="2.2, Resolved at first contact: “lots” is not a number").wait_for()
    expect(officer.page.locator("#error-summary")).to_be_focused()
    assert officer.violations() == []


def test_the_status_of_a_typed_figure_stands_beside_it_with_what_is_odd_about_it(visit):
    officer = visit("officer")
    officer.open(GRID)
    officer.page.get_by_label(RESOLVED).fill("8750")
    officer.page.get_by_label(ENQUIRIES).fill("17500")
    officer.page.get_by_text("Red: 50.0% is below 70%, the lowest value that is still amber.").wait_for()
    answer = officer.page.get_by_label(re.compile(r"50\.0% is outside the usual range.*2\.2, Q2 2026/27"))
    answer.fill("The telephones were down for a month")
    all_is_saved(officer)
    assert officer.violations() == []
    officer.open(GRID)
    answer.wait_for()
    assert answer.input_value() == "The telephones were down for a month"


def test_a_mistake_that_is_taken_back_is_not_told_any_more(visit):
    officer = visit("officer")
    officer.open(GRID)
    figure = officer.page.get_by_label("Good or excellent: 1.3, Customer contact, Q2 2026/27")
    figure.fill("380")
    officer.page.get_by_label("Answers: 1.3, Customer contact, Q2 2026/27").fill("430")
    officer.page.get_by_label("Answers: 1.3, Customer contact, Q2 2026/27").blur()
    all_is_saved(officer)
    figure.fill("380 answers")
    figure.blur()
    officer.page.get_by_text("“380 answers” is not a number").first.wait_for()
    figure.fill("380")
    figure.blur()
    all_is_saved(officer)
    assert "is not a number" not in officer.text()
    assert figure.get_attribute("aria-invalid") is None
    assert officer.complaints == []


def test_who_loses_the_session_loses_nothing(visit):
    officer = visit("officer")
    officer.open(GRID)
    officer.page.context.clear_cookies(name="sessionid")
    officer.page.get_by_label("Good or excellent: 2.3, Customer contact, Q2 2026/27").fill("377")
    officer.page.get_by_label("Answers: 2.3, Customer contact, Q2 2026/27").fill("420")
    officer.page.get_by_label("Answers: 2.4, Customer contact, Q2 2026/27").focus()
    officer.page.get_by_text("You have been signed out.").wait_for()
    officer.page.get_by_role("link", name="Sign in again").click()
    officer.page.get_by_label("E-mail address or user name").fill("officer")
    officer.page.get_by_label("Password").fill("demonstration")
    officer.page.keyboard.press("Enter")
    all_is_saved(officer)
    officer.open(GRID)
    assert officer.page.get_by_label("Good or excellent: 2.3, Customer contact, Q2 2026/27").input_value() == "377"
    assert officer.complaints == []


def test_two_people_at_once_choose_and_type_nothing_again(visit):
    officer, performance = visit("officer"), visit("performance")
    label, other = "Good or excellent: 1.2, Customer contact, Q2 2026/27", "Answers: 1.2, Customer contact, Q2 2026/27"
    for visitor in (officer, performance):
        visitor.open(GRID)
    for visitor, figure in ((performance, "300"), (officer, "360")):
        visitor.page.get_by_label(label).fill(figure)
        visitor.page.get_by_label(other).fill("400")
        visitor.page.get_by_label(other).blur()
        visitor.page.get_by_text(re.compile("Everything is saved|somebody else saved it")).wait_for()
    officer.reads("Performance team saved 75.0%")
    officer.reads("theirs 300, yours 360")
    assert officer.violations() == []
    officer.page.get_by_role("button", name=re.compile("Keep mine")).click()
    all_is_saved(officer)
    performance.page.get_by_label(label).fill("301")
    performance.page.get_by_label(label).blur()
    performance.page.get_by_role("button", name=re.compile("Keep theirs")).click()
    expect(performance.page.get_by_label(label)).to_have_value("360")
    officer.open(GRID)
    assert officer.page.get_by_label(label).input_value() == "360"
    assert [*officer.complaints, *performance.complaints] == []


def test_commentary_is_written_beside_that_of_the_quarter_before_and_its_words_counted(visit):
    officer = visit("officer")
    officer.open(f"{GRID}2.2/")
    officer.page.get_by_label("What happened: 2.2, Q2 2026/27").fill("Fewer enquiries were resolved at once.")
    officer.reads("6 words")
    all_is_saved(officer)
    officer.open(f"{GRID}2.2/")
    assert "Fewer enquiries" in officer.page.get_by_label("What happened: 2.2, Q2 2026/27").input_value()
    assert officer.violations() == []


def test_what_is_typed_into_a_value_that_was_submitted_meanwhile_stays_until_it_is_given_up(visit):
    officer, performance = visit("officer"), visit("performance")
    officer.open(GRID)
    row = officer.page.locator("tbody.entry", has=officer.page.get_by_label("Answers: 2.4, Customer contact"))
    performance.open(row.locator("a.entry__link").get_attribute("href"))
    performance.page.get_by_text("There is no figure").click()
    performance.page.get_by_label("Is there a value?").select_option("Not available")
    performance.page.get_by_label("Why is there no value").fill("The survey was postponed")
    performance.page.get_by_label("What next").fill("It is held in March")
    performance.page.get_by_role("button", name="Submit this value").click()
    performance.page.get_by_text("was submitted for approval").wait_for()
    row.get_by_label("Good or excellent").fill("377")
    row.get_by_label("Answers").fill("420")
    officer.page.get_by_label("Answers: 2.3, Customer contact, Q2 2026/27").focus()
    officer.page.locator(".entry__conflict").wait_for()
    officer.open(GRID)
    officer.page.locator(".entry__conflict").wait_for()
    officer.reads("stands there empty, yours 377")
    officer.page.get_by_role("button", name="Give up mine").click()
    officer.open(GRID)
    assert "What you typed is not saved." not in officer.text()
    assert officer.complaints == []


def test_a_block_runs_on_into_the_next_outcomes_table(visit):
    officer = visit("officer")
    officer.open(OPEN_QUARTER)
    paste(officer, "Good or excellent: 2.4, Customer contact, Q3 2026/27", "350\t420\t420\n400\t421\t421")
    all_is_saved(officer)
    assert officer.page.get_by_label("Answers: 4.2, Customer contact, Q3 2026/27").input_value() == "421"
    assert "did not fit" not in officer.text()


def test_a_click_counts_though_the_row_above_saves_itself_and_grows(visit):
    """The details of a row open beside it, and its commentary is typed in it."""
    officer = visit("officer")
    officer.open(GRID)
    held = []
    officer.page.route("**/save/", lambda route: held.append(route))
    officer.page.get_by_label(RESOLVED).fill("12600")
    officer.page.get_by_label(ENQUIRIES).fill("17500")
    officer.page.get_by_text("Saving …").wait_for()
    button = officer.page.get_by_role("button", name="Save as draft")
    button.hover()
    stood = button.bounding_box()
    officer.page.mouse.down()
    with officer.page.expect_response("**/save/"):
        held[0].continue_()
    officer.page.unroute("**/save/")
    officer.page.wait_for_timeout(300)
    assert button.bounding_box() == stood
    officer.page.mouse.up()
    officer.page.get_by_text(re.compile("value was saved as draft|was saved already")).wait_for()  # on the next page
    officer.page.get_by_label("Why: 2.2, Q2 2026/27").fill("Two offices were closed.")
    officer.page.locator(".entry__about", has_text="2.2, Q2 2026/27").click()
    officer.page.get_by_text("Source of the data").wait_for()
    all_is_saved(officer)
    assert officer.complaints == []
