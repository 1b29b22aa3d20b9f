"""A document comes in, people settle what is doubtful and edit rows, and one of them confirms: all of it or nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max

from indicators.models import Indicator, Target
from indicators.setup.adding import NewIndicator, Numbers, built, store_indicators
from outcomes.editing.services import add_strategy, edit_strategy, save_outcome
from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.status import Polarity
from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim, claim_owners
from strategy_portal.uploads.blocks import Block
from strategy_portal.uploads.document_child import TOO_MUCH
from strategy_portal.uploads.documents import read_document, read_text
from strategy_portal.uploads.reading import FileRefused

from ..models import ActionOwner, Framing
from ..planning.adding import ActionRefused, NewAction, add_actions
from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Row
from .proposal import EDITED, TARGET_LINE, THERE, Proposal, baseline_of, proposal_of, target_figure
from .recognising import MOST_ROWS, TooMuch, recognise
from .terms import plain

NOTHING_FOUND = (
    "Nothing in it looks like an outcome, a table or list of indicators with targets, or a plan of actions. Its tables "
    "need titles such as Key output, Indicator, Target, or Action, Owner, Due."
)
BASIS = "As the document states it"


class RowRefused(Refused):
    """What can't be added as it stands; `key` is the row."""

    def __init__(self, message: str, key: str):
        super().__init__(message)
        self.key = key


# --- A document comes in ---------------------------------------------------------------------------------------------


def receive_document(
    *, file: BinaryIO, name: str, into: Strategy | None, by: User, at: datetime
) -> tuple[Framing, bool]:
    """Keep what is recognised in a file, and say whether it is new here.

    The same document again for a new strategy, or for a draft while it is still being settled, is the one that was
    received before, with all that was settled of it. Raises FileRefused, and then keeps nothing.
    """
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    return _receive(digest, name, into, by, at, lambda: read_document(file, name))


def receive_text(*, text: str, into: Strategy | None, by: User, at: datetime) -> tuple[Framing, bool]:
    """The same of a text that was pasted. Raises FileRefused."""
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
    name = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())[:80]
    return _receive(digest, f"Pasted text: {name}", into, by, at, lambda: read_text(text))


def _receive(digest: str, name: str, into: Strategy | None, by: User, at: datetime, read: Any) -> tuple[Framing, bool]:
    same = Framing.objects.filter(sha256=digest)
    before = same.filter(is_new=True) if into is None else same.filter(strategy=into, confirmed_at=None)
    if there := before.first():
        return there, False
    blocks: Sequence[Block] = read()
    try:
        found = recognise(blocks)
    except TooMuch as error:
        raise FileRefused(TOO_MUCH) from error
    if not any(found.of(kind) for kind in (OUTCOME, COMMITMENT, INDICATOR, ACTION)):
        raise FileRefused(NOTHING_FOUND)
    framing = Framing(
        strategy=into, is_new=into is None, name=name[-200:], sha256=digest, made_by=by, made_at=at, found=found.kept(),
        answers={"questions": {}, "rows": {}, "out": {}},
    )  # fmt: skip
    save_with_history(framing, by=by)
    return framing, True


@transaction.atomic
def remove_framing(framing: Framing, *, seen: int, by: User) -> None:
    """Put a document away of which nothing was added. Raises ChangedMeanwhile, Refused."""
    stored = _open(framing, seen)
    delete_with_history(stored, by=by)


# --- What is settled and typed ---------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    framing: Framing, *, answers: Mapping[str, str], out: Iterable[str] = (), shown: Iterable[str] = (), seen: int,
    by: User,
) -> Framing:  # fmt: skip
    """Keep answers, and which of the rows that were shown are left out. Unknown answers and rows are not kept.

    Raises ChangedMeanwhile, Refused.
    """
    stored = _open(framing, seen)
    proposal = proposal_of(stored)
    options = {question.key: dict(question.options) for question in proposal.questions}
    kept = {key: value for key, value in answers.items() if value in options.get(key, ())}
    stored.answers["questions"] |= kept
    ticked, of_shown = set(out), set(shown) & _parts(proposal)
    stored.answers["out"] |= {key: key in ticked for key in of_shown if (key in proposal.out) != (key in ticked)}
    save_with_history(stored, by=by)
    return stored


