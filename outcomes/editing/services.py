"""What changes a strategy and its outcomes.

Until a strategy is adopted its authors write as they like. From then on each change has a reason, and says who agreed
it; without that it is a correction of a slip. The history keeps both.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from outcomes.models import Commitment, Outcome, SaysWhoAgreed, Statement, Strategy
from strategy_portal.council.in_force import council
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim, claim_owner

NOT_AN_ADDRESS = {"add"}
"""Short names that stand for something else in addresses."""

FIXED_BY_PERIODS = ("starts_on", "year_start_month", "year_start_day")
"""Its periods, and what is sealed in them, were made by these (rules 6.7)."""

OUT_OF_THE_WAY = 20_000
"""Added to a number while two rows change their places: no number may stand twice."""


# --- A strategy as a whole -------------------------------------------------------------------------------------------


@transaction.atomic
def add_strategy(*, fields: Mapping[str, Any], by: User) -> Strategy:
    """Begin a draft. Without a short name it gets one from its title. Raises Refused."""
    strategy = Strategy(is_draft=True, year_start_month=council().year_start_month)
    _set(strategy, {**fields, "slug": fields.get("slug") or slugify(fields["title"])[:50].strip("-")})
    _check(strategy)
    _save_unique(strategy, by)
    return strategy


@transaction.atomic
def edit_strategy(
    *, strategy: Strategy, fields: Mapping[str, Any], reason: str = "", agreed_by: str = "", seen: int, by: User
) -> Strategy:
    """Change its text or its dates. Raises ChangedMeanwhile, Refused."""
    stored = claim(strategy, seen)
    ended = stored.ends_on
    why, event = explained(stored, reason, agreed_by)
    if stored.periods.exists() and any(fields.get(name, was) != was for name, was in _fixed(stored).items()):
        raise Refused("Its reporting periods were made by its first day and its year: they stay as they are")
    if not stored.is_draft and fields.get("slug", stored.slug) != stored.slug:
        raise Refused("It is adopted, and its address is known by this name", "slug")
    _set(stored, fields)
    if stored.ends_on < ended and stored.periods.exists():
        raise Refused(f"A strategy is only extended: choose {ended:%-d %B %Y} or a later day", "ends_on")
    _check(stored)
    stored.agreed_by = agreed_by.strip()
    _save_unique(stored, by, event=event, reason=why)
    return stored


@transaction.atomic
def adopt_strategy(*, strategy: Strategy, adopted_by: str, adopted_on: date, seen: int, by: User, on: date) -> Strategy:
    """From now on everybody sees it, and each change of it has a reason. Raises ChangedMeanwhile, Refused."""
    stored = claim(strategy, seen)
    if not stored.is_draft:
        raise Refused("It is adopted already")
    if not adopted_by.strip():
        raise Refused("Say who adopted it, for example the council", "adopted_by")
    if adopted_on > on:
        raise Refused("This day is still to come", "adopted_on")
    if not stored.outcomes.exists():
        raise Refused(f"It says nothing yet of what it wants to achieve: add a first {stored.outcome_label.lower()}")
    stored.is_draft, stored.adopted_by, stored.adopted_on = False, adopted_by.strip(), adopted_on
    save_with_history(stored, by=by, event=Event.ADOPTED)
    return stored


@transaction.atomic
def archive_strategy(*, strategy: Strategy, reason: str, seen: int, by: User, on: date | None) -> Strategy:
    """Put it away: it is not among those that are running, and stays readable. No day takes it up again.

    Raises ChangedMeanwhile, Refused.
    """
    stored = claim(strategy, seen)
    if not reason.strip():
        raise Refused("Say why it is put away or taken up again", "reason")
    if (stored.archived_on is None) == (on is None):
        raise Refused("It is put away already" if on else "It is in use already")
    stored.archived_on, stored.agreed_by = on, ""
    event = Event.ARCHIVED if on else Event.RESUMED
    save_with_history(stored, by=by, event=event, reason=reason.strip())
    return stored


def _fixed(strategy: Strategy) -> dict[str, Any]:
    return {name: getattr(strategy, name) for name in FIXED_BY_PERIODS}


def _set(row: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _check(strategy: Strategy) -> None:
    if strategy.ends_on <= strategy.starts_on:
        raise Refused("The last day comes after the first", "ends_on")
    if not strategy.slug or strategy.slug in NOT_AN_ADDRESS:
        raise Refused("Choose another short name: small letters, digits and hyphens", "slug")
    earlier: Strategy | None = strategy.predecessor
    while earlier is not None:
        if earlier.pk == strategy.pk:
            raise Refused("No strategy comes before itself, and none before its own predecessors", "predecessor")
        earlier = earlier.predecessor


def _save_unique(strategy: Strategy, by: User, **said: Any) -> None:
    try:
        with transaction.atomic():
            save_with_history(strategy, by=by, **said)
    except IntegrityError:
        if not Strategy.objects.filter(slug=strategy.slug).exclude(pk=strategy.pk).exists():
            raise
        raise Refused("Another strategy has this short name", "slug") from None


def explained(strategy: Strategy, reason: str, agreed_by: str) -> tuple[str, Event]:
    """Why something changes, and what kind of change it is. Raises Refused where a reason is needed."""
    why = reason.strip()
    if not strategy.is_draft and not why:
        raise Refused("The strategy is adopted: say why this changes. The reason is kept with the change", "reason")
    is_slip = not strategy.is_draft and not agreed_by.strip()
    return why, Event.CORRECTED if is_slip else Event.CHANGED


# --- Outcomes --------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_outcome(
    *, outcome: Outcome, fields: Mapping[str, Any], reason: str = "", agreed_by: str = "", seen: int, by: User
) -> Outcome:
    """Add an outcome, or change it. Raises ChangedMeanwhile, and Refused: a number that is taken or can't change."""
    strategy = Strategy.objects.select_for_update().get(pk=outcome.strategy_id)
    why, event = explained(strategy, reason, agreed_by)
    stored = claim(outcome, seen) if outcome.pk else Outcome(strategy=strategy)
    if stored.pk and fields["number"] != stored.number:
        refuse_other_numbers(strategy)
    _set(stored, fields)
    other = strategy.outcomes.filter(number=stored.number).exclude(pk=stored.pk).first()
    if other is not None:
        raise Refused(f"{other.number} is “{other.title}” already: choose a free number", "number")
    save_part(stored, why, agreed_by, event, by)
    return stored


