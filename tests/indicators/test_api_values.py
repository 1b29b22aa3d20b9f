"""Values in the API: who sees which, and saving them."""

import pytest
from django.test import Client

from indicators.approving.services import approve_values
from indicators.entering.services import submit_values
from indicators.models import CollectionUnit, ReportingPeriod, Value
from tests.tokens import token_of

URL = "/api/v1/values/"
WLC = "wlc-customer-2023-28"
SAID = {"what_happened": "Fewer were resolved.", "why": "New staff joined.", "what_next": "They are trained."}
NEW = {
    "indicator": f"{WLC}/2.2", "period": "2026-27-Q2", "numerator": "13000", "denominator": "17500", "version": 0,
    **SAID,
}  # fmt: skip
SURVEY = {"indicator": f"{WLC}/1.1", "period": "2026-27-Q3", "unit": "Customer contact", "version": 0}


@pytest.fixture
def officer(people) -> Client:
    """A program with the officer's token."""
    return Client(headers={"Authorization": f"Token {token_of(people['officer'])}"})


def post(client, **changes):
    return client.post(URL, NEW | changes, content_type="application/json")


def put(client, place: int, **sent):
    return client.put(f"{URL}{place}/", sent, content_type="application/json")


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["board", "clerk", "administrator"])
def test_others_see_approved_values_only(username, signed_in):
    client = signed_in(username)
    assert client.get(URL, {"state": "draft"}).json()["count"] == 0
    assert client.get(URL).json()["count"] == Value.objects.approved().count()
    draft = Value.objects.filter(state="draft").first()
    assert client.get(f"{URL}{draft.pk}/").status_code == 404


@pytest.mark.parametrize("username", ["performance", "approver"])
def test_those_who_enter_or_approve_see_drafts_too(username, signed_in):
    assert (
        signed_in(username).get(URL, {"state": "draft"}).json()["count"] == Value.objects.filter(state="draft").count()
    )


def test_values_can_be_filtered(signed_in):
    asked = {"indicator": f"{WLC}/1.1", "period": "2026-27-Q1", "unit": "housing"}
    found = signed_in("board").get(URL, asked).json()
    assert [(row["indicator"], row["period"], row["unit"]) for row in found["results"]] == [
        (f"{WLC}/1.1", "2026-27-Q1", "Housing")
    ]


@pytest.mark.parametrize("key", ["2.1", "wlc/2", f"{WLC}/2.1.1", f"{WLC}/99999.1", "\0/1.1"])
def test_an_indicator_is_named_by_strategy_and_reference(key, signed_in):
    assert signed_in("board").get(URL, {"indicator": key}).status_code == 400


def test_a_value_is_given_as_entered_and_as_printed(officer):
    row = officer.get(URL, {"indicator": f"{WLC}/2.1", "period": "2026-27-Q1"}).json()["results"][0]
    assert row["value_text"].endswith("%")
    assert (row["number"], row["missing"], row["reason"]) == (None, None, None)
    assert "." not in row["numerator"]


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_a_new_value_is_saved_as_a_draft(officer, people):
    response = post(officer, what_happened="Fewer calls.")
    assert response.status_code == 201
    saved = Value.objects.get(pk=response.json()["id"])
    assert (saved.state, saved.numerator, saved.what_happened, saved.entered_by) == (
        "draft", 13000, "Fewer calls.", people["officer"],
    )  # fmt: skip


def test_who_saved_it_is_in_the_history(officer, people):
    saved = Value.objects.get(pk=post(officer).json()["id"])
    assert saved.history.get().history_user == people["officer"]


def test_the_same_sent_twice_has_one_effect(officer):
    first, second = post(officer), post(officer)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert Value.objects.get(pk=first.json()["id"]).history.count() == 1


def test_the_same_sent_again_does_not_undo_what_came_after(officer, people):
    place = post(officer).json()["id"]
    submit_values(Value.objects.filter(pk=place), by=people["officer"], at=Value.objects.get(pk=place).updated_at)
    response = post(officer)
    assert (response.status_code, response.json()["state"]) == (200, "submitted")


