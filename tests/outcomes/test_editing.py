"""The strategy's editor: a draft comes about, is adopted, and what changes later says why and who agreed."""

from datetime import date

import pytest
from django.urls import reverse

from indicators.models import Indicator, KeyOutput
from outcomes.editing.services import add_statements, adopt_strategy, move, save_outcome
from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.records.checking import check
from strategy_portal.records.events import Event
from strategy_portal.records.versions import Refused

ADD = "/strategies/add/"
TYPED = {
    "title": "Homes for All", "organisation": "Anytown Council", "organisation_short": "AC", "slug": "",
    "starts_on": "2026-04-01", "ends_on": "2031-03-31", "year_start_month": 4, "year_start_day": 1,
    "outcome_label": "Theme", "purpose": "Everyone has a home.", "seen": 0,
}  # fmt: skip
CONTENTS = "/strategies/homes-for-all/setup/strategy/"
BECAUSE = {"reason": "The council widened it", "agreed_by": "The council on 4 November 2026"}


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def draft(client) -> Strategy:
    assert client.post(ADD, TYPED).status_code == 302
    return Strategy.objects.get(slug="homes-for-all")


@pytest.fixture
def theme(draft, people) -> Outcome:
    return save_outcome(
        outcome=Outcome(strategy=draft), fields={"number": 1, "title": "Build"}, seen=0, by=people["performance"]
    )


@pytest.fixture
def adopted(theme, people, on) -> Strategy:
    said = {"adopted_by": "The council", "adopted_on": date(2026, 3, 1), "on": on}
    return adopt_strategy(strategy=theme.strategy, seen=theme.strategy.version, by=people["performance"], **said)


def seen(row) -> int:
    return type(row).objects.get(pk=row.pk).version


def errors(answer) -> str:
    assert answer.status_code == 422
    return str(answer.context["form"].errors)


def test_a_strategy_begins_as_a_draft_with_a_short_name_from_its_title(draft, people):
    assert (draft.is_draft, draft.outcome_label, draft.purpose) == (True, "Theme", "Everyone has a home.")
    assert draft.history.first().history_user == people["performance"]
    assert check().findings == []


@pytest.mark.parametrize("page", ["/strategies/", "/strategies/homes-for-all/", "/board/", "/api/v1/strategies/"])
def test_a_draft_is_seen_by_the_performance_team_alone(draft, page, client, signed_in):
    answer = signed_in("board").get(page)
    assert "Homes for All" not in answer.text
    if page.startswith("/strategies/"):
        assert "Homes for All" in client.get(page).text
        assert "Draft" in client.get(page).text


def test_an_adopted_strategy_is_seen_by_everybody(adopted, signed_in):
    page = signed_in("board").get("/strategies/homes-for-all/").text
    assert "By The council, 1 March 2026" in page
    assert adopted.history.first().history_event == Event.ADOPTED


def test_a_strategy_without_an_outcome_is_not_adopted(draft, client):
    sent = {"adopted_by": "The council", "adopted_on": "2026-03-01", "seen": draft.version}
    assert "add a first theme" in errors(client.post(f"{CONTENTS}adopt/", sent))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends_on": "2026-04-01"}, "comes after the first"),
        ({"slug": "add"}, "another short name"),
        ({"slug": "wlc-customer-2023-28"}, "has this short name"),
        ({"year_start_day": 31}, "28"),
        ({"title": "???"}, "another short name"),
    ],
)
def test_what_can_not_be_is_refused(typed, said, client, db):
    assert said in errors(client.post(ADD, TYPED | typed))
    assert Strategy.objects.count() == 4


def test_a_draft_changes_without_a_reason(draft, client):
    answer = client.post(f"{CONTENTS}edit/", TYPED | {"slug": draft.slug, "scope": "The whole town", "seen": 1})
    assert answer.status_code == 302
    assert Strategy.objects.get(pk=draft.pk).scope == "The whole town"


