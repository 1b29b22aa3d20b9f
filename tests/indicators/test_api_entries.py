"""All that a page takes and shows of a value the API takes and shows too: counts, answers, forecast, tables."""

from datetime import date

import pytest

from indicators.approving.services import approve_values, revise_value
from indicators.entering.services import submit_values
from indicators.models import Indicator, Population, PopulationTable, Value

URL = "/api/v1/values/"
WLC = "wlc-customer-2023-28"
PLACE = {"indicator": f"{WLC}/2.2", "period": "2026-27-Q2"}
RATIO = {"numerator": "13000", "denominator": "17500"}
SAID = {"what_happened": "Fewer were resolved.", "why": "New staff joined.", "what_next": "They are trained."}


@pytest.fixture
def client(signed_in):
    return signed_in("officer")


@pytest.fixture
def post(client):
    def post(version: int = 0, **sent):
        return client.post(URL, {**PLACE, "version": version} | sent, content_type="application/json")

    return post


@pytest.fixture
def put(client):
    def put(place: int, **sent):
        return client.put(f"{URL}{place}/", sent, content_type="application/json")

    return put


def versions(place: int) -> int:
    return Value.objects.get(pk=place).history.count()


# --- Forecast and answers --------------------------------------------------------------------------------------------


def test_the_forecast_is_saved_and_read(post, client):
    """rules 6.9"""
    saved = post(**RATIO, forecast="at-risk").json()
    assert saved["forecast"] == "at-risk"
    assert client.get(f"{URL}{saved['id']}/").json()["forecast"] == "at-risk"


def test_a_forecast_that_is_left_out_is_emptied(post, put):
    place = post(**RATIO, forecast="at-risk").json()["id"]
    assert put(place, **RATIO, version=1).json()["forecast"] is None


def test_an_unknown_forecast_names_the_field(post):
    response = post(**RATIO, forecast="perhaps")
    assert (response.status_code, list(response.json())) == (400, ["forecast"])


def test_what_looks_odd_is_asked_and_the_answer_is_kept(post, put):
    """rules 1.5"""
    odd = {"numerator": "18000", "denominator": "17500"}
    saved = post(**odd, **SAID).json()
    asked = saved["questions"]
    assert "above-denominator" in [question["key"] for question in asked]
    answers = [{**question, "answer": "It is so."} for question in asked]
    answered = put(saved["id"], **odd, **SAID, answers=answers, version=1).json()
    assert (answered["answers"], answered["questions"], answered["version"]) == (answers, [], 2)


def test_an_answered_value_can_be_submitted(post, people):
    odd = {"numerator": "18000", "denominator": "17500"}
    asked = post(**odd, **SAID).json()["questions"]
    saved = post(1, **odd, **SAID, answers=[{**each, "answer": "It is so."} for each in asked]).json()
    value = Value.objects.get(pk=saved["id"])
    assert submit_values([value], by=people["officer"], at=value.updated_at) == 1


def test_it_says_that_commentary_is_needed(post):
    """rules 6: an amber or red figure is explained."""
    low = {"numerator": "1", "denominator": "17500"}
    assert post(**low).json()["needs_commentary"] is True
    assert post(1, **low, **SAID).json()["needs_commentary"] is False


@pytest.mark.parametrize(
    "answers",
    [
        [{"key": "jump", "text": "Is it so?"}],
        [{"key": "jump", "text": "Is it so?", "answer": ""}],
        [{"key": "hop", "text": "Is it so?", "answer": "Yes"}],
        [{"key": "jump", "text": "Is it so?", "answer": "Yes", "by": "me"}],
        [{"key": "jump", "text": "Is it so?", "answer": "Yes"}] * 2,
        "Yes",
    ],
)
def test_an_answer_names_its_question_once(answers, post):
    response = post(**RATIO, answers=answers)
    assert (response.status_code, list(response.json())) == (400, ["answers"])


# --- Counts of answers -----------------------------------------------------------------------------------------------


@pytest.fixture
def counted(wlc):
    """2.2 is entered as a count for each answer."""
    Indicator.objects.of(wlc).filter(key_output__outcome__number=2, order=2).update(
        answer_labels=["Excellent", "Good", "Poor"], answers_that_count=2
    )


