"""Responses of a survey tool: a CSV file is received, its columns are told, it is checked, applied all or nothing.

Each row becomes a submission with a key of its own, so that the same file twice changes nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.timezone import localdate

from strategy_portal.models import User
from strategy_portal.records.signing import keyed
from strategy_portal.uploads.reading import FileRefused as Refused
from strategy_portal.uploads.reading import read_csv

from ..models import Choice, Consultation, Question, Submission, SurveyFile
from .services import Filled, hold, receive_submissions

IGNORE, KEY, TYPE, GROUP, SPEAKS_FOR = "", "key", "type", "group", "speaks-for"
LEFT_OUT = "-"
"""Settles a text that means no choice: it becomes no answer."""
LONGEST = 10_000
LONGEST_NAME = 200


class NotToApply(Exception):
    """The file is applied already, or something in it is not in order yet."""

    def __init__(self) -> None:
        super().__init__("Nothing was saved: the file was applied or removed already, or it has to be put in order.")


@dataclass(frozen=True)
class Problem:
    """What stands in the way, and where: the row as the spreadsheet numbers it, and the column's heading."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Response:
    key: str
    filled: Filled


@dataclass
class Checked:
    """What the file would do. `unmatched` has for each column's meaning the texts that are no choice of it."""

    new: list[Response] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    unmatched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def can_be_applied(self) -> bool:
        return bool(self.new) and not self.problems and not self.unmatched