def test_what_was_adopted_changes_with_a_reason_and_says_who_agreed(adopted, client):
    sent = TYPED | {"slug": adopted.slug, "scope": "The county", "seen": adopted.version}
    assert client.post(f"{CONTENTS}edit/", sent | {"reason": " "}).status_code == 422
    assert client.post(f"{CONTENTS}edit/", sent | BECAUSE).status_code == 302
    record = adopted.history.first()
    assert (record.history_event, record.agreed_by) == (Event.CHANGED, BECAUSE["agreed_by"])
    page = client.get(CONTENTS).text.split("History of changes</h2>")[1]
    assert "The council widened it. Agreed by The council on 4 November 2026" in page


def test_a_fact_from_a_source_is_corrected_with_a_reason_only(wlc, client):
    page = f"/strategies/{wlc.slug}/setup/strategy/outcomes/1/"
    outcome = wlc.outcomes.get(number=1)
    sent = {"number": 1, "title": "Another", "seen": outcome.version, "reason": ""}
    assert client.post(page, sent).status_code == 422
    assert client.post(page, sent | {"reason": "Misread in the document"}).status_code == 302
    record = outcome.history.first()
    assert (record.history_event, record.history_change_reason) == (Event.CORRECTED, "Misread in the document")
    assert check().findings == []


def test_who_saw_an_older_version_compares_and_nothing_is_lost(draft, client):
    sent = TYPED | {"slug": draft.slug, "seen": draft.version}
    assert client.post(f"{CONTENTS}edit/", sent | {"scope": "Town"}).status_code == 302
    answer = client.post(f"{CONTENTS}edit/", sent | {"scope": "County"})
    assert answer.status_code == 409
    assert "Town" in answer.text
    assert Strategy.objects.get(pk=draft.pk).scope == "Town"


def test_a_strategy_with_periods_keeps_its_first_day_and_is_only_extended(wlc, client):
    form = client.get(f"/strategies/{wlc.slug}/setup/strategy/edit/").context["form"]
    assert form.fields["starts_on"].disabled
    assert form.fields["year_start_month"].disabled
    sent = {name: form[name].value() or "" for name in form.fields} | BECAUSE
    page = f"/strategies/{wlc.slug}/setup/strategy/edit/"
    assert "only extended" in errors(client.post(page, sent | {"ends_on": "2028-03-30"}))
    assert client.post(page, sent | {"ends_on": "2029-03-31"}).status_code == 302


def test_outcomes_are_moved_by_buttons_as_long_as_it_is_a_draft(theme, people, client):
    second = save_outcome(
        outcome=Outcome(strategy=theme.strategy), fields={"number": 2, "title": "Repair"}, seen=0,
        by=people["performance"],
    )  # fmt: skip
    sent = {"part": f"outcome-{second.pk}", "way": "up", "seen": seen(theme.strategy)}
    assert client.post(CONTENTS, sent).status_code == 302
    assert list(theme.strategy.outcomes.values_list("title", flat=True)) == ["Repair", "Build"]
    assert Outcome.objects.get(pk=second.pk).history.first().history_event == Event.REORDERED
    late = client.post(CONTENTS, sent | {"part": f"outcome-{theme.pk}"})
    assert late.status_code == 409, "somebody moved them meanwhile"
    assert check().findings == []


def test_the_numbers_that_reports_and_formulas_name_stay(wlc, client, people):
    outcome = wlc.outcomes.get(number=4)
    with pytest.raises(Refused, match="adopted"):
        move(part=outcome, places=-1, seen=wlc.version, by=people["performance"])
    sent = {"number": 9, "title": "Another", "seen": outcome.version, **BECAUSE}
    assert "they stay as they are" in errors(client.post(f"/strategies/{wlc.slug}/setup/strategy/outcomes/4/", sent))


