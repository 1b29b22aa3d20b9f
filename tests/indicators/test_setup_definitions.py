"""Adding, changing and retiring indicators (rules 6.1, 6.4, 6.7)."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Indicator, PopulationTable
from indicators.setup.adding import add_indicator
from indicators.setup.definitions import change_indicator, retire_indicator
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .setting_up import aim_at, indicator_of, judge_by, new_indicator, seal
from .test_setup_judging import POINTS

NEW = {"order": 10, "title": "Calls answered in 5 minutes", "measure": "percentage", "factor": 100}


@pytest.fixture
def by(people):
    return people["performance"]


@pytest.fixture
def indicator(wlc, by) -> Indicator:
    return new_indicator(wlc, by)


@pytest.fixture
def add(wlc, by):
    def add(**fields) -> Indicator:
        outcome = wlc.outcomes.get(number=1)
        return add_indicator(outcome=outcome, key_output="Quick answers", fields=NEW | fields, by=by)

    return add


@pytest.fixture
def change(indicator, by):
    def change(reason="", agreed_by="", seen=None, of=indicator, **fields) -> Indicator:
        return change_indicator(
            indicator=of, outcome=of.outcome, key_output=of.key_output.title, fields={"order": of.order} | fields,
            notes=[note.meaning for note in of.notes.all()], reason=reason, agreed_by=agreed_by,
            seen=Indicator.objects.get(pk=of.pk).version if seen is None else seen, by=by,
        )  # fmt: skip

    return change


@pytest.fixture
def retire(indicator, by):
    def retire(day, reason="Replaced by 1.2", of=indicator) -> Indicator:
        return retire_indicator(
            indicator=of, retired_on=day, reason=reason, seen=Indicator.objects.get(pk=of.pk).version, by=by
        )

    return retire


def test_a_polarity_is_never_guessed(add):
    """rules 6.1"""
    assert add().stated.start.polarity == "not-set"


def test_a_key_output_that_the_outcome_lacks_is_added_with_the_indicator(add, by):
    key_output = add().key_output
    assert (key_output.title, key_output.history.get().history_user) == ("Quick answers", by)


def test_the_words_of_a_key_output_join_it(add):
    assert add().key_output == add(order=11).key_output


def test_a_number_that_is_taken_is_refused(add):
    with pytest.raises(Refused, match=r"1\.1 is “"):
        add(order=1)


def test_a_change_of_definition_needs_a_reason(change):
    with pytest.raises(Refused, match="say why") as refused:
        change(definition="Every answer counts")
    assert refused.value.field == "reason"


def test_the_reason_is_kept_with_the_change(change, by):
    changed = change(reason="The survey was renewed", definition="Every answer counts")
    last = changed.history.first()
    assert (last.history_change_reason, last.history_user) == ("The survey was renewed", by)


def test_what_is_no_definition_needs_no_reason(change):
    assert change(code="CS-1").code == "CS-1"


def test_how_it_is_judged_from_the_start_needs_who_agreed(change):
    """rules 6.7: the day is the start."""
    with pytest.raises(Refused, match="who agreed"):
        change(reason="A typing error", polarity="lower")


def test_how_it_is_judged_from_the_start_changes_until_something_is_sealed(change, indicator, by):
    """rules 6.7"""
    change(reason="A typing error", agreed_by="the board", tolerance_kind="points", tolerance_size=Decimal(3))
    seal(indicator, "2026-27-Q1", by)
    with pytest.raises(Refused, match="sealed already"):
        change(reason="Another", agreed_by="the board", tolerance_size=Decimal(4))


def test_who_agreed_is_kept_with_the_rule_and_not_in_the_reason(change):
    changed = change(reason="A typing error", agreed_by="the board", polarity="lower", definition="Every answer counts")
    assert changed.history.first().history_change_reason == "A typing error"
    rule = changed.rules.get().history.first()
    assert (rule.history_change_reason, rule.agreed_by) == ("A typing error", "the board")


def test_who_agreed_is_asked_only_where_it_is_kept(change):
    with pytest.raises(Refused, match="Say in the reason") as refused:
        change(reason="The survey was renewed", agreed_by="the board", definition="Every answer counts")
    assert refused.value.field == "agreed_by"


def test_a_sealed_indicator_keeps_its_measure(change, indicator, by):
    seal(indicator, "2026-27-Q1", by)
    with pytest.raises(Refused, match="retire this indicator and add a new one"):
        change(reason="It is a count", measure="count")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("formula", "[1.2] * 2"), ("level", "units"), ("frequency", "monthly"), ("across_units", "sum"),
        ("across_periods", "latest"), ("introduced_on", date(2026, 4, 1)), ("is_proposed", True),
    ],
)  # fmt: skip
def test_what_sealed_figures_were_made_by_is_settled(change, indicator, by, field, value):
    """rules 6.7: otherwise past years would turn."""
    seal(indicator, "2026-27-Q1", by)
    with pytest.raises(Refused, match="retire this indicator and add a new one") as refused:
        change(reason="It suits us better", **{field: value})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"), [("level", "organisation"), ("across_units", "ratio-of-sums"), ("answers_that_count", 2)]
)
def test_a_blank_is_filled_with_what_sealed_figures_were_made_by_anyway(change, indicator, by, field, value):
    seal(indicator, "2026-27-Q1", by)
    assert getattr(change(reason="Never stated", **{field: value}), field) == value


def test_a_frequency_that_does_not_fit_the_profile_of_a_target_is_refused(change, indicator, by):
    """rules 5.2: four shares are no months."""
    aim_at(indicator, 10, shares=["10", "20", "30", "40"], by=by)
    with pytest.raises(Refused, match=r"The target of 2026/27 has a profile: .* 4 given, 12 needed") as refused:
        change(reason="Counted each month", frequency="monthly")
    assert refused.value.field == "frequency"


def test_a_polarity_that_does_not_fit_the_targets_is_refused(change):
    """rules 6.3: a range has two ends."""
    with pytest.raises(Refused, match="low and a high end") as refused:
        change(reason="A typing error", agreed_by="the board", polarity="range")
    assert refused.value.field == "polarity"


def test_a_tolerance_in_percent_is_refused_over_a_target_of_zero(change, indicator):
    """rules 6.4"""
    indicator.targets.update(value=0)
    with pytest.raises(Refused, match="above zero"):
        change(reason="Finer", agreed_by="the board", tolerance_kind="percent", tolerance_size=Decimal(5))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(change, indicator):
    seen = Indicator.objects.get(pk=indicator.pk).version
    change(code="CS-1", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change(code="CS-2", seen=seen)


@pytest.mark.parametrize(
    ("formula", "problem"),
    [("[1.2] +", "At character"), ("[7.7] * 2", "no indicator 7.7"), ("[1.9] / 2", "circle")],
)
def test_a_formula_that_cannot_be_worked_out_is_refused_with_the_reason(change, formula, problem):
    with pytest.raises(Refused, match=problem) as refused:
        change(reason="Made from others", formula=formula)
    assert refused.value.field == "formula"


def test_a_formula_is_not_worked_out_more_often_than_its_inputs_are_collected(change):
    """1.5 is collected once a year: in three of four quarters there would be nothing to work with."""
    with pytest.raises(Refused, match=r"1\.5 is collected less often \(annual\) than 1\.9 \(quarterly\)") as refused:
        change(reason="Made from another", formula="[1.5] * 2")
    assert refused.value.field == "formula"


def test_a_formula_of_longer_periods_needs_inputs_that_have_a_figure_for_them(change, wlc):
    """rules 5.1: with "none" a quarterly input has no figure of a year, and the formula would never apply."""
    change(of=indicator_of(wlc, "4.1"), reason="Measured now", frequency="quarterly", across_periods="none")
    with pytest.raises(Refused, match=r"4\.1 has a figure for its own periods alone") as refused:
        change(reason="Made from another", formula="[4.1] * 2", frequency="annual")
    assert refused.value.field == "formula"


def test_an_input_keeps_its_figure_for_the_periods_of_a_formula(change, wlc):
    """rules 5.1"""
    needed = change(of=indicator_of(wlc, "4.1"), reason="Measured now", frequency="quarterly", across_periods="sum")
    change(reason="Made from another", formula="[4.1] * 2", frequency="annual")
    with pytest.raises(Refused, match=r"4\.1 has a figure for its own periods alone") as refused:
        change(of=needed, reason="Each by itself", across_periods="none")
    assert refused.value.field == "across_periods"


def test_an_indicator_that_a_formula_needs_is_not_collected_less_often_than_that(change, wlc):
    needed = change(of=indicator_of(wlc, "4.1"), reason="Measured now", frequency="quarterly")
    change(reason="Made from another", formula="[4.1] * 2")
    with pytest.raises(Refused, match=r"4\.1 is collected less often \(annual\) than 1\.9") as refused:
        change(of=needed, reason="Too much work", frequency="annual")
    assert refused.value.field == "frequency"


def test_formulas_in_a_circle_are_refused(change, wlc):
    change(reason="Made from another", formula="[4.1] * 2")
    with pytest.raises(Refused, match="circle"):
        change(reason="And back", of=indicator_of(wlc, "4.1"), formula="[1.9] / 2")


def test_an_indicator_that_a_formula_needs_keeps_its_number(change, wlc):
    change(reason="Made from another", formula="[1.2] * 2")
    with pytest.raises(Refused, match=r"needs 1\.2"):
        change(of=indicator_of(wlc, "1.2"), order=12)


def test_a_retired_indicator_stays_with_all_it_had(retire, wlc):
    indicator = indicator_of(wlc, "1.1")
    values = indicator.values.count()
    retired = retire(date(2028, 3, 31), of=indicator)
    assert (retired.retired_on, retired.values.count()) == (date(2028, 3, 31), values)


def test_an_indicator_is_not_retired_before_a_period_that_has_values(retire, wlc):
    with pytest.raises(Refused, match="has a value already") as refused:
        retire(date(2025, 3, 31), of=indicator_of(wlc, "1.1"))
    assert refused.value.field == "retired_on"


def test_the_last_day_of_the_last_period_with_values_may_be_its_last(retire, wlc):
    indicator = indicator_of(wlc, "1.1")
    last = max(value.period.as_domain().last_day for value in indicator.values.select_related("period__strategy"))
    assert retire(last, of=indicator).retired_on == last


def test_retiring_needs_a_reason(retire):
    with pytest.raises(Refused, match="Say why"):
        retire(date(2028, 3, 31), reason=" ")


def test_an_indicator_that_a_formula_needs_is_not_retired(change, retire, wlc):
    change(reason="Made from another", formula="[4.1] * 2")
    with pytest.raises(Refused, match=r"needs 4\.1"):
        retire(date(2026, 12, 31), of=indicator_of(wlc, "4.1"))


def test_a_rule_from_a_day_on_leaves_the_rule_from_the_start(indicator, by):
    judge_by(indicator, POINTS, date(2026, 12, 1), by=by)
    assert Indicator.objects.get(pk=indicator.pk).stated.start.tolerance_kind == ""


# --- What set-up refuses and asks (rules 6.4) ---


@pytest.mark.parametrize(("measure", "factor"), [("percentage", 100), ("count", 1), ("rate", 1)])
def test_the_factor_is_the_usual_one_unless_somebody_says_otherwise(add, measure, factor):
    """Rules 3.2."""
    assert add(measure=measure, factor=None).factor == factor


def test_a_percentage_of_another_factor_is_asked_about(add, wlc, by):
    """Rules 6.4."""
    with pytest.raises(Refused, match="The factor of a percentage is 100, and 1 is typed") as refused:
        add(factor=1)
    assert refused.value.field == "is_so"
    outcome = wlc.outcomes.get(number=1)
    said = add_indicator(outcome=outcome, key_output="Quick", fields=NEW | {"factor": 1}, is_so=True, by=by)
    assert said.factor == 1


def test_what_stands_already_is_not_asked_about_again(change, indicator):
    """Rules 6.4."""
    Indicator.objects.filter(pk=indicator.pk).update(factor=1)
    assert change(code="X", factor=1).code == "X"


def test_a_year_against_a_population_table_is_asked_about(add):
    """Rules 5.1: its populations are never added up."""
    table = PopulationTable.objects.create(name="Residents")
    with pytest.raises(Refused, match="over the year’s mean population"):
        add(population=table, across_periods="ratio-of-sums")
    assert add(population=table, across_periods="mean").across_periods == "mean"


@pytest.mark.parametrize("how", ["mean-of-units", "mean-weighted-by-respondents", "sum"])
def test_units_without_their_sums_make_no_ratio_of_sums_over_the_year(add, how):
    """Rules 6.4."""
    with pytest.raises(Refused, match="no sums to divide") as refused:
        add(level="units", across_units=how, across_periods="ratio-of-sums")
    assert refused.value.field == "across_periods"


@pytest.mark.parametrize("formula", ["[1.1] * 999999999999999", "[1.1] * 1000000 * 1000000 * 1000000"])
def test_a_formula_of_which_the_result_is_too_large_to_print_is_refused(add, formula):
    """Rules 1.2: at set-up, rather than on the first page that shows it."""
    with pytest.raises(Refused, match="too large to print"):
        add(formula=formula, measure="count", factor=1)