COUNTS = {"Excellent": 60, "Good": 24, "Poor": 16}


def test_the_counts_of_the_answers_make_the_figure(counted, post):
    """rules 4.1"""
    saved = post(answer_counts=COUNTS).json()
    assert saved["answer_counts"] == COUNTS
    assert (saved["value"], saved["numerator"], saved["denominator"], saved["respondents"]) == ("84", "84", "100", 100)


def test_what_was_read_can_be_sent_back(counted, post, put):
    saved = post(answer_counts=COUNTS).json()
    parts = {name: saved[name] for name in ("answer_counts", "numerator", "denominator", "respondents")}
    assert put(saved["id"], **parts, version=1).status_code == 200
    assert versions(saved["id"]) == 1


@pytest.mark.parametrize(
    ("sent", "field", "text"),
    [
        ({"answer_counts": {"Excellent": 60, "Good": 24}}, "answer_counts", "Enter how many answered “Poor”"),
        ({"answer_counts": {**COUNTS, "Superb": 1}}, "answer_counts", "“Superb” is none of the answers"),
        ({"answer_counts": dict.fromkeys(COUNTS, 0)}, "answer_counts", "Nobody answered"),
        ({"answer_counts": COUNTS, "numerator": "85"}, "numerator", "2.2 is entered as answer_counts"),
    ],
)
def test_a_mistake_in_counts_names_the_field(sent, field, text, counted, post):
    response = post(**sent)
    assert response.status_code == 400
    assert text in response.json()[field][0]


def test_counts_are_refused_where_no_answers_are_counted(post):
    response = post(**RATIO, answer_counts=COUNTS)
    assert (response.status_code, list(response.json())) == (400, ["answer_counts"])


def test_a_count_is_a_whole_number(counted, post):
    response = post(answer_counts={**COUNTS, "Poor": 1.5})
    assert (response.status_code, list(response.json()["answer_counts"])) == (400, ["Poor"])


# --- Population tables -----------------------------------------------------------------------------------------------


@pytest.fixture
def table(wlc) -> PopulationTable:
    """2.2 is divided by a table's row: 20,000 from April 2026 on."""
    table = PopulationTable.objects.create(name="Residents")
    Population.objects.create(table=table, holds_from=date(2026, 4, 1), value=20_000, reason="Estimate", agreed_by="-")
    Indicator.objects.of(wlc).filter(key_output__outcome__number=2, order=2).update(population=table)
    return table


def test_the_denominator_comes_from_the_table_with_the_row_used(table, post):
    """rules 3.2"""
    saved = post(numerator="13000").json()
    assert (saved["denominator"], saved["value"]) == ("20000", "65")
    assert saved["population"] == {"table": "Residents", "holds_from": "2026-04-01", "value": "20000"}


def test_the_same_put_again_makes_no_new_version(table, post, put):
    place = post(numerator="13000").json()["id"]
    again = put(place, numerator="13000", denominator="20000", version=1)
    assert (again.status_code, again.json()["version"], versions(place)) == (200, 1, 1)


def test_another_denominator_than_the_tables_is_refused(table, post):
    response = post(numerator="13000", denominator="17500")
    assert (response.status_code, list(response.json())) == (400, ["denominator"])


def test_a_table_without_a_row_for_the_period_is_a_mistake_that_names_the_field(table, post):
    """rules 3.2"""
    table.rows.all().delete()
    response = post(numerator="13000")
    assert response.status_code == 400
    assert response.json() == {
        "denominator": ["The table “Residents” has no row for Q2 2026/27. Ask the performance team to add one."]
    }


# --- Revisions -------------------------------------------------------------------------------------------------------


def test_why_an_approved_value_is_revised_is_read(post, client, people):
    """rules 3.4"""
    value = Value.objects.get(pk=post(**RATIO, **SAID).json()["id"])
    submit_values([value], by=people["officer"], at=value.updated_at)
    approve_values([value], by=people["approver"], at=value.updated_at)
    revise_value(value, reason="Ten were counted twice", by=people["officer"])
    found = client.get(f"{URL}{value.pk}/").json()
    assert (found["revision_reason"], found["state"]) == ("Ten were counted twice", "draft")


def test_a_list_of_values_takes_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert client.get(URL, {"page_size": 200}).status_code == 200
