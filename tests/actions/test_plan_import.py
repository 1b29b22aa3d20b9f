"""A whole plan as a file: the East Lothian plan as it was published, and what is downloaded and uploaded again."""

import io

import openpyxl
import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions.models import Action, DueDate
from actions.planning.services import edit_action
from actions.reporting.services import ProgressReport, add_progress_update
from actions.scorecards.action_plan import action_plan
from actions.workbooks.book import plan_csv
from actions.workbooks.checker import PlanChecker
from outcomes.models import Commitment, Strategy
from strategy_portal.facts import FOLDER
from strategy_portal.models import Team, Upload, User
from strategy_portal.uploads.reading import read_csv
from strategy_portal.uploads.services import dry_run, packed

FACTS = yaml.safe_load((FOLDER / "facts" / "elc-customer-2023-28.yaml").read_text(encoding="utf-8"))
COPY = "/strategies/elc-copy/plan/"
ELC = "/strategies/elc-customer-2023-28/plan/"


def published() -> list[list[str]]:
    """The plan in the form of the paper: a title, each theme once, owners joined by “&”, two measures in one cell."""
    titles = {outcome["number"]: outcome["title"] for outcome in FACTS["outcomes"]}
    rows = [["Customer Strategy Action Plan"], [], ["Theme", "Action", "Owner", "Timescale", "Outcome measure"]]
    theme = 0
    for action in FACTS["actions"]:
        first = titles[action["outcome"]] if action["outcome"] != theme else ""
        theme = action["outcome"]
        owners, measures = " & ".join(action["owners"]), "\n".join(action["measures"])
        rows.append([first, action["title"], owners, action["due"], measures])
    return rows