@transaction.atomic
def remove_outcome(*, outcome: Outcome, reason: str, seen: int, by: User) -> None:
    """Take an outcome out of a draft, as long as nothing belongs to it. Raises ChangedMeanwhile, Refused."""
    stored = claim(outcome, seen)
    if not stored.strategy.is_draft:
        raise Refused("The strategy is adopted: its outcomes stay")
    if stored.key_outputs.exists() or stored.actions.exists() or stored.consultations.exists():
        raise Refused("Indicators, actions or consultations belong to it: move those first")
    save_with_history(stored, by=by, reason=reason.strip())
    delete_with_history(stored, by=by, reason=reason.strip())


def refuse_other_numbers(strategy: Strategy) -> None:
    """Formulas and what is sealed name indicators by the numbers of their outcomes (rules 6.7). Raises Refused."""
    if strategy.outcomes.filter(key_outputs__indicators__formula__gt="").exists():
        raise Refused("Formulas name indicators by these numbers: they stay as they are", "number")
    if strategy.outcomes.filter(key_outputs__indicators__seals__isnull=False).exists():
        raise Refused("Values are approved and reports name them by these numbers: they stay as they are", "number")


# --- What belongs to an outcome or to the strategy ------------------------------------------------------------------


@transaction.atomic
def save_commitment(
    *, commitment: Commitment, fields: Mapping[str, Any], reason: str = "", agreed_by: str = "", seen: int, by: User
) -> Commitment:
    """Add or change what is promised under an outcome. `seen` is the outcome's version.

    Raises ChangedMeanwhile, Refused.
    """
    why, event = explained(commitment.outcome.strategy, reason, agreed_by)
    claim_owner(commitment.outcome, seen, by=by, reason=why)
    _set(commitment, fields)
    commitment.order = commitment.order or _next_place(commitment.outcome.commitments.all())
    save_part(commitment, why, agreed_by, event, by)
    return commitment