def _parts(proposal: Proposal) -> set[str]:
    return {part.row.key for part in proposal.parts if part.row.kind != STRATEGY and part.state != "there"}


@transaction.atomic
def edit_row(framing: Framing, *, key: str, fields: Mapping[str, Any], seen: int, by: User) -> Framing:
    """Keep what somebody typed of one row. What says the same as before is not kept as typed.

    Raises ChangedMeanwhile, and Refused for a row that there is not.
    """
    stored = _open(framing, seen)
    row = proposal_of(stored).by_key.get(key)
    if row is None:
        raise Refused("There is no such row any more")
    typed = {name: value for name, value in fields.items() if name in EDITED[row.kind] and row.fields[name] != value}
    if typed:
        stored.answers["rows"][key] = stored.answers["rows"].get(key, {}) | typed
    save_with_history(stored, by=by)
    return stored


@transaction.atomic
def add_row(
    framing: Framing, *, kind: str, fields: Mapping[str, Any], place: str = "", passage: str = "", seen: int, by: User
) -> Framing:
    """Keep a row that was not found in the document. Raises ChangedMeanwhile, Refused."""
    stored = _open(framing, seen)
    added = stored.answers.setdefault("added", {})
    if len(added) >= MOST_ROWS:
        raise Refused("Too many rows are added by hand: add this document first")
    said = {name: fields[name] for name in EDITED[kind]}
    added[f"a{len(added) + 1}"] = {"kind": kind, "fields": said, "place": place.strip(), "passage": passage.strip()}
    save_with_history(stored, by=by)
    return stored


def _open(framing: Framing, seen: int) -> Framing:
    """Raises ChangedMeanwhile, and Refused once it is confirmed, or its strategy is no draft any more."""
    stored = claim(framing, seen)
    if stored.confirmed_at is not None:
        raise Refused("This document was confirmed already")
    if stored.strategy is not None and not stored.strategy.is_draft:
        raise Refused("The strategy is adopted meanwhile: what changes now is written with a reason, part by part")
    return stored


# --- Confirmed: all of it or nothing ---------------------------------------------------------------------------------


@transaction.atomic
def confirm(framing: Framing, *, seen: int, by: User, at: datetime) -> Framing:
    """Add every row that is not left out, within one transaction: a new strategy as a draft, or into the draft.

    Raises ChangedMeanwhile; Refused while something is open or wrong; RowRefused for what a service refuses.
    """
    stored = _open(framing, seen)
    proposal = proposal_of(stored)
    if proposal.open_count:
        raise Refused(f"{_questions(proposal.open_count)} open: answer first what is doubtful")
    if not proposal.can_be_confirmed:
        raise Refused("There is something to mend, or nothing is left to add")
    with recorded(by=by, event=Event.IMPORTED, reason=stored.name):
        adding = _Adding(proposal, by)
        adding.all()
    stored.strategy, stored.added = adding.strategy, adding.count
    stored.confirmed_by, stored.confirmed_at = by, at
    save_with_history(stored, by=by, event=Event.CONFIRMED)
    return stored


def _questions(count: int) -> str:
    return "One question is" if count == 1 else f"{count} questions are"