def test_a_change_needs_the_version_that_was_seen(officer):
    post(officer)
    changed = post(officer, numerator="13001", version=1)
    assert (changed.status_code, changed.json()["version"], changed.json()["numerator"]) == (200, 2, "13001")


def test_a_conflict_shows_both_values_and_saves_nothing(officer, people):
    place = post(officer, numerator="13000").json()["id"]
    response = post(officer, numerator="12000")
    assert response.status_code == 409
    found = response.json()
    assert (found["code"], found["theirs"]["numerator"], found["theirs"]["version"]) == ("changed", "13000", 1)
    assert (found["theirs"]["entered_by"], found["yours"]["numerator"]) == (str(people["officer"]), "12000")
    assert found["theirs"]["updated_at"]
    assert Value.objects.get(pk=place).numerator == 13000


def test_a_version_of_a_value_that_there_is_not_is_a_conflict(officer):
    response = post(officer, version=3)
    assert response.status_code == 409
    assert response.json()["theirs"] is None
    assert response.json()["detail"] == "There is no value yet: send version 0."


def test_put_replaces_what_is_entered(officer):
    place = post(officer, why="Staff were ill.").json()["id"]
    response = put(officer, place, numerator="1", denominator="2", version=1)
    assert response.status_code == 200
    assert (response.json()["value"], response.json()["why"], response.json()["version"]) == ("50", None, 2)


def test_put_says_the_same_twice_with_one_effect(officer):
    place = post(officer).json()["id"]
    first = put(officer, place, numerator="1", denominator="2", version=1)
    second = put(officer, place, numerator="1", denominator="2", version=1)
    assert (second.status_code, second.json()) == (200, first.json())


def test_a_unit_of_a_survey_is_saved(officer):
    response = officer.post(
        URL, SURVEY | {"numerator": "330", "denominator": "400", "respondents": 400}, content_type="application/json"
    )
    assert (response.status_code, response.json()["unit"], response.json()["value"]) == (
        201,
        "Customer contact",
        "82.5",
    )


def test_a_missing_figure_is_saved_with_its_reason(officer):
    response = post(officer, numerator=None, denominator=None, availability="not-available", reason="Postponed",
                    expected_on="2027-01-31")  # fmt: skip
    assert response.status_code == 201
    assert (response.json()["missing"], response.json()["expected_on"]) == ("not available", "2027-01-31")


# --- What can't be saved ---------------------------------------------------------------------------------------------


def test_a_submitted_value_waits_for_its_approver(officer, people):
    place = post(officer).json()["id"]
    submit_values(Value.objects.filter(pk=place), by=people["officer"], at=Value.objects.get(pk=place).updated_at)
    response = put(officer, place, numerator="1", denominator="2", version=2)
    assert (response.status_code, response.json()["code"]) == (409, "submitted")


def test_an_approved_value_is_not_overwritten(officer, people):
    place = post(officer).json()["id"]
    value = Value.objects.get(pk=place)
    submit_values([value], by=people["officer"], at=value.updated_at)
    approve_values([value], by=people["approver"], at=value.updated_at)
    response = put(officer, place, numerator="1", denominator="2", version=3)
    assert (response.status_code, response.json()["code"]) == (409, "approved")
    assert response.json()["detail"].startswith("This value is approved")


def test_a_locked_period_takes_no_value(officer):
    ReportingPeriod.objects.filter(slug="2026-27-Q2").update(locked_at="2026-11-01T00:00Z")
    response = post(officer)
    assert (response.status_code, response.json()["code"], response.json()["theirs"]) == (409, "locked", None)
    assert response.json()["detail"] == "Q2 2026/27 is locked. Ask the performance team to reopen it."


@pytest.mark.parametrize(
    "changes",
    [
        {"indicator": f"{WLC}/9.9"},
        {"indicator": "nowhere/2.2"},
        {"indicator": f"{WLC}/3.1"},
        {"unit": "Housing"},
        {"indicator": f"{WLC}/1.1"},
        {"indicator": f"{WLC}/1.1", "unit": "Housing"},
        {"indicator": f"{WLC}/1.1", "unit": "Nowhere"},
    ],
)
def test_what_is_not_the_persons_to_enter_is_not_found(changes, officer):
    response = post(officer, **changes)
    assert response.status_code == 404
    assert "not yours to enter" in response.json()["detail"]


