"""Loads a strategy with its statements and outcomes from a facts file."""

from decimal import Decimal

from strategy_portal.facts import Facts

from .models import Commitment, Outcome, Statement, Strategy

DATES_NOTES = {
    "elc-customer-2023-28": "The source gives only the years 2023-2028; the first day is that of the approval",
    "wlc-customer-services-2011-14": "The source gives only the years 2011-14",
    "borough-customer-service-2024-27": "Published in September 2024, for the next three years",
}
LISTS = {
    "corporate_priorities": Statement.Kind.CORPORATE_PRIORITY,
    "values": Statement.Kind.VALUE,
    "related_strategies": Statement.Kind.RELATED_STRATEGY,
    "operating_context": Statement.Kind.OPERATING_CONTEXT,
}


def load_strategy(facts: Facts) -> Strategy:
    """The strategy itself, its lists and its governance. Its predecessor is linked where it is there."""
    about = facts.part("strategy")
    slug = about.text("slug")
    gap = about.take("funding_gap_gbp_million")
    strategy = Strategy.objects.create(
        slug=slug,
        title=about.text("title"),
        organisation=about.text("organisation"),
        organisation_short=about.text("organisation_short"),
        source=facts.text("source"),
        starts_on=about.take("starts_on"),
        ends_on=about.take("ends_on"),
        dates_note=DATES_NOTES.get(slug, ""),
        outcome_label=about.text("outcome_label"),
        purpose=about.text("purpose"),
        scope=about.text("scope"),
        vision=about.text("vision"),
        overall_measure=about.text("overall_measure_of_success"),
        funding_gap=None if gap is None else Decimal(str(gap)),
        predecessor=Strategy.objects.filter(slug=about.text("predecessor")).first(),
        predecessor_title=about.text("predecessor_title"),
    )
    for key, kind in LISTS.items():
        _statements(strategy, kind, about.take(key) or [])
    if about.has("corporate_plan_link"):
        _statements(strategy, Statement.Kind.CORPORATE_PLAN_LINK, [about.text("corporate_plan_link")])
    _statements(strategy, Statement.Kind.EXPECTED_BENEFIT, facts.take("expected_benefits") or [])
    for key, kind in (("service_standards", Statement.Kind.SERVICE_STANDARD), ("roadmap", Statement.Kind.ROADMAP)):
        if facts.has(key):
            _statements(strategy, kind, [facts.text(key)])
    _governance(strategy, facts.part("governance"))
    about.finish()
    return strategy


def load_outcomes(strategy: Strategy, facts: Facts) -> None:
    for entry in facts.parts("outcomes"):
        outcome = Outcome.objects.create(
            strategy=strategy,
            number=entry.take("number"),
            title=entry.text("title"),
            description=entry.text("description"),
            challenge=entry.text("challenge"),
            opportunity=entry.text("opportunity"),
            approach=entry.text("action"),
            measured_by=entry.text("measures"),
        )
        for order, commitment in enumerate(entry.parts("commitments"), 1):
            Commitment.objects.create(
                outcome=outcome,
                order=order,
                heading=commitment.text("heading"),
                led_by=commitment.text("led_by"),
                mentions=commitment.text("mentions"),
            )
            commitment.take("actions")  # the actions' own app links them
            commitment.finish()
        entry.finish()


def _statements(strategy: Strategy, kind: Statement.Kind, texts: list[str], label: str = "") -> None:
    for order, text in enumerate(texts, 1):
        Statement.objects.create(strategy=strategy, kind=kind, order=order, label=label, text=text)


def _governance(strategy: Strategy, governance: Facts) -> None:
    """Each entry is a labelled line; entries of an entry get both labels."""
    order = 0
    for key in governance.rest():
        value = governance.take(key)
        entries = value.items() if isinstance(value, dict) else [("", value)]
        for inner, text in entries:
            order += 1
            label = f"{key} {inner}".replace("_", " ").strip().capitalize()
            Statement.objects.create(
                strategy=strategy, kind=Statement.Kind.GOVERNANCE, order=order, label=label, text=str(text)
            )