@transaction.atomic
def receive_survey(*, file: BinaryIO, name: str, consultation: Consultation, by: User, at: datetime) -> SurveyFile:
    """Keep the rows until they are applied. Raises Refused, and then keeps nothing."""
    SurveyFile.objects.stale(localdate(at)).delete()
    rows = [row for row in read_csv(file, name).rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise Refused("The file has no row of answers under its headings.")
    header = [cell.strip() for cell in rows[0]]
    return SurveyFile.objects.create(
        consultation=consultation,
        file_name=name[-200:],
        uploaded_by=by,
        uploaded_at=at,
        header=header,
        rows=rows[1:],
        columns=_guessed(header, consultation),
    )


def targets(consultation: Consultation) -> list[tuple[str, str]]:
    """What a column can hold: (its meaning, in words)."""
    asked = [(_target(question), question.text) for question in consultation.questions.all()]
    return [
        (IGNORE, "Nothing: leave it out"),
        (KEY, "What tells the responses apart, such as their number"),
        (TYPE, "As what somebody answers"),
        (GROUP, "The group’s name"),
        (SPEAKS_FOR, "How many people the group speaks for"),
        *asked,
    ]


def tell_columns(*, survey: SurveyFile, columns: Sequence[str], settled: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what each column holds, and what texts mean that are no choice. Nothing else is written."""
    survey.columns, survey.settled = list(columns), {**survey.settled, **settled}
    survey.save(update_fields=["columns", "settled"])


def check_survey(survey: SurveyFile) -> Checked:
    """What applying it would do: two queries for the consultation's questions, and one for what is there."""
    return _Check(survey).checked()


@transaction.atomic
def apply_survey(*, survey: SurveyFile, consented: bool, by: User, at: datetime) -> int:
    """Make a submission of each row that is not there yet, and delete the rows. Raises NotToApply."""
    consultation = hold(survey.consultation)
    waiting = SurveyFile.objects.select_for_update().filter(pk=survey.pk).first()
    if waiting is None:
        raise NotToApply
    checked = check_survey(waiting)
    if not checked.can_be_applied:
        raise NotToApply
    rows = [(response.key, response.filled) for response in checked.new]
    receive_submissions(consultation, rows, channel=Submission.Channel.IMPORT, consented=consented, by=by, at=at)
    waiting.delete()
    return len(checked.new)


class _Check:
    """Reads the rows by what the columns hold."""

    def __init__(self, survey: SurveyFile):
        self.survey, self.found = survey, Checked()
        consultation = survey.consultation
        self.questions = {_target(each): each for each in consultation.questions.prefetch_related("choices")}
        self.types = {str(each.pk): each for each in consultation.respondent_types.all()}
        self.words = {TYPE: _by_text((each.title, key) for key, each in self.types.items())} | {
            target: _by_text((choice.text, str(choice.pk)) for choice in question.choices.all())
            for target, question in self.questions.items()
        }
        self.columns = [(place, target) for place, target in enumerate(survey.columns) if target != IGNORE]

    def checked(self) -> Checked:
        self._check_columns()
        there = set(
            Submission.objects.filter(consultation=self.survey.consultation)
            .exclude(external_key="")
            .values_list("external_key", flat=True)
        )
        seen: Counter[str] = Counter()
        for number, row in enumerate(self.survey.rows, 2):
            response = self._response(number, row, seen)
            if response.key in there:
                self.found.known += 1
            else:
                self.found.new.append(response)
        return self.found

    def _check_columns(self) -> None:
        several = {target for target, each in self.questions.items() if each.kind == Question.Kind.SEVERAL}
        for target, times in Counter(target for _, target in self.columns).items():
            if times > 1 and target not in several:
                places = [place for place, each in self.columns if each == target]
                self._problem(1, places[-1], "Another column holds the same: leave one of them out")
        if not any(target in self.questions for _, target in self.columns):
            self._problem(1, None, "No column holds answers to a question yet")

    def _response(self, number: int, row: list[str], seen: Counter) -> Response:
        if len(row) > len(self.survey.header):
            self._problem(number, None, "The row has more cells than there are headings")
        said: dict[str, list[tuple[int, str]]] = {}
        for place, target in self.columns:
            text = row[place].strip() if place < len(row) else ""
            if text:
                said.setdefault(target, []).append((place, text))
        key = self._key(number, row, said, seen)
        types = self._matched(TYPE, said)
        if not (types and self.types[types[0]].is_group) and not self._is_unsettled(TYPE, said):
            self._refuse_group(number, said, types)
        return Response(
            key,
            Filled(
                respondent_type=self.types[types[0]] if types else None,
                group_name=self._text(number, GROUP, said, LONGEST_NAME),
                speaks_for=self._number(number, said),
                choices=tuple(self._choices(said)),
                texts=tuple(self._texts(number, said)),
            ),
        )

    def _refuse_group(self, number: int, said: Mapping, types: Sequence[str]) -> None:
        """Only a group has a name and speaks for others; nothing of it is dropped unsaid (rules 10.1)."""
        if types:
            why = f"“{self.types[types[0]]}” is no group: empty the cell, or say that a group answered"
        elif any(target == TYPE for _, target in self.columns):
            why = "It is kept only of a group, and the row does not say as what somebody answered"
        else:
            why = "It is kept only of a group: say which column holds as what somebody answers, or leave this one out"
        for target in (GROUP, SPEAKS_FOR):
            for place, _ in said.get(target, ())[:1]:
                self._problem(number, place, why)

    def _key(self, number: int, row: list[str], said: Mapping, seen: Counter) -> str:
        """A digest, as the tool’s own key may be an address. Without one: of the row, and which of several it is."""
        if any(target == KEY for _, target in self.columns):
            own = said[KEY][0][1] if KEY in said else ""
            place = next(place for place, target in self.columns if target == KEY)
            seen[own] += 1
            if not own:
                self._problem(number, place, "The row has no key")
            elif seen[own] > 1:
                self._problem(number, place, "Another row has the same key")
            return keyed(own)
        text = json.dumps(row)
        seen[text] += 1
        return keyed(f"{text} {seen[text]}")

    def _matched(self, target: str, said: Mapping, *, several: bool = False) -> list[str]:
        """Keys of the choices that the cells mean; what means none is noted."""
        words, settled = self.words[target], self.survey.settled.get(target, {})
        found = []
        for _, cell in said.get(target, ()):
            whole = _plain(cell) in words or cell in settled
            parts = [cell] if whole or not several else [part.strip() for part in cell.replace("\n", ";").split(";")]
            for part in filter(None, parts):
                key = words.get(_plain(part)) or settled.get(part)
                if key is None:
                    self._note_unmatched(target, part)
                elif key != LEFT_OUT and key not in found:
                    found.append(key)
        return found

    def _is_unsettled(self, target: str, said: Mapping) -> bool:
        return any(cell in self.found.unmatched.get(target, ()) for _, cell in said.get(target, ()))

    def _note_unmatched(self, target: str, text: str) -> None:
        texts = self.found.unmatched.setdefault(target, [])
        if text not in texts:
            texts.append(text)

    def _choices(self, said: Mapping) -> Iterator[Choice]:
        for target, question in self.questions.items():
            if question.kind != Question.Kind.TEXT:
                several = question.kind == Question.Kind.SEVERAL
                chosen = self._matched(target, said, several=several)
                yield from (choice for choice in question.choices.all() if str(choice.pk) in chosen)

    def _texts(self, number: int, said: Mapping) -> Iterator[tuple[Question, str]]:
        for target, question in self.questions.items():
            if question.kind == Question.Kind.TEXT and target in said:
                yield question, "\n".join(self._text(number, target, said, LONGEST).splitlines())

    def _text(self, number: int, target: str, said: Mapping, longest: int) -> str:
        for place, text in said.get(target, ())[:1]:
            if len(text) > longest:
                self._problem(number, place, f"The text is longer than {longest:,} letters")
            return text[:longest]
        return ""

    def _number(self, number: int, said: Mapping) -> int | None:
        for place, text in said.get(SPEAKS_FOR, ())[:1]:
            plain = text.replace(",", "").replace(" ", "")
            if plain.isascii() and plain.isdigit() and int(plain[:9]) > 0 and len(plain) < 9:
                return int(plain)
            self._problem(number, place, f"“{text[:40]}” is not a number of people")
        return None

    def _problem(self, row: int, place: int | None, text: str) -> None:
        self.found.problems.append(Problem(row, "" if place is None else self.survey.header[place], text))


def _guessed(header: Sequence[str], consultation: Consultation) -> list[str]:
    """A column whose heading is a question's text holds its answers."""
    asked = _by_text((question.text, _target(question)) for question in consultation.questions.all())
    return [asked.get(_plain(heading), IGNORE) for heading in header]


def _target(question: Question) -> str:
    return f"question-{question.pk}"


def _by_text(pairs: Any) -> dict[str, str]:
    return {_plain(text): key for text, key in pairs}


def _plain(text: str) -> str:
    """As people and survey tools vary it: spaces, capitals and apostrophes do not matter."""
    return " ".join(text.replace("’", "'").casefold().split())
