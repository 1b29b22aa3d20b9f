"""The page of one value, and saving a row while somebody types."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.approving.services import return_values
from indicators.expecting.expected import expected_in
from indicators.models import Evidence, Indicator, PopulationTable, Value
from tests.conftest import ON

GRID = "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"
PAGE = f"{GRID}2.2/"
PDF = b"%PDF-1.7\nnothing"


@pytest.fixture
def key(wlc, quarter, people):
    all_expected = {
        expected.indicator.reference: expected.key for expected in expected_in(people["officer"], wlc, quarter, ON)
    }
    return all_expected.__getitem__


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


@pytest.fixture
def send(officer, key):
    """`send("save/", numerator="1")` posts fields of indicator 2.2 to its page or to what the script calls."""

    def send(to: str = "", submit: bool = False, client=officer, **fields):
        data = {f"{key('2.2')}-{name}": text for name, text in ({"version": "0"} | fields).items()}
        return client.post(f"{PAGE}{to}", data | ({"submit": "yes"} if submit else {}), follow=True)

    return send


def text(response) -> str:
    return response.content.decode()


def value() -> Value:
    return Value.objects.get(indicator__key_output__outcome__number=2, indicator__order=2, period__slug="2026-27-Q2")


FIGURE = {"numerator": "13600", "denominator": "17500"}
TOLD = {"what_happened": "It fell.", "why": "Staff were away.", "what_next": "They are back."}


def test_a_saved_row_answers_with_its_version_and_the_status_that_it_would_get(send):
    answer = text(send("save/", **FIGURE))
    assert 'data-version="1" data-result="saved"' in answer
    assert "Green: 77.7% is at or above the target of 75%." in answer


def test_a_wrong_row_is_not_saved_and_names_its_input(send, key):
    answer = text(send("save/", numerator="lots", denominator="17500"))
    assert 'data-result="error"' in answer
    assert f'data-wrong="{key("2.2")}-numerator ' in answer
    assert not Value.objects.filter(
        indicator__key_output__outcome__number=2, indicator__order=2, period__slug="2026-27-Q2"
    )


def test_a_row_that_somebody_else_saved_shows_both_who_and_when(send, signed_in):
    send("save/", client=signed_in("performance"), numerator="1", denominator="4")
    answer = text(send("save/", **FIGURE))
    assert 'data-result="conflict"' in answer
    assert re.search(r"<strong>Performance team</strong> saved 25\.0% on \d+ \w+ \d{4}, \d\d:\d\d", answer)
    assert "theirs <strong>1</strong>, yours <strong>13600</strong>" in answer


def test_the_same_sent_twice_is_no_conflict(send):
    """An answer that was lost on the way is asked for again."""
    send("save/", **FIGURE)
    assert 'data-version="1" data-result="saved"' in text(send("save/", **FIGURE))


def test_what_the_page_did_not_ask_for_stays(send):
    send(**FIGURE, **TOLD)
    send("save/", version="1", numerator="13700", denominator="17500")
    assert (value().numerator, value().why) == (13_700, "Staff were away.")


def test_the_answer_to_a_question_is_kept_with_the_figure(send):
    """rules 1.5"""
    odd = {"numerator": "17600", "denominator": "17500"}
    asked = re.search(r'name="[^"]+asked-above-denominator" value="([^"]+)"', text(send("save/", **odd)))[1]
    answered = {"asked-above-denominator": asked, "answer-above-denominator": "Some were resolved twice"}
    send("save/", version="1", **odd, **answered)
    (answer,) = [each for each in value().answers if each["key"] == "above-denominator"]
    assert (answer["text"], answer["answer"]) == (asked, "Some were resolved twice")


def test_a_question_that_is_not_answered_stops_the_submission(send):
    """rules 1.5"""
    response = send(submit=True, numerator="17600", denominator="17500", **TOLD)
    assert response.status_code == 422
    assert "answer what is asked about the figure" in text(response)
    assert value().state == "draft"


def test_a_part_above_its_whole_is_refused_where_that_cannot_be(send):
    """rules 1.5"""
    Indicator.objects.filter(key_output__outcome__number=2, order=2).update(numerator_is_part=True)
    assert "a part can’t be larger" in text(send(numerator="17600", denominator="17500"))


def test_a_part_above_a_whole_from_a_population_table_is_refused_too(officer, expected):
    """rules 1.5"""
    table = PopulationTable.objects.get(indicators=Indicator.objects.get(key_output__outcome__number=3, order=2))
    Indicator.objects.filter(pk=expected("2.2").indicator.pk).update(numerator_is_part=True, population=table)
    response = officer.post(
        f"{PAGE}save/", {f"{expected('2.2').key}-version": "0", f"{expected('2.2').key}-numerator": "999999"}
    )
    assert "999,999 is more than 180,000: a part can’t be larger" in text(response)


def test_money_is_pasted_with_the_sign_of_its_currency(send):
    Indicator.objects.filter(key_output__outcome__number=2, order=2).update(measure="money", factor=1)
    send(numerator="£1,200", denominator="300")
    assert value().numerator == 1_200


def test_off_target_without_commentary_is_not_submitted(send):
    response = send(submit=True, numerator="13000", denominator="17500")
    assert response.status_code == 422
    assert "say what happened, why and what next" in text(response)


def test_off_target_with_commentary_is_submitted(send):
    send(submit=True, numerator="13000", denominator="17500", **TOLD)
    assert value().state == "submitted"


def test_not_available_keeps_its_reason_and_when_there_will_be_one(send):
    """rules 3.2"""
    send(availability="not-available", reason="System replaced", expected_on="2027-01-15")
    assert (value().reason, value().expected_on.isoformat()) == ("System replaced", "2027-01-15")


def test_a_figure_that_comes_after_all_takes_the_reason_for_its_absence_away(send):
    """rules 3.2"""
    absent = {"availability": "not-available", "reason": "System down", "expected_on": "2027-01-15"}
    send(**absent)
    send(**FIGURE, **absent | {"availability": "available", "version": "1"})
    assert (value().numerator, value().reason, value().expected_on) == (13_600, "", None)


@pytest.fixture
def came_back(send, people) -> Value:
    send(submit=True, **FIGURE)
    return_values([value()], reason="Leave out the offices", by=people["approver"])
    return value()


def test_why_a_value_came_back_stays_in_view_while_it_is_mended(send, officer, came_back):
    """rules 3.3"""
    answer = text(send("save/", version=str(came_back.version), **FIGURE | {"numerator": "13601"}))
    pages = [answer, *(text(officer.get(page)) for page in (PAGE, GRID, "/returns/"))]
    assert ["Leave out the offices" in page for page in pages] == [True] * 4


def test_why_a_value_came_back_is_over_once_it_is_submitted_again(send, officer, came_back):
    """rules 3.3"""
    send(submit=True, version=str(came_back.version), **FIGURE | {"numerator": "13601"})
    assert value().state == "submitted"
    assert "Leave out the offices" not in text(officer.get("/returns/"))


def test_the_forecast_is_kept_beside_the_figure(send):
    """rules 6.9"""
    send(**FIGURE, forecast="at-risk")
    assert value().forecast == "at-risk"


def test_the_commentary_of_the_period_before_stands_beside(officer, wlc):
    before = Value.objects.get(
        indicator__key_output__outcome__strategy=wlc, indicator__key_output__outcome__number=2, indicator__order=2,
        period__slug="2026-27-Q1",
    )  # fmt: skip
    Value.objects.filter(pk=before.pk).update(why="Two systems were joined.")
    assert "Two systems were joined." in text(officer.get(PAGE))


def test_a_survey_that_counts_answers_makes_its_figure_of_the_best(send, officer, key):
    """rules 3.2, 4.1"""
    Indicator.objects.filter(key_output__outcome__number=2, order=2).update(
        answer_labels=["Excellent", "Good", "Poor"], answers_that_count=2
    )
    send("save/", **{"count-0": "40", "count-1": "50", "count-2": "10"})
    assert (value().numerator, value().denominator, value().respondents) == (90, 100, 100)
    assert value().answer_counts == {"Excellent": 40, "Good": 50, "Poor": 10}
    assert "Excellent: 2.2, Q2 2026/27" in text(officer.get(GRID))


def test_an_empty_count_is_not_taken_for_none(send):
    """rules 1.4"""
    Indicator.objects.filter(key_output__outcome__number=2, order=2).update(
        answer_labels=["Good", "Poor"], answers_that_count=1
    )
    assert "Enter how many answered “Poor”, 0 if nobody did" in text(send("save/", **{"count-0": "40", "count-1": ""}))


@pytest.mark.parametrize("path", ["2.2/", "2.2/save/", "3.1/", "9.9/", "1.1/999999/", "4.1/"])
def test_somebody_elses_value_is_not_found(path, signed_in):
    method = signed_in("officer-housing").post if path.endswith("save/") else signed_in("officer-housing").get
    assert method(f"{GRID}{path}").status_code == 404


def test_what_somebody_else_saved_can_be_put_in_the_inputs(send, signed_in):
    send("save/", client=signed_in("performance"), numerator="1", denominator="4")
    fields = re.search(r'data-fields="([^"]+)"', text(send("save/", **FIGURE)))[1]
    theirs = json.loads(fields.replace("&quot;", '"'))
    assert (theirs["numerator"], theirs["version"]) == ("1", "1")


# --- Evidence --------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add(client, **fields):
    return client.post(PAGE, {"evidence": "yes"} | fields, follow=True)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_handed_out_as_a_download_only(officer):
    add(officer, file=file("Minutes of May.pdf", PDF))
    evidence = Evidence.objects.get()
    answer = officer.get(f"/evidence/{evidence.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="minutes-of-may.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_evidence_has_a_history_of_who_added_it(officer, people):
    add(officer, link="https://example.org/minutes")
    assert Evidence.objects.get().history.get().history_user == people["officer"]


def test_what_is_removed_stays_in_the_history(officer, people):
    add(officer, link="https://example.org/minutes")
    pk = Evidence.objects.get().pk
    officer.post(PAGE, {"remove": pk})
    assert not Evidence.objects.exists()
    assert Evidence.history.filter(id=pk, history_type="-").get().history_user == people["officer"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<script>", "Files of this type are not kept"),
        ("page.pdf", b"<script>", "not that of a .pdf file"),
        ("picture.png", PDF, "not that of a .png file"),
        ("table.xlsx", b"PK\x03\x04 and nothing", "not that of a .xlsx file"),
        ("notes.txt", b"MZ\x00\x01", "not that of a .txt file"),
        ("nothing.pdf", b"", "not empty"),
        ("large.txt", b"a" * 2_000_001, "at most 2 MB"),
    ],
)
def test_a_file_that_is_not_accepted_says_why(name, content, why, officer, settings):
    settings.EVIDENCE = settings.EVIDENCE | {"MEGABYTES": 2}
    response = add(officer, file=file(name, content))
    assert response.status_code == 422
    assert why in text(response)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org", ""])
def test_a_link_leads_to_a_web_page(link, officer):
    assert add(officer, link=link).status_code == 422


@pytest.mark.parametrize(("username", "status"), [("performance", 200), ("officer-digital", 404), ("board", 403)])
def test_evidence_is_for_those_whose_remit_it_is_in(username, status, officer, signed_in):
    add(officer, file=file("minutes.pdf", PDF))
    answer = signed_in(username).get(f"/evidence/{Evidence.objects.get().pk}/")
    assert answer.status_code == status
    answer.close()


def test_nothing_is_added_to_a_value_that_waits_for_approval(send, officer):
    send(submit=True, **FIGURE)
    assert "evidence stays as it is" in text(add(officer, link="https://example.org/minutes"))


def test_what_is_typed_is_kept_where_evidence_is_added(key, officer):
    """Without a script nothing has saved it yet."""
    typed = {f"{key('2.2')}-{name}": text for name, text in ({"version": "0"} | FIGURE | TOLD).items()}
    officer.post(PAGE, typed | {"evidence": "yes", "link": "https://example.org/minutes"})
    assert (value().what_happened, value().evidence.count()) == ("It fell.", 1)


def test_a_file_that_was_chosen_goes_along_with_submitting(key, officer):
    typed = {f"{key('2.2')}-{name}": text for name, text in ({"version": "0"} | FIGURE | TOLD).items()}
    officer.post(PAGE, typed | {"submit": "yes", "file": SimpleUploadedFile("minutes.pdf", PDF)})
    assert (value().state, value().evidence.count()) == ("submitted", 1)


def test_nothing_is_submitted_while_the_file_that_was_chosen_is_refused(key, officer):
    typed = {f"{key('2.2')}-{name}": text for name, text in ({"version": "0"} | FIGURE | TOLD).items()}
    answer = officer.post(PAGE, typed | {"submit": "yes", "file": SimpleUploadedFile("program.exe", b"MZ")})
    assert (answer.status_code, value().state) == (422, "draft")


def test_save_and_next_walks_through_what_is_owed_and_ends_in_the_grid(officer, key):
    figure = {f"{key('2.2')}-{name}": typed for name, typed in ({"version": "0"} | FIGURE).items()}
    first = officer.post(PAGE, figure | {"next": "yes"}, follow=True)
    assert first.redirect_chain[-1][0].startswith(f"{GRID}2.3/")
    last = officer.get(GRID).content.decode()
    last_page = re.findall(rf'href="({GRID}4\.2/\d+/)"', last)[0]
    end = officer.post(last_page, {f"{key('4.2')}-version": "0", "next": "yes"}, follow=True)
    assert end.redirect_chain[-1][0] == GRID
    assert "the last one that you owe in Q2 2026/27" in text(end)


def test_how_it_is_measured_and_the_chart_open_beside_a_row_and_on_the_page(officer):
    for shown in (text(officer.get(f"{PAGE}about/")), text(officer.get(PAGE))):
        assert "Definition" in shown
        assert "Source of the data" in shown
        assert "/indicators/2.2/" in shown
        assert "Usually" in shown


def test_the_usual_range_is_drawn_beside_the_input(send):
    answer = text(send("save/", numerator="12600", denominator="17500"))
    assert re.search(r'aria-label="72.0% is below the usual range of 7\d\.\d% to 7\d\.\d%"', answer)


def test_the_row_of_a_grid_asks_for_commentary_and_the_page_does_so_itself(officer, key):
    typed = {"version": "0", "numerator": "12600", "denominator": "17500"}
    low = {f"{key('2.2')}-{name}": each for name, each in typed.items()}
    assert "<textarea" in text(officer.post(f"{PAGE}save/", low | {"row": "yes"}))
    assert "<textarea" not in text(officer.post(f"{PAGE}save/", low | {f"{key('2.2')}-version": "1"}))