def workbook(rows: list[list[str]], name: str = "plan.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def empty(elc) -> Strategy:
    """A strategy with East Lothian's themes and without an action, in a council of which no team is known."""
    outcomes = list(elc.outcomes.all())
    copy = Strategy.objects.get(pk=elc.pk)
    copy.pk, copy.slug, copy.organisation = None, "elc-copy", "Another Council"
    copy._state.adding = True
    copy.save()
    for outcome in outcomes:
        copy.outcomes.create(number=outcome.number, title=outcome.title)
    return copy


@pytest.fixture
def upload(signed_in):
    """Uploads a file and answers the address of its dry run."""

    def sent(file: SimpleUploadedFile, plan: str = COPY) -> str:
        response = signed_in("performance").post(f"{plan}import/", {"file": file})
        assert response.status_code == 302, response.content.decode()
        return response.url

    return sent


@pytest.fixture
def page(signed_in):
    return lambda url: " ".join(signed_in("performance").get(url).content.decode().split())


@pytest.fixture
def confirm(signed_in, page):
    """Confirms what the page shows, with other choices if any are given."""

    def sent(url: str, **choices):
        shown = page(url)
        seen = shown.split('name="seen" value="')[1].split('"')[0]
        return signed_in("performance").post(url, {"seen": seen, "save": "yes"} | choices)

    return sent


def test_the_plan_as_published_imports_without_a_hand_touching_it(empty, upload, page, confirm):
    url = upload(workbook(published()))
    assert "New: 24. Changed: 0. Unchanged: 0." in page(url)
    assert empty.actions.count() == 0
    confirm(url)
    assert [(a.number, a.title, a.due.as_written) for a in empty.actions.all()] == [
        (fact["number"], fact["title"], fact["due"]) for fact in FACTS["actions"]
    ]


def test_each_action_gets_window_owners_theme_and_measures(empty, upload, confirm, elc):
    """Rules 9.2, 9.3 and 9.5."""
    confirm(upload(workbook(published())))
    loaded = {action.number: action for action in elc.actions.with_plan()}
    for action in empty.actions.with_plan():
        fact = loaded[action.number]
        assert (action.first_due.first_day, action.first_due.last_day) == (
            fact.first_due.first_day, fact.first_due.last_day,
        )  # fmt: skip
        assert [(o.team.name, o.part) for o in action.owners.all()] == [
            (o.team.name, o.part) for o in fact.owners.all()
        ]
        assert [m.text for m in action.measures.all()] == [m.text for m in fact.measures.all()]
        assert [o.number for o in action.outcomes.all()] == [o.number for o in fact.outcomes.all()]
        assert (action.state, action.moves) == ("unknown", [])


def test_joint_owners_are_two_and_neither_leads(empty, upload, confirm):
    """Rules 9.5."""
    confirm(upload(workbook(published())))
    owners = empty.actions.get(number=3).owners.all()
    assert [(owner.team.name, owner.part) for owner in owners] == [("Customer Services", "joint"), ("IT", "joint")]


def test_a_team_that_is_not_known_is_asked_about_once_and_like_ones_are_offered(empty, upload, page, confirm):
    Team.objects.create(organisation="Another Council", name="IT Service")
    url = upload(workbook(published()))
    assert page(url).count("“IT” is no team that is known here") == 1
    assert "The same as “IT Service”" in page(url)
    confirm(url, **{"doubt-team:it": "IT Service"})
    assert empty.actions.count() == 0  # other choices than the shown ones: see first what they do
    confirm(url)
    assert str(empty.actions.get(number=3).owners.last()) == "IT Service"
    assert not Team.objects.filter(organisation="Another Council", name="IT").exists()


def test_the_same_file_twice_says_no_changes(empty, upload, page, confirm):
    confirm(upload(workbook(published())))
    assert "<strong>No changes.</strong>" in page(upload(workbook(published())))


def test_confirming_twice_saves_once(empty, upload, confirm, signed_in, page):
    url = upload(workbook(published()))
    confirm(url)
    signed_in("performance").post(url, {"seen": "anything", "save": "yes"})
    assert empty.actions.count() == 24
    assert "24 actions of this file were saved" in page(url)


def test_what_changed_since_it_was_shown_is_not_saved_unseen(empty, upload, page, signed_in):
    url = upload(workbook(published()))
    seen = page(url).split('name="seen" value="')[1].split('"')[0]
    Action.objects.create(strategy=empty, number=1, title="Somebody else’s")
    signed_in("performance").post(url, {"seen": seen, "save": "yes"})
    assert [action.title for action in empty.actions.all()] == ["Somebody else’s"]


def test_an_error_in_one_row_keeps_all_of_it_out(empty, upload, page, confirm):
    rows = published()
    rows[5][1] = ""
    url = upload(workbook(rows))
    assert "Sheet, cell B6" in page(url)
    confirm(url)
    assert empty.actions.count() == 0


def test_a_date_that_cannot_be_read_is_kept_and_told(empty, upload, page, confirm):
    """Rules 9.2."""
    rows = published()
    rows[3][3] = "When funding allows"
    url = upload(workbook(rows))
    assert "“When funding allows” can’t be read as a date. It is kept as written and flagged." in page(url)
    confirm(url)
    assert empty.actions.get(number=1).due.as_written == "When funding allows"


# --- Out, and in again -----------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(signed_in):
    def read() -> list[list]:
        content = signed_in("performance").get(f"{ELC}workbook/").content
        return [
            list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        ]

    return read


def test_what_is_downloaded_changes_nothing_when_it_is_uploaded(elc, upload, page, signed_in):
    for kind in ("workbook", "csv"):
        content = signed_in("performance").get(f"{ELC}{kind}/").content
        name = "plan.xlsx" if kind == "workbook" else "plan.csv"
        assert "<strong>No changes.</strong>" in page(upload(SimpleUploadedFile(name, content), ELC))


NAMES = st.sampled_from(["Sport & Culture", "Sport", "Culture", "Parks, Roads", "Health/Care", "IT", "it", "A and B"])
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" -•'=1\n"), min_size=1, max_size=30)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
PARTS = st.sampled_from([["lead"], ["joint"], ["joint", "joint"], ["supporting", "lead"], ["supporting"], []])
PLANS = st.lists(
    st.fixed_dictionaries({
        "title": LINES,
        "description": TEXTS,
        "due": st.sampled_from(["", "Mid 2027", "Ongoing", "when funding  allows"]),
        "measures": st.lists(LINES, max_size=3),
        "teams": st.lists(NAMES, min_size=2, max_size=2, unique=True),
        "parts": PARTS,
        "persons": st.lists(st.sampled_from(["officer", "officer-customers", ""]), min_size=2, max_size=2),
        "outcomes": st.sets(st.integers(1, 5)),
    }),
    min_size=4,
    max_size=8,
)  # fmt: skip


def fill(strategy: Strategy, plan: list[dict], people: dict[str, User]) -> None:
    """Make the plan that of the strategy."""
    DueDate.objects.filter(action__strategy=strategy)._raw_delete("default")  # which nobody else can
    strategy.actions.all().delete()
    for number, row in enumerate(plan):
        action = Action(strategy=strategy, number=number, title=row["title"], description=row["description"])
        action.save()
        if row["due"].strip():
            DueDate.read(action, row["due"]).save()
        action.outcomes.set(strategy.outcomes.filter(number__in=row["outcomes"]))
        action.commitments.set(Commitment.objects.filter(outcome__strategy=strategy)[: number % 3])
        for order, text in enumerate(row["measures"], 1):
            action.measures.create(order=order, text=text)
        for order, (part, name, person) in enumerate(zip(row["parts"], row["teams"], row["persons"], strict=False)):
            team, _ = Team.objects.get_or_create(organisation=strategy.organisation, name=name)
            action.owners.create(order=order, part=part, team=team, person=people.get(person))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(PLANS)
