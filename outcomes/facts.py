"""Loads a strategy with its statements and outcomes from a facts file."""

from decimal import Decimal

from strategy_portal.facts import Facts

from .models import Commitment, Outcome, Statement, Strategy

DATES_NOTES = {
    "elc-customer-2023-28": "The source gives only the years 2023-2028; the first day is that of the approval",
    "wlc-customer-services-2011-14": "The source gives only the years 2011-14",
    "borough-customer-service-2024-27": "Published in September 2024, for the next three years",
}
TEXTS = (
    "title", "organisation", "organisation_short", "outcome_label", "purpose", "scope", "vision", "predecessor_title",
)  # fmt: skip
"""What a facts file calls as the model does."""

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
        source=facts.text("source"),
        starts_on=about.take("starts_on"),
        ends_on=about.take("ends_on"),
        dates_note=DATES_NOTES.get(slug, ""),
        overall_measure=about.text("overall_measure_of_success"),
        funding_gap=None if gap is None else Decimal(str(gap)),
        predecessor=Strategy.objects.filter(slug=about.text("predecessor")).first(),
        **{name: about.text(name) for name in TEXTS},
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
        texts = {name: entry.text(name) for name in ("title", "description", "challenge", "opportunity")}
        outcome = Outcome.objects.create(
            strategy=strategy, number=entry.take("number"), approach=entry.text("action"),
            measured_by=entry.text("measures"), **texts,
        )  # fmt: skip
        for order, commitment in enumerate(entry.parts("commitments"), 1):
            texts = {name: commitment.text(name) for name in ("heading", "led_by", "mentions")}
            Commitment.objects.create(outcome=outcome, order=order, **texts)
            commitment.take("actions")  # the actions' own app links them
            commitment.finish()
        entry.finish()


def _statements(strategy: Strategy, kind: Statement.Kind, texts: list[str]) -> None:
    for order, text in enumerate(texts, 1):
        Statement.objects.create(strategy=strategy, kind=kind, order=order, text=text)


def _governance(strategy: Strategy, governance: Facts) -> None:
    """Each entry is a labelled line; entries of an entry get both labels."""
    lines = []
    for key in governance.rest():
        value = governance.take(key)
        entries = value if isinstance(value, dict) else {"": value}
        lines += [(f"{key} {inner}", text) for inner, text in entries.items()]
    for order, (key, text) in enumerate(lines, 1):
        label = key.replace("_", " ").strip().capitalize()
        Statement.objects.create(
            strategy=strategy, kind=Statement.Kind.GOVERNANCE, order=order, label=label, text=str(text)
        )