@transaction.atomic
def remove_commitment(*, commitment: Commitment, reason: str, seen: int, by: User) -> None:
    """The history keeps it. Raises ChangedMeanwhile, and Refused where an action serves it."""
    claim_owner(commitment.outcome, seen, by=by, reason=reason)
    if commitment.actions.exists():
        raise Refused("Actions serve it: change those first")
    delete_with_history(commitment, by=by, reason=reason_to_remove(reason))


@transaction.atomic
def add_statements(
    *, strategy: Strategy, kind: str, texts: list[str], label: str = "", reason: str = "", agreed_by: str = "",
    seen: int, by: User,
) -> None:  # fmt: skip
    """Add entries to one of the strategy's lists, each a text. Raises ChangedMeanwhile, Refused."""
    why, _ = explained(strategy, reason, agreed_by)
    if not texts:
        raise Refused("Write at least one entry", "texts")
    claim_owner(strategy, seen, by=by, reason=why)
    place = _next_place(strategy.statements.filter(kind=kind))
    for order, text in enumerate(texts, place):
        row = Statement(strategy=strategy, kind=kind, order=order, label=label.strip(), text=text)
        save_part(row, why, agreed_by, Event.CHANGED, by)


@transaction.atomic
def edit_statement(
    *, statement: Statement, fields: Mapping[str, Any], reason: str = "", agreed_by: str = "", seen: int, by: User
) -> Statement:
    """Raises ChangedMeanwhile, Refused."""
    why, event = explained(statement.strategy, reason, agreed_by)
    claim_owner(statement.strategy, seen, by=by, reason=why)
    _set(statement, fields)
    save_part(statement, why, agreed_by, event, by)
    return statement


@transaction.atomic
def remove_statement(*, statement: Statement, reason: str, seen: int, by: User) -> None:
    """The history keeps it. Raises ChangedMeanwhile, and Refused for a priority that an outcome serves."""
    claim_owner(statement.strategy, seen, by=by, reason=reason)
    served = statement.served_by.select_related("outcome").first()
    if served is not None:
        raise Refused(f"“{served.outcome}” serves this priority: say first that it does not")
    delete_with_history(statement, by=by, reason=reason_to_remove(reason))


def reason_to_remove(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why it is removed", "reason")
    return reason.strip()


def _next_place(rows: Any) -> int:
    last = rows.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def save_part(row: SaysWhoAgreed, why: str, agreed_by: str, event: Event, by: User) -> None:
    """A new row is recorded as added, whatever the reason."""
    row.agreed_by = agreed_by.strip()
    save_with_history(row, by=by, reason=why, event=event if row.pk else None)


# --- Places ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def move(*, part: Outcome | Commitment | Statement, places: int, seen: int, by: User) -> bool:
    """Let a row and the one before (-1) or after it (1) change places; False at the end of the list.

    `seen` is the version of what the list belongs to: for outcomes and statements the strategy's, for commitments their
    outcome's. Raises ChangedMeanwhile, and Refused where the numbers of outcomes can't change.
    """
    owner = part.outcome if isinstance(part, Commitment) else part.strategy
    field, others = _list_of(part)
    later = places > 0
    beyond = others.filter(**{f"{field}__{'gt' if later else 'lt'}": getattr(part, field)})
    other = beyond.order_by(field if later else f"-{field}").first()
    if isinstance(part, Outcome):
        if not part.strategy.is_draft:
            raise Refused("The strategy is adopted: change the number of an outcome, with a reason")
        refuse_other_numbers(part.strategy)
    if other is None:
        return False
    claim_owner(owner, seen, by=by)
    here, there = getattr(part, field), getattr(other, field)
    others.filter(pk=other.pk).update(**{field: there + OUT_OF_THE_WAY})
    with recorded(by=by, event=Event.REORDERED):
        for row, place in ((part, there), (other, here)):
            held = claim(row, row.version) if isinstance(row, Outcome) else row
            setattr(held, field, place)
            held.save()
    return True


def _list_of(part: Outcome | Commitment | Statement) -> tuple[str, Any]:
    """The field that says the place, and the rows of the list."""
    if isinstance(part, Outcome):
        return "number", Outcome.objects.of(part.strategy)
    if isinstance(part, Commitment):
        return "order", Commitment.objects.filter(outcome=part.outcome_id)
    return "order", Statement.objects.filter(strategy=part.strategy_id, kind=part.kind)