def test_any_plan_that_is_downloaded_and_uploaded_says_no_changes(empty, people, on, plan):
    """Rules 9.5: owners and persons too. Whatever stands in it; nothing becomes a question or a fault."""
    fill(empty, plan, people)
    lines = action_plan(empty, on).lines
    data = plan_csv(lines)
    checker = PlanChecker(people["performance"], {"strategy": empty.slug})
    rows = checker.rows([read_csv(io.BytesIO(data.encode()), "plan.csv")])
    run = dry_run(Upload(rows=packed(rows)), checker, on)
    assert (run.changes, run.conflicts, run.faults, run.doubts.raised) == ([], [], [], {})
    assert run.unchanged == len(plan)


def test_a_workbook_too_says_no_changes_whatever_its_owners_and_measures(elc, people, upload, page, signed_in):
    """Rules 9.5."""
    action = elc.actions.get(number=20)
    team = Team.objects.create(organisation=elc.organisation, name="Sport & Culture")
    action.outcomes.clear()
    action.owners.update(order=2)
    action.owners.create(team=team, part="supporting", order=1, person=people["officer"])
    action.measures.create(order=9, text="-5% complaints")
    content = signed_in("performance").get(f"{ELC}workbook/").content
    assert "<strong>No changes.</strong>" in page(upload(SimpleUploadedFile("plan.xlsx", content), ELC))


def cell(rows: list[list], number: int, title: str, text: str | None) -> None:
    """Write a cell of an action's row in a plan that was downloaded."""
    row = next(row for row in rows if row[0] == number)
    row[rows[0].index(title)] = text


def test_a_team_that_is_added_by_file_takes_no_person_away(elc, sheet, upload, page, confirm):
    """Rules 9.5: also where the column of persons was taken out of the file."""
    rows = sheet()
    cell(rows, 20, "Supporting", "Communications")
    place = rows[0].index("In person")
    url = upload(workbook([[*row[:place], *row[place + 1 :]] for row in rows]), ELC)
    assert "Transformation (lead, in person officer-customers)<br>Communications (supporting)" in page(url)
    confirm(url)
    owners = [(owner.team.name, str(owner.person)) for owner in elc.actions.get(number=20).owners.all()]
    assert owners == [("Transformation", "Officer, Customer Feedback"), ("Communications", "None")]


def test_persons_commitments_and_the_decision_come_in_by_file(wlc, upload, confirm, signed_in):
    """Rules 9.5."""
    plan = "/strategies/wlc-customer-2023-28/plan/"
    content = signed_in("performance").get(f"{plan}workbook/").content
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values]
    cell(rows, 1, "Owners", "Customer Services")
    cell(rows, 1, "In person", "Customer Services: officer")
    cell(rows, 1, "Commitments", "3.1")
    cell(rows, 1, "Indicators", "2.1")
    cell(rows, 1, "Added on", "04/11/2026")
    cell(rows, 1, "Added by decision of", "the corporate board")
    confirm(upload(workbook(rows), plan))
    action = wlc.actions.get(number=1)
    assert (action.owners.get().person.username, str(action.added_on)) == ("officer", "2026-11-04")
    assert [f"{each.outcome.number}.{each.order}" for each in action.commitments.all()] == ["3.1"]
    assert [indicator.reference for indicator in action.indicators.all()] == ["2.1"]


@pytest.mark.parametrize(
    ("title", "text", "message"),
    [
        ("No.", "40000", "“40000” is not a whole number up to 32,767."),
        ("In person", "Transformation: nobody", "“nobody” is nobody’s user name."),
        ("In person", "Assets: officer", "“Assets: officer” names none of the owners."),
        ("Commitments", "9.9 More", "“9.9 More” does not begin with the reference"),
        ("Added on", "soon", "Write a day, for example 31/03/2027."),
        ("Added by decision of", "the board", "Write the day on which it was added."),
    ],
)
def test_what_cannot_be_saved_is_named_with_its_cell(sheet, upload, page, title, text, message):
    rows = sheet()
    cell(rows, 20, title, text)
    shown = page(upload(workbook(rows), ELC))
    assert "1 cell to mend" in shown
    assert message in shown