def test_somebody_elses_value_is_not_found(officer):
    value = Value.objects.filter(indicator__owner__name="Digital Services", state="draft").first()
    assert put(officer, value.pk, number="1", version=value.version).status_code == 404


def test_the_performance_team_enters_everything(signed_in):
    client = signed_in("performance")
    assert post(client).status_code == 201
    unit = CollectionUnit.objects.get(name="Roads")
    sent = SURVEY | {"unit": unit.name, "numerator": "9", "denominator": "10"}
    assert client.post(URL, sent, content_type="application/json").status_code == 201


@pytest.mark.parametrize("figure", [84.5, 85, True, ["1"], {}])
def test_a_figure_that_is_no_text_is_refused(figure, officer):
    response = post(officer, numerator=figure)
    assert response.status_code == 400
    assert "in quotation marks" in response.json()["numerator"][0]


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "-Infinity", "1e5", "", "1,234", "84.51234", "123456789012", "0x10", "٣", "1_0", "1" * 5000],
)
def test_a_text_that_is_no_figure_is_refused(text, officer):
    response = post(officer, numerator=text)
    assert response.status_code == 400
    assert "is not a figure that can be kept" in response.json()["numerator"][0]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "9" * 5000])
def test_a_number_that_json_cannot_hold_is_refused(number, officer):
    body = f'{{"indicator": "{WLC}/2.2", "period": "2026-27-Q2", "version": {number}}}'
    assert officer.post(URL, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"text"', "{", "[" * 100_000, '{"why": "\\ud800"}', '{"\\ud800": 1}']
)
def test_a_body_that_is_no_json_object_is_refused(body, officer):
    response = officer.post(URL, body, content_type="application/json")
    assert response.status_code == 400


def test_a_body_that_is_too_large_is_refused_unread(officer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = post(officer, why="x" * 1000)
    assert (response.status_code, "larger than" in response.json()["detail"]) == (413, True)


@pytest.mark.parametrize("field", ["reason", "what_happened", "why", "what_next", "period", "unit", "indicator"])
def test_a_null_byte_is_refused(field, officer):
    response = post(officer, **{field: "a\0b"})
    assert response.status_code == 400
    assert list(response.json()) == [field]


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"period": "2026-27"}, "period", "Write a period that has begun, for example “2026-27-Q3”"),
        ({"period": "2026-27-Q4"}, "period", "2.2 is collected quarterly"),
        ({"period": "Q2"}, "period", "2.2 is collected quarterly"),
        ({"denominator": None}, "denominator", "as well"),
        ({"denominator": "0"}, "denominator", "divided by zero"),
        ({"number": "84.5"}, "number", "2.2 is entered as numerator and denominator"),
        ({"respondents": 12}, "respondents", "Leave this out"),
        ({"availability": "not-available"}, "reason", "Say why there is no value"),
        ({"availability": "gone"}, "availability", "not a valid choice"),
        ({"expected_on": "soon"}, "expected_on", "wrong format"),
        ({"version": "0"}, "version", "valid integer"),
        ({"version": -1}, "version", "greater than or equal to 0"),
        ({"version": True}, "version", "valid integer"),
        ({"nummerator": "1"}, "nummerator", "There is no such field to send"),
    ],
)
def test_a_mistake_names_its_field_and_says_how_to_put_it_right(changes, field, text, officer):
    response = post(officer, **changes)
    assert response.status_code == 400
    assert text in response.json()[field][0]
    assert not Value.objects.filter(period__slug="2026-27-Q2", indicator__order=2, state="draft").exists()


def test_a_proposed_indicator_takes_no_value(signed_in):
    response = post(signed_in("performance"), indicator=f"{WLC}/4.1", numerator=None, denominator=None)
    assert response.status_code in (400, 404)


def test_the_version_must_be_sent(officer):
    sent = {name: value for name, value in NEW.items() if name != "version"}
    response = officer.post(URL, sent, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["version"])


def test_only_json_is_read(officer):
    assert officer.post(URL, NEW | {"unit": ""}).status_code == 415


def test_saving_takes_a_fixed_number_of_queries(officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        assert post(officer).status_code == 201
