"""A process behaviour chart that is re-based from a period on, with a reason and who agreed (rules 7.4)."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from indicators.judging.cards import card
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator, ProcessBase
from indicators.setup.changes import changes_of_indicator
from strategy_portal.records.checking import Checked, wrong_rows
from strategy_portal.records.holdings import agree, withdraw
from strategy_portal.records.versions import Refused

from .setting_up import AGREED, SETUP

ONE = f"{SETUP}indicators/1.3/"
ADD = f"{ONE}process/add/"
PAGE = "/strategies/wlc-customer-2023-28/indicators/1.3/"
WHY = "Calls are counted by the new system"
AUTUMN = date(2025, 10, 1)
"""The first day of Q3 2025/26: ten figures of 1.3 lie before it, and four from it on."""


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def rebase(indicator_of, people):
    """`rebase()`: 1.3 from Q3 2025/26 on."""

    def rebase(holds_from: date = AUTUMN, **said) -> ProcessBase:
        said = {"reason": WHY, "agreed_by": AGREED} | said
        row = ProcessBase(indicator=indicator_of("1.3"), holds_from=holds_from, **said)
        return agree(row, seen=row.version_seen, by=people["performance"])

    return rebase


@pytest.fixture
def drawn(indicator_of, quarter, on):
    """The chart of 1.3 in the last quarter, as of a day."""

    def drawn(as_of: date | None = None):
        (figures,) = load_figures([indicator_of("1.3")])
        return process_of(card(figures, quarter, on, date(2023, 4, 1)), as_of)

    return drawn


def test_limits_are_worked_out_apart_before_and_after_the_period(drawn, rebase):
    rebase()
    before, after = drawn().stretches
    assert (before.span, len(before.stretch.points), after.span) == ("To Q2 2025/26", 10, "From Q3 2025/26")
    assert before.has_trial_limits
    assert (after.stretch.chart, after.base.reason) == (None, WHY)


def test_the_sentence_names_the_base_why_and_who_agreed(drawn, rebase):
    rebase()
    assert (
        drawn()
        .text.removesuffix(" Of the signals 8 are concern.")
        .endswith(
            f"From Q3 2025/26, re-based: {WHY} (agreed by {AGREED}): No limits yet, 4 of the 10 figures that they need."
        )
    )
    assert drawn().text.startswith("To Q2 2025/26: Usual is ")


def test_the_table_marks_the_period_of_the_base(drawn, rebase):
    rebase()
    assert [line.point.period.label for line in drawn().lines if line.base] == ["Q3 2025/26"]


def test_the_page_says_so_and_both_charts_draw_the_limits_of_each_stretch(client, rebase):
    rebase(date(2024, 4, 1))
    shown = client.get(PAGE).content.decode()
    assert "<h3>To Q4 2023/24</h3>" in shown
    assert "<dt>Why re-based</dt><dd>Calls are counted by the new system</dd>" in shown
    assert f'href="{ADD}"' in shown
    lines = [each for each in json.loads(client.get(f"{PAGE}charts/process/").content)["data"] if each.get("name")]
    centre = next(each for each in lines if each["name"].startswith("Centre"))
    assert centre["y"][:4] == [None] * 4
    assert None not in centre["y"][4:]
    assert "Centre" in client.get(f"{PAGE}charts/process.svg").content.decode()


def test_a_stretch_that_ended_is_drawn_with_its_name_in_the_legend_and_not_beside_the_last_figure(client, rebase):
    rebase()
    names = [each.get("name") for each in json.loads(client.get(f"{PAGE}charts/process/").content)["data"]]
    assert any(name and name.startswith("Centre to Q2 2025/26 ") for name in names)
    assert ">Centre" not in client.get(f"{PAGE}charts/process.svg").content.decode()


def test_as_of_a_day_a_base_that_was_recorded_later_does_not_count(drawn, rebase):
    recorded_on = timezone.localdate(rebase().made_at)
    days = (recorded_on - timedelta(days=1), recorded_on, None)
    assert [len(drawn(as_of).stretches) for as_of in days] == [1, 2, 2]


def test_the_api_gives_the_stretches_with_their_limits(client, rebase, indicator_of):
    rebase()
    found = client.get(f"/api/v1/indicators/{indicator_of('1.3').pk}/").json()["process"]
    before, after = found["stretches"]
    assert (before["first"], before["last"], before["trial"]) == ("2023-24-Q1", "2025-26-Q2", True)
    assert before["lower"] < before["centre"] < before["upper"]
    assert after == {
        "first": "2025-26-Q3", "last": "2026-27-Q2", "upper": None, "centre": None, "lower": None, "trial": False,
        "reason": WHY, "agreed_by": AGREED,
    }  # fmt: skip
    assert found["text"].startswith("To Q2 2025/26")


# --- How it is agreed and withdrawn ---


def test_those_who_set_up_rebase_it_from_one_of_its_periods(client, indicator_of):
    seen = client.get(ADD).context["form"]["seen"].value()
    sent = {"seen": seen, "holds_from": "2025-10-01", "reason": WHY, "agreed_by": AGREED}
    answer = client.post(ADD, sent, follow=True)
    assert answer.redirect_chain == [(ONE, 302)]
    assert "The chart is re-based from Q3 2025/26 on." in answer.content.decode()
    assert ProcessBase.objects.get().holds_from == AUTUMN


def test_the_form_offers_its_periods_that_have_begun_but_not_the_first(client):
    labels = [label for _, label in client.get(ADD).context["form"].fields["holds_from"].choices]
    assert (labels[1], labels[-1]) == ("Q3 2026/27", "Q2 2023/24")


def test_an_empty_form_says_what_to_enter(client):
    answer = client.post(ADD, {"seen": 1})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"holds_from", "reason", "agreed_by"}


def test_a_day_within_a_period_is_refused(rebase):
    with pytest.raises(Refused, match="first day of a period") as refused:
        rebase(AUTUMN + timedelta(days=1))
    assert refused.value.field == "holds_from"


@pytest.mark.parametrize("missing", ["reason", "agreed_by"])
def test_the_database_wants_a_reason_and_who_agreed(rebase, missing):
    rebase()
    with pytest.raises(IntegrityError):
        ProcessBase.objects.update(**{missing: ""})


def test_a_base_is_withdrawn_with_a_reason_and_stays_in_the_history(client, rebase, drawn, indicator_of):
    address = f"{ONE}process/{rebase().pk}/withdraw/"
    page = client.get(address)
    assert "Re-based from Q3 2025/26" in page.content.decode()
    client.post(address, {"seen": page.context["form"]["seen"].value(), "reason": "Nothing was counted anew"})
    assert len(drawn().stretches) == 1
    withdrawn, agreed = (each for each in changes_of_indicator(indicator_of("1.3")) if "behaviour" in each.subject)
    assert withdrawn.why.startswith("Nothing was counted anew")
    assert agreed.fields[0].after == "Re-based from Q3 2025/26"


def test_a_base_that_was_altered_past_the_portal_is_found(rebase):
    """trust S6"""
    rebase()
    ProcessBase.objects.update(holds_from=date(2025, 7, 1))
    (found,) = wrong_rows(ProcessBase.history.model, Checked())
    assert "holds_from" in found.what or "holds from" in found.what


def test_without_a_frequency_there_is_no_period_to_rebase_from(client):
    Indicator.objects.filter(key_output__outcome__number=1, order=3).update(frequency="")
    assert ADD not in client.get(ONE).content.decode()
    assert len(client.get(ADD).context["form"].fields["holds_from"].choices) == 1


def test_withdrawing_needs_a_reason(rebase, people):
    row = rebase()
    with pytest.raises(Refused, match="why"):
        withdraw(row, reason="", seen=row.version_seen, by=people["performance"])
