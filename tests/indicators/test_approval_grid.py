"""Signing off submitted values (rules 3.3, 3.4)."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from indicators.approving.approvals import key_of, lines_of
from indicators.approving.services import OwnValue, approve_values, return_values, revise_value
from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.models import Evidence, Value

ADDRESS = "/strategies/wlc-customer-2023-28/approvals/2026-27-Q2/"


def submit(value: Value, by, at=None) -> Value:
    """As if everything had been explained."""
    value.state, value.submitted_by, value.submitted_at = "submitted", by, at or timezone.now()
    value.version += 1
    value.save()
    return value


def correct(value: Value, by, **changes) -> Value:
    """Taken back, entered anew and submitted again."""
    Value.objects.filter(pk=value.pk).update(state="draft")
    fields = {name: getattr(value, name) for name in asdict(Entered())}
    saved = save_value(
        indicator=value.indicator, period=value.period, unit=value.unit, entered=Entered(**fields | changes),
        version=value.version, by=by,
    )  # fmt: skip
    return submit(saved, by)


@pytest.fixture
def waiting(db) -> Value:
    return Value.objects.awaiting_approval().filter(indicator__order=4, unit=None).with_setting().get()


@pytest.fixture
def commented(waiting, people) -> Value:
    """The performance team typed the figure, the officer wrote the commentary beside it and submitted both."""
    typed = correct(waiting, people["performance"], number=Decimal(1000))
    return correct(typed, people["officer"], what_happened="A depot closed.")


@pytest.fixture
def line(people, on):
    return lambda value: lines_of([Value.objects.with_setting().get(pk=value.pk)], by=people["approver"], on=on)[0]


@pytest.fixture
def post(signed_in):
    def post(decision, *values, by="approver", address=ADDRESS, **more):
        return signed_in(by).post(address, {"decision": decision, "values": [key_of(value) for value in values]} | more)

    return post


def test_it_shows_what_is_submitted_beside_the_value_before(signed_in):
    page = signed_in("approver").get(ADDRESS).content.decode()
    assert page.count('name="values"') == 7
    assert "Q1 2026/27" in page


def test_nothing_is_chosen_until_somebody_chooses(signed_in):
    assert " checked>" not in signed_in("approver").get(ADDRESS).content.decode()


def test_whoever_typed_the_figure_does_not_approve_it_though_another_wrote_beside_it(commented, people, on):
    with pytest.raises(OwnValue):
        approve_values([commented], by=people["performance"], at=timezone.now())
    (line,) = lines_of([commented], by=people["performance"], on=on)
    assert line.is_own


def test_whose_figure_was_replaced_may_approve_the_one_that_stands(commented, people):
    stands = correct(commented, people["officer"], number=Decimal(900))
    assert approve_values([stands], by=people["performance"], at=timezone.now()) == 1


def test_approving_makes_a_value_count(post, waiting):
    post("approve", waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by.username) == ("approved", "approver")


def test_returning_without_a_reason_keeps_the_page_and_the_choice(post, waiting):
    response = post("return", waiting)
    assert response.status_code == 422
    assert "Say why you return the values" in response.content.decode()
    assert response.content.decode().count(" checked>") == 1


def test_returning_with_a_reason_sends_it_back(post, waiting):
    post("return", waiting, reason="Which exercises?")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.return_reason) == ("returned", "Which exercises?")


def test_choosing_nothing_is_an_error(post):
    assert "Choose at least one value" in post("approve").content.decode()


def test_when_nothing_waits_the_page_says_so(signed_in):
    Value.objects.awaiting_approval().update(state="draft")
    assert "Nothing waits for you" in signed_in("approver").get(ADDRESS).content.decode()


def test_the_number_of_queries_is_fixed(signed_in, django_assert_max_num_queries):
    client = signed_in("approver")
    with django_assert_max_num_queries(20):
        client.get(ADDRESS)
    with django_assert_max_num_queries(20):
        client.get(f"{ADDRESS}?outcome=1")


def test_the_list_counts_what_waits_by_quarter(signed_in):
    page = signed_in("approver").get("/approvals/").content.decode()
    assert ADDRESS in page
    assert ">7<" in page


# --- Many at once ----------------------------------------------------------------------------------------------------


def shown(client, address) -> list[str]:
    return list(client.get(address).context["form"].offered)


@pytest.mark.parametrize("by", ["outcome", "indicator", "unit"])
def test_what_waits_is_narrowed_to_an_outcome_an_indicator_or_a_unit(signed_in, by):
    value = Value.objects.awaiting_approval().exclude(unit=None).with_setting().first()
    key = {"outcome": value.indicator.outcome.number, "indicator": value.indicator_id, "unit": value.unit_id}[by]
    keys = shown(signed_in("approver"), f"{ADDRESS}?{by}={key}")
    assert key_of(value) in keys
    assert 0 < len(keys) < 7


def test_all_that_are_shown_are_approved_at_once(signed_in, post):
    client = signed_in("approver")
    keys = shown(client, ADDRESS)
    client.post(ADDRESS, {"decision": "approve-all", "shown": keys})
    assert not Value.objects.awaiting_approval().filter(pk__in=[key.partition("-")[0] for key in keys]).exists()


def test_one_that_cannot_be_approved_stops_all(post, waiting, people):
    """Partial success never: one of the two was changed since the page was opened."""
    other = Value.objects.awaiting_approval().exclude(pk=waiting.pk).filter(period=waiting.period).first()
    seen = key_of(other)
    Value.objects.filter(pk=other.pk).update(version=99)
    response = post("approve", waiting, values=[key_of(waiting), seen])
    assert response.status_code == 422
    assert "Somebody changed or decided one of these values since you opened this page" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_nobody_approves_another_version_than_the_one_they_saw(post, waiting, people):
    seen = key_of(waiting)
    return_values([waiting], reason="Which exercises?", by=people["approver"])
    correct(waiting, people["officer"], number=waiting.number + 1 if waiting.number is not None else None)
    assert post("approve", values=[seen]).status_code == 422


def test_ones_own_value_is_shown_but_not_offered(signed_in, waiting, people):
    Value.objects.filter(pk=waiting.pk).update(entered_by=people["approver"])
    page = signed_in("approver").get(ADDRESS)
    assert key_of(waiting) not in page.context["form"].offered
    assert "somebody else has to approve it" in page.content.decode()


def test_ones_own_value_is_offered_where_the_council_allows_it(signed_in, waiting, people, settings):
    settings.APPROVE_OWN_VALUES = True
    Value.objects.filter(pk=waiting.pk).update(entered_by=people["approver"])
    assert key_of(waiting) in shown(signed_in("approver"), ADDRESS)


# --- What the approver sees ------------------------------------------------------------------------------------------


def test_the_status_that_an_approval_would_give_is_shown(line, waiting):
    assert line(waiting).preview.status.word


def test_the_answers_to_the_checks_are_shown(signed_in, waiting):
    answers = [{"key": "jump", "text": "Far above the usual range.", "answer": "Two exercises were merged"}]
    Value.objects.filter(pk=waiting.pk).update(answers=answers)
    page = signed_in("approver").get(ADDRESS).content.decode()
    assert "Far above the usual range." in page
    assert "Two exercises were merged" in page


def test_commentary_evidence_and_forecast_are_shown(signed_in, waiting, people):
    Value.objects.filter(pk=waiting.pk).update(what_happened="It rained", forecast="at-risk")
    Evidence.objects.create(value=waiting, title="The log", link="https://example.org/log", added_by=people["officer"])
    page = signed_in("approver").get(ADDRESS).content.decode()
    assert all(text in page for text in ("It rained", "At risk", "The log", "https://example.org/log"))


def test_a_file_of_evidence_can_be_opened_from_there(signed_in, waiting, people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    log = ContentFile(b"one\ntwo\n", name="log.txt")
    evidence = Evidence.objects.create(value=waiting, title="The log", file=log, size=8, added_by=people["officer"])
    approver = signed_in("approver")
    assert f'<a href="/evidence/{evidence.pk}/">The log</a> (8\xa0bytes)' in approver.get(ADDRESS).text
    assert approver.get(f"/evidence/{evidence.pk}/").status_code == 200


def test_a_first_submission_has_no_earlier_decision(line, waiting):
    assert (line(waiting).decided, line(waiting).changes) == (None, ())


def test_what_changed_since_it_was_returned_is_shown(line, waiting, people):
    return_values([waiting], reason="Which exercises?", by=people["approver"])
    correct(waiting, people["officer"], why="Two joint exercises")
    seen = line(waiting)
    assert (seen.decided.subject, seen.decided.why) == ("Returned", "Which exercises?")
    assert [(change.label, change.after) for change in seen.changes] == [("Why", "Two joint exercises")]


def test_a_value_sent_again_unchanged_says_so(line, waiting, people):
    return_values([waiting], reason="Which exercises?", by=people["approver"])
    submit(waiting, people["officer"])
    assert line(waiting).changes == ()


def test_what_changed_is_told_since_the_approver_marked_it_as_read(line, waiting, people, post):
    post("read", shown=[key_of(waiting)])
    assert (line(waiting).changes, line(waiting).seen_at is None) == ((), False)
    correct(waiting, people["officer"], why="Two joint exercises")
    assert [(change.label, change.after) for change in line(waiting).changes] == [("Why", "Two joint exercises")]


def test_what_one_approver_has_read_another_has_not(line, waiting, people, post, on):
    post("return", waiting, reason="Which exercises?")
    waiting.refresh_from_db()
    correct(waiting, people["officer"], why="Two joint exercises")
    waiting.refresh_from_db()
    post("read", by="performance", shown=[key_of(waiting)])
    (theirs,) = lines_of([waiting], by=people["performance"], on=on)
    assert (len(line(waiting).changes), theirs.changes) == (1, ())


def test_marking_as_read_decides_nothing(waiting, post):
    assert post("read", shown=[key_of(waiting)]).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.read_markers.get().version) == ("submitted", waiting.version)


def test_a_revision_shows_what_was_approved_and_why_it_changes(line, waiting, people, signed_in):
    """rules 3.4"""
    approve_values([waiting], by=people["approver"], at=timezone.now())
    approved = line(waiting).figure
    revise_value(waiting, reason="An exercise was counted twice", by=people["officer"])
    correct(waiting, people["officer"], number=(waiting.number or 0) + 1)
    assert line(waiting).approved_before == approved != line(waiting).figure
    assert "An exercise was counted twice" in signed_in("approver").get(ADDRESS).content.decode()


def test_an_approver_sees_the_figure_by_the_rule_that_will_judge_it(turned, enter, people, line):
    """rules 1.3, 6.7: what is printed and its colour never contradict each other."""
    shown = line(submit(enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500), people["officer"]))
    assert (shown.figure, shown.preview.standing.value_text) == ("75%", "75%")
    assert shown.previous.count(".") == 1


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("return", "returned")])
def test_a_decision_that_is_sent_twice_is_told_as_done(decision, state, waiting, signed_in):
    """As by a double click."""
    approver, data = signed_in("approver"), {"decision": decision, "values": [key_of(waiting)], "reason": "Look again"}
    approver.post(ADDRESS, data)
    answer = approver.post(ADDRESS, data, follow=True)
    assert answer.status_code == 200
    assert f"1 {state}" in answer.content.decode()


def test_a_decision_that_somebody_else_took_is_not_told_as_ones_own(waiting, post, people):
    return_values([waiting], reason="Look again", by=people["performance"])
    waiting.version -= 1
    assert post("return", waiting, reason="Look again").status_code == 422


def test_target_and_why_stand_beside_each_value(signed_in, waiting):
    page = signed_in("approver").get(ADDRESS).content.decode()
    assert "<dt>Target</dt><dd>85%</dd>" in page
    assert "Amber: 84.9% is below the target of 85%" in page


def test_each_value_is_returned_with_a_reason_of_its_own_where_it_has_one(signed_in, people):
    first, second = Value.objects.awaiting_approval().order_by("pk")[:2]
    sent = {"decision": "return", "values": [f"{each.pk}-{each.version}" for each in (first, second)]}
    reasons = {f"reason-{first.pk}": "Count the offices too.", "reason": "Say why."}
    refused = signed_in("approver").post(ADDRESS, sent | {f"reason-{first.pk}": "Count the offices too."})
    assert (refused.status_code, "Count the offices too.</textarea>" in refused.content.decode()) == (422, True)
    signed_in("approver").post(ADDRESS, sent | reasons)
    told = Value.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("return_reason", flat=True)
    assert list(told) == ["Count the offices too.", "Say why."]
    assert first.history.latest().history_change_reason == "Count the offices too."