class _Adding:
    def __init__(self, proposal: Proposal, by: User):
        self.proposal, self.by = proposal, by
        self.count = 0
        self.outcomes: dict[str, Outcome] = {}

    def all(self) -> None:
        self.strategy = self._strategy()
        for outcome in self.strategy.outcomes.all():
            self.outcomes[f"{THERE}{outcome.number}"] = outcome
            for row in self.proposal.rows:
                if row.kind == OUTCOME and self.proposal.numbers[row.key] == outcome.number:
                    self.outcomes[row.key] = outcome
        for row in self.proposal.new(OUTCOME):
            self.outcomes[row.key] = self._kept(row, self._outcome)
        for kind, add in ((VALUE, self._values), (COMMITMENT, self._commitments)):
            if rows := self.proposal.new(kind):
                add(rows)
        self._indicators(self.proposal.new(INDICATOR))
        self._actions(self.proposal.new(ACTION))

    def _kept(self, row: Row, add: Callable[[Row, Mapping[str, Any]], Any]) -> Any:
        try:
            kept = add(row, row.fields)
        except Refused as refused:
            raise RowRefused(str(refused), row.key) from refused
        self.count += 1
        return kept

    def _values(self, rows: Sequence[Row]) -> None:
        of_kind = self.strategy.statements.filter(kind=Statement.Kind.VALUE)
        first = (of_kind.aggregate(last=Max("order"))["last"] or 0) + 1
        said = {"strategy": self.strategy, "kind": Statement.Kind.VALUE}
        new = [
            Statement(order=place, text=row.title.strip(), **said, **self._source(row))
            for place, row in enumerate(rows, first)
        ]
        create_with_history(new, by=self.by)
        self.count += len(new)

    def _commitments(self, rows: Sequence[Row]) -> None:
        """Those of an outcome that was there already count as its next version."""
        there = {self.outcomes[row.fields["outcome"]] for row in rows}
        versions = dict(Outcome.objects.filter(pk__in=[each.pk for each in there]).values_list("pk", "version"))
        if versions:
            claim_owners(Outcome, versions, by=self.by)
        last = Commitment.objects.filter(outcome__in=there).values("outcome").annotate(last=Max("order"))
        places = Counter({found["outcome"]: found["last"] for found in last})
        new = []
        for row in rows:
            outcome = self.outcomes[row.fields["outcome"]]
            places[outcome.pk] += 1
            said = {"heading": row.title.strip(), "led_by": row.fields["led_by"].strip(), "order": places[outcome.pk]}
            new.append(Commitment(outcome=outcome, **said, **self._source(row)))
        create_with_history(new, by=self.by)
        self.count += len(new)

    def _indicators(self, rows: Sequence[Row]) -> None:
        """Checked one by one, and stored together."""
        list(Outcome.objects.of(self.strategy).select_for_update().values_list("pk"))
        self.numbers = Numbers.within(self.outcomes.values())
        store_indicators([self._kept(row, self._indicator) for row in rows], by=self.by)

    def _actions(self, rows: Sequence[Row]) -> None:
        self.teams = self._teams(rows)
        try:
            added = add_actions(strategy=self.strategy, new=[self._action(row, row.fields) for row in rows], by=self.by)
        except ActionRefused as refused:
            raise RowRefused(str(refused), rows[refused.place].key) from refused
        self.count += len(added)

    def _source(self, row: Row) -> dict[str, str]:
        """Nothing of a row that somebody typed without a place."""
        if not row.place and not row.passage:
            return {}
        place = f", {row.place}" if row.place else ""
        return {"source_place": f"{self.proposal.framing.name}{place}"[:300], "source_passage": row.passage}

    def _strategy(self) -> Strategy:
        texts = self.proposal.new(TEXT)
        said = {row.fields["part"]: row.fields["text"].strip() for row in texts}
        self.count += len(texts)
        if self.proposal.existing.strategy is not None:
            return self._draft(said, texts)
        row = self.proposal.rows[0]
        names = ("title", "organisation", "organisation_short", "outcome_label")
        fields: dict[str, Any] = {name: row.fields[name].strip() for name in names} | said
        fields |= {name: date.fromisoformat(row.fields[name]) for name in ("starts_on", "ends_on")}
        try:
            return add_strategy(fields=fields | self._source_of_texts([row, *texts]), by=self.by)
        except Refused as refused:
            raise RowRefused(str(refused), row.key) from refused

    def _draft(self, said: Mapping[str, str], texts: Sequence[Row]) -> Strategy:
        """The draft that it goes into, with the texts that it lacks. Its version guards its values."""
        strategy = Strategy.objects.select_for_update().get(pk=self.proposal.existing.strategy.pk)  # type: ignore[union-attr]
        if not (said or self.proposal.new(VALUE)):
            return strategy
        fields = dict(said) | (self._source_of_texts(texts) if texts else {})
        return edit_strategy(strategy=strategy, fields=fields, seen=strategy.version, by=self.by)

    def _source_of_texts(self, rows: Sequence[Row]) -> dict[str, str]:
        """Where the strategy's own texts stand, each with its words."""
        passages = [f"{row.title} ({row.place}):\n{row.passage}" if row.kind == TEXT else row.passage for row in rows]
        return self._source(rows[0]) and self._source(rows[0]) | {"source_passage": "\n\n".join(passages)}

    def _outcome(self, row: Row, said: Mapping[str, Any]) -> Outcome:
        names = ("title", "description", "challenge", "opportunity")
        fields = {name: said[name].strip() for name in names} | {"number": int(said["number"])} | self._source(row)
        return save_outcome(outcome=Outcome(strategy=self.strategy), fields=fields, seen=0, by=self.by)

    def _indicator(self, row: Row, said: Mapping[str, Any]) -> Indicator:
        outcome = self.outcomes[said["outcome"]]
        names = ("title", "measure", "unit_text", "target_text", "level", "suggested_by", "code")
        fields: dict[str, Any] = {name: str(said[name]).strip() for name in names}
        fields |= self._source(row) | {
            "order": self.numbers.free(outcome), "factor": int(said["factor"]),
            "baseline": baseline_of(said["baseline"]) if said["baseline"] else None,
            "is_proposed": "proposed" in said["notes"], "polarity": said["polarity"] or Polarity.NOT_SET,
            "polarity_basis": BASIS if said["polarity"] else "",
            "decimal_places": 1 if said["measure"] in (Measure.PERCENTAGE, Measure.RATE) else 0,
        }  # fmt: skip
        targets = [self._target(line) for line in said["targets"]]
        new = NewIndicator(outcome, said["key_output"], fields, said["notes"], targets, is_so=True)
        return built(new, self.numbers, by=self.by)

    def _target(self, line: str) -> Target:
        years = {year.label: year for year in self.strategy.years}
        match = TARGET_LINE.fullmatch(line.strip())
        if match is None:
            raise Refused(f"“{line}” is no target")
        is_each = match[1].lower() == "each year"
        year = self.strategy.years[0 if is_each else -1] if not match[1][0].isdigit() else years[match[1]]
        figure: Decimal | None = target_figure(match[2])
        return Target(
            year_starts_on=year.start, holds_from=year.start, value=figure, reason=BASIS,
            basis=Target.HowSet.STRATEGY if is_each else Target.HowSet.YEAR,
        )  # fmt: skip

    def _action(self, row: Row, said: Mapping[str, Any]) -> NewAction:
        fields = {
            "number": int(said["number"]), "title": said["title"].strip(),
            "outcomes": [self.outcomes[key] for key in said["outcomes"] if key in self.outcomes], **self._source(row),
        }  # fmt: skip
        return NewAction(fields, said["due"], self._owners(said["owners"], said["part"]), said["measures"])

    def _owners(self, names: Sequence[str], part: str) -> list[ActionOwner]:
        """A single owner leads; of several the one that is named first, if somebody said so (rules 9.5)."""
        Part = ActionOwner.Part
        teams = list({team.pk: team for team in (self.teams[plain(name)] for name in names)}.values())
        first = Part.LEAD if len(teams) == 1 or part == "first" else Part.JOINT
        rest = Part.SUPPORTING if part == "first" else Part.JOINT
        return [ActionOwner(team=team, part=rest if place else first) for place, team in enumerate(teams)]

    def _teams(self, rows: Sequence[Row]) -> dict[str, Team]:
        """The organisation's teams, by plain names; those that are named and that it has not are added."""
        there = Team.objects.working_for(self.strategy.organisation).order_by("organisation")
        known = {plain(team.name): team for team in there}
        named = {plain(name): name for row in reversed(rows) for name in row.fields["owners"]}
        said = {"organisation": self.strategy.organisation, "is_demonstration": self.by.is_demonstration}
        new = {key: Team(name=name, **said) for key, name in named.items() if key not in known}
        create_with_history(new.values(), by=self.by)
        return known | new