@pytest.fixture
def steps(signed_in):
    """Both sheets of the plan that is downloaded, as a workbook to change."""

    def read() -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(signed_in("performance").get(f"{ELC}workbook/").content))

    return read


def saved(book: openpyxl.Workbook) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("plan.xlsx", out.getvalue())


def test_milestones_go_out_and_come_in_on_a_sheet_of_their_own(elc, steps, upload, page, confirm):
    """Rules 9.3: a new one with its first date."""
    book = steps()
    assert "<strong>No changes.</strong>" in page(upload(saved(book), ELC))
    book["Milestones"].append([13, "Supplier chosen", "March 2027", "20/11/2026"])
    confirm(upload(saved(book), ELC))
    step = elc.actions.get(number=13).milestones.get(title="Supplier chosen")
    assert (step.first_due.as_written, str(step.completed_on)) == ("March 2027", "2026-11-20")


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        (1, 99, "No action has the number “99”."),
        (3, "End 2030", "The date of a milestone moves on its action’s page, by agreement."),
        (4, "soon", "Write a day, for example 31/03/2027."),
        (4, "31/12/2099", "“31/12/2099” is still to come."),
    ],
)
def test_what_is_wrong_with_a_milestone_is_named_with_its_cell(steps, upload, page, column, text, message):
    book = steps()
    book["Milestones"].cell(2, column).value = text
    shown = page(upload(saved(book), ELC))
    assert f"Milestones, cell {'ABCD'[column - 1]}2" in shown
    assert message in shown


def test_what_the_file_only_tells_is_marked_so(sheet):
    titles = sheet()[0]
    for title in ("State", "Moves", "Completed on", "Accepted on", "First agreed"):
        assert f"{title} (for information)" in titles


def test_a_moved_date_in_a_file_needs_a_reason_and_who_agreed(elc, sheet, upload, page, confirm):
    """Rules 9.3."""
    rows = sheet()
    titles = rows[0]
    rows[1][titles.index("Due")] = "End 2027"
    assert "A date that moves needs a reason and who agreed it" in page(upload(workbook(rows), ELC))
    for column, text in (("Why the date moves", "Late."), ("Agreed by", "the board"), ("Agreed on", "04/11/2026")):
        rows[1][titles.index(column)] = text
    confirm(upload(workbook(rows), ELC))
    action = elc.actions.get(number=1)
    assert (action.due.as_written, action.first_due.as_written) == ("End 2027", "End 2025")
    assert [after.agreed_by for _, after in action.moves] == ["the board"]


def test_the_dry_run_finds_an_agreement_that_is_still_to_come(sheet, upload, page):
    rows = sheet()
    texts = {"Due": "End 2027", "Why the date moves": "Late.", "Agreed by": "the board", "Agreed on": "31/12/2099"}
    for title, text in texts.items():
        rows[1][rows[0].index(title)] = text
    assert "“31/12/2099” is still to come." in page(upload(workbook(rows), ELC))


def test_the_dry_run_finds_an_agreement_from_before_the_last_move(elc, sheet, upload, page, move):
    """Rules 9.3."""
    move(elc.actions.get(number=1), "End 2027")
    rows = sheet()
    texts = {"Due": "End 2028", "Why the date moves": "Late.", "Agreed by": "the board", "Agreed on": "03/11/2026"}
    for title, text in texts.items():
        rows[1][rows[0].index(title)] = text
    assert "The date that stands was agreed on 4 November 2026." in page(upload(workbook(rows), ELC))


@pytest.mark.parametrize(("change", "is_stale"), [("report", False), ("edit", True)])
def test_a_file_is_out_of_date_by_what_it_holds_and_not_by_a_report(
    elc, people, on, at, sheet, upload, page, change, is_stale
):
    rows, action = sheet(), elc.actions.get(number=1)
    if change == "report":
        add_progress_update(action=action, report=ProgressReport("Went on."), by=people["officer"], on=on, at=at)
    else:
        edit_action(
            action=action, fields={"title": "Better put"}, reason="Clearer.", version=1, by=people["performance"]
        )
    rows[1][rows[0].index("Description")] = "In two steps."
    assert ("It was changed in the portal since" in page(upload(workbook(rows), ELC))) is is_stale


def test_a_date_in_a_file_does_not_give_way_to_words_that_nobody_can_read(sheet, upload, page):
    """Rules 9.4."""
    rows = sheet()
    rows[1][rows[0].index("Due")] = "When funding allows"
    shown = page(upload(workbook(rows), ELC))
    assert "1 cell to mend" in shown
    assert "Write one that can, or empty the cell to give it up." in shown