def test_an_outcome_leaves_a_draft_only_while_nothing_belongs_to_it(theme, client):
    page = f"{CONTENTS}outcomes/1/remove/"
    output = KeyOutput.objects.create(outcome=theme, title="Homes")
    Indicator.objects.create(key_output=output, order=1, title="Homes built")
    assert "belong to it" in errors(client.post(page, {"reason": "Twice", "seen": seen(theme)}))
    Indicator.objects.all().filter(key_output=output).delete()
    output.delete()
    assert client.post(page, {"reason": "Twice", "seen": seen(theme)}).status_code == 302
    assert check().findings == []


def test_commitments_are_added_changed_moved_and_removed(theme, client):
    for heading in ("A new estate", "A new fund"):
        sent = {"heading": heading, "seen": seen(theme)}
        assert client.post(f"{CONTENTS}outcomes/1/commitments/add/", sent).status_code == 302
    first, second = theme.commitments.all()
    client.post(CONTENTS, {"part": f"commitment-{second.pk}", "way": "up", "seen": seen(theme)})
    assert list(theme.commitments.values_list("heading", flat=True)) == ["A new fund", "A new estate"]
    page = f"{CONTENTS}outcomes/1/commitments/{first.pk}/"
    assert client.post(page, {"heading": "A village", "led_by": "Housing", "seen": seen(theme)}).status_code == 302
    sent = {"reason": "Not agreed", "seen": seen(theme)}
    assert client.post(f"{page}remove/", sent).status_code == 302
    assert [str(each) for each in Commitment.objects.filter(outcome=theme)] == ["A new fund"]
    assert check().findings == []


def test_entries_of_a_list_are_added_one_a_line(draft, client):
    page = f"{CONTENTS}entries/corporate-priority/add/"
    assert client.post(page, {"texts": "Homes\n\nJobs\n", "seen": seen(draft)}).status_code == 302
    homes, jobs = draft.statements.all()
    assert [(each.order, each.text) for each in (homes, jobs)] == [(1, "Homes"), (2, "Jobs")]
    client.post(CONTENTS, {"part": f"statement-{homes.pk}", "way": "down", "seen": seen(draft)})
    assert [each.text for each in draft.statements.all()] == ["Jobs", "Homes"]
    sent = {"text": "Good homes", "label": "", "seen": seen(draft)}
    assert client.post(f"{CONTENTS}entries/{homes.pk}/", sent).status_code == 302
    assert "Good homes" in client.get(CONTENTS).text


def test_a_priority_that_is_served_is_not_removed(wlc, client):
    served = Statement.objects.filter(strategy=wlc, served_by__isnull=False).first()
    page = f"/strategies/{wlc.slug}/setup/strategy/entries/{served.pk}/remove/"
    assert "serves this priority" in errors(client.post(page, {"reason": "Gone", "seen": wlc.version}))


def test_entries_of_an_adopted_strategy_say_why_they_are_added(adopted, people):
    how = {"kind": "value", "texts": ["Fair"], "seen": adopted.version, "by": people["performance"]}
    with pytest.raises(Refused, match="say why"):
        add_statements(strategy=adopted, **how)
    add_statements(strategy=adopted, **how, reason="Left out by mistake")
    record = adopted.statements.get().history.first()
    assert (record.history_event, record.history_change_reason) == (Event.ADDED, "Left out by mistake")


def test_a_strategy_is_put_away_and_taken_up_again(adopted, client, on):
    page = f"{CONTENTS}archive/"
    assert Strategy.objects.running_on(on).contains(adopted)
    assert client.post(page, {"reason": "Merged into another", "seen": seen(adopted)}).status_code == 302
    assert not Strategy.objects.running_on(on).contains(adopted)
    assert "Put away" in client.get("/strategies/").text
    assert client.post(page, {"reason": "By mistake", "seen": seen(adopted)}).status_code == 302
    assert Strategy.objects.running_on(on).contains(adopted)


def test_the_contents_ask_the_same_number_of_queries_for_any_strategy(wlc, elc, client, django_assert_max_num_queries):
    for strategy in (wlc, elc):
        client.get(reverse("outcomes:strategy-contents", args=[strategy.slug]))
        with django_assert_max_num_queries(15):
            client.get(reverse("outcomes:strategy-contents", args=[strategy.slug]))