def test_a_date_in_a_file_for_what_had_given_its_date_up_needs_them_too(elc, sheet, upload, page, move):
    """Rules 9.3."""
    move(elc.actions.get(number=1), "")
    rows = sheet()
    rows[1][rows[0].index("Due")] = "End 2027"
    assert "A date that moves needs a reason and who agreed it" in page(upload(workbook(rows), ELC))


def test_what_somebody_changed_after_the_download_is_not_overwritten_unasked(elc, sheet, upload, page, confirm, move):
    rows = sheet()
    rows[1][rows[0].index("Action")] = "Another title"
    move(elc.actions.get(number=1), "End 2027")
    rows[1][rows[0].index("Due")] = None
    url = upload(workbook([[*row[:8], *row[9:]] for row in rows]), ELC)
    assert "It was changed in the portal since the file was downloaded" in page(url)
    confirm(url)
    assert elc.actions.get(number=1).title != "Another title"
    confirm(url, ticked="1")
    assert elc.actions.get(number=1).title == "Another title"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3"])
def test_no_export_holds_a_formula(elc, signed_in, text):
    """trust S5"""
    Action.objects.filter(strategy=elc, number=1).update(title=text)
    content = signed_in("board").get(f"{ELC}workbook/").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert f'"\'{text}"' in signed_in("board").get(f"{ELC}csv/").content.decode("utf-8-sig")


@pytest.mark.parametrize("rows", [[["Colour", "Shape"], ["red", "round"]], [["Action", "Owner"]]])
def test_a_file_that_is_no_plan_is_refused_and_nothing_is_kept(elc, signed_in, rows):
    response = signed_in("performance").post(f"{ELC}import/", {"file": workbook(rows)})
    assert response.status_code == 422
    assert not Upload.objects.exists()


def test_the_dry_run_takes_few_queries(empty, upload, people, signed_in, on, django_assert_max_num_queries):
    url, client = upload(workbook(published())), signed_in("performance")
    with django_assert_max_num_queries(10):
        dry_run(Upload.objects.get(), PlanChecker(people["performance"], {"strategy": empty.slug}), on)
    with django_assert_max_num_queries(12):
        client.get(url)


def test_any_team_can_be_meant_and_a_name_of_the_file_too(empty, upload, page, confirm):
    Team.objects.create(organisation="Another Council", name="Harbours")
    rows = [["Action", "Owner"], ["Repair the pier", "Port authority"], ["Paint the pier", "Ports"]]
    url = upload(workbook(rows))
    shown = page(url)
    assert "The same as “Harbours”" in shown
    assert "The same as “Ports”" in shown
    confirm(url, **{"doubt-team:port authority": "Ports", "doubt-team:ports": "Harbours"})
    confirm(url)
    assert [action.owners.get().team.name for action in empty.actions.all()] == ["Harbours", "Harbours"]


def test_two_names_that_are_said_to_be_each_other_are_one_team(empty, upload, confirm):
    rows = [["Action", "Owner"], ["Repair the pier", "Harbours"], ["Paint the pier", "Ports"]]
    url = upload(workbook(rows))
    confirm(url, **{"doubt-team:harbours": "Ports", "doubt-team:ports": "Harbours"})
    assert Upload.objects.get().state == "checked"


def test_what_is_to_settle_stands_beside_the_errors_and_holds_for_the_mended_file(
    empty, upload, page, confirm, signed_in
):
    Team.objects.create(organisation="Another Council", name="Harbours")
    head = ["No.", "Action", "Owner"]
    url = upload(workbook([head, ["1", "Repair the pier", "Ports"], ["1", "Paint the pier", "Ports"]]))
    assert "“Ports” is no team that is known here" in page(url)
    signed_in("performance").post(url, {"doubt-team:ports": "Harbours"})
    url = upload(workbook([head, ["1", "Repair the pier", "Ports"], ["2", "Paint the pier", "Ports"]]))
    confirm(url)
    assert [action.owners.get().team.name for action in empty.actions.all()] == ["Harbours", "Harbours"]


def test_a_team_that_works_for_any_organisation_is_not_made_again(empty, signed_in):
    Team.objects.create(organisation="", name="Housing")
    rows = [["Theme", "Action", "Owner"], ["1", "Open a line", "Housing"]]
    page = signed_in("performance").post(f"{COPY}import/", {"file": workbook(rows)}, follow=True)
    seen = Upload.objects.latest("pk").findings["seal"]
    signed_in("performance").post(page.redirect_chain[-1][0], {"save": "1", "seen": seen})
    assert [owner.team.organisation for owner in Action.objects.of(empty).get().owners.all()] == [""]
