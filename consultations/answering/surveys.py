"""Responses of a survey tool: a person says what each column of its file holds, and each row is a submission.

A row has a key of its own, so that the same file twice changes nothing. Its rows are what people wrote: they are
deleted when they are applied or a day old (trust S7).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse

from strategy_portal.editing.views import Crumb
from strategy_portal.models import Upload, User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.signing import keyed
from strategy_portal.uploads.checker import Checker, Confirmation, Doubts, Fault, Found, Notice, RowChange
from strategy_portal.uploads.reading import FileRefused, FileRow, Sheet
from strategy_portal.uploads.upload import UploadQuerySet

from ..models import Choice, Consultation, Question, Submission, SurveyReading
from .services import Filled, hold, receive_submissions
from .survey_words import (
    KEY_HEADINGS,
    LEFT_EMPTY,
    NO,
    NO_CHOICE,
    SENT_HEADINGS,
    YES,
    bare,
    choice_named,
    choices_in,
    moments,
    plain,
    question_of,
)  # fmt: skip

IGNORE, KEY, SENT, AGREED, TYPE, GROUP, SPEAKS_FOR = "", "key", "sent", "agreed", "type", "group", "speaks-for"
LEFT_OUT = "-"
"""Settles a text that means no choice: it becomes no answer."""
CONSENT = "consent"
"""The doubt whether those who answered agreed to what happens with their answers, where no column says it of each."""
COLUMN = "column-"
LONGEST = 10_000
LONGEST_NAME = 200
EXAMPLES, LONGEST_EXAMPLE = 3, 60

Cells = Mapping[str, Sequence[tuple[str, str]]]
"""What a row says, by the meaning of its columns: the name of each column, and its text."""


class SurveyChecker(Checker[Filled]):
    """A survey tool's file: one row for each response, under headings that nobody knows before."""

    kind = "survey"
    named_by = ("strategy", "slug")
    create_route, detail_route = "consultations:survey-create", "consultations:survey-detail"
    title = "Responses of a survey tool"
    noun = "response"
    file_label = "The tool’s file"
    help_text = (
        "As .xlsx, or as .csv or .txt with commas, semicolons or tabs. One row for each response, headings in the "
        "first row; at most 10,000 rows and 60 columns"
    )
    is_personal = True
    keeps_answers = False  # its columns are named by their places, which another file may have otherwise

    def __post_init__(self) -> None:
        led = Consultation.objects.led_by(self.by).select_related("strategy", "survey_reading")
        self.consultation = get_object_or_404(led, strategy__slug=self.address["strategy"], slug=self.address["slug"])

    def may_see(self, upload: Upload) -> bool:
        """Whoever works on the consultation may go on with what a colleague began."""
        return True

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        """A column is named by its place, and `columns` has its heading."""
        tables = (
            (sheet.name, [(number, row) for number, row in enumerate(sheet.rows, 1) if any(map(str.strip, row))])
            for sheet in sheets
        )
        name, filled = next((table for table in tables if len(table[1]) > 1), ("", []))
        if not filled:
            raise FileRefused("The file has no row of answers under its headings.")
        (_, titles), *answers = filled
        headings = {str(place): heading.strip() for place, heading in enumerate(titles)}
        texts = [
            (number, {str(place): text.strip() for place, text in enumerate(row) if text.strip()})
            for number, row in answers
        ]
        return [FileRow(name, number, by_place, headings) for number, by_place in texts]

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[Filled]]]:
        yield from SurveyCheck(self.consultation, rows, doubts, on)

    def hold(self) -> None:
        self.consultation = hold(self.consultation)

    def apply(self, changes: Sequence[RowChange[Filled]], how: Confirmation) -> int:
        rows, channel = [(change.key, change.data) for change in changes], Submission.Channel.IMPORT
        receive_submissions(self.consultation, rows, channel=channel, consented=False, by=how.by, at=how.at)
        return len(rows)

    def remember(self, doubts: Doubts, by: User) -> None:
        """What each heading holds and what each text means, for the next file of the same exercise."""
        reading = _reading(self.consultation) or SurveyReading(consultation=self.consultation)
        before = dict(reading.answers)
        for doubt in doubts.raised.values():
            key = _heading_key(doubt.text) if doubt.key.startswith(COLUMN) else doubt.key
            if key != CONSENT:
                reading.answers[key] = doubt.chosen
        if reading.answers != before:
            save_with_history(reading, by=by)

    def message(self, saved: int) -> str:
        responses = "1 response is" if saved == 1 else f"{saved:,} responses are"
        return f"{responses} saved, and the file’s rows are removed."

    def after(self) -> str:
        return self.consultation.get_absolute_url()

    @property
    def caption(self) -> str:
        return self.consultation.title

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Consultations", reverse("consultations:consultation-list")),
            (self.consultation.title, self.after()),
            ("Set-up", reverse("consultations:consultation-setup", kwargs=self.address)),
        ]


class SurveyCheck:
    """Reads the rows by what the columns hold: three queries for the consultation's form, one for what is there."""

    def __init__(self, consultation: Consultation, rows: Sequence[FileRow], doubts: Doubts, on: date):
        self.consultation, self.rows, self.doubts, self.on = consultation, rows, doubts, on
        reading = _reading(consultation)
        self.remembered: Mapping[str, str] = reading.answers if reading else {}
        self.headings = rows[0].columns if rows else {}
        self.questions = {f"question-{each.pk}": each for each in consultation.questions.prefetch_related("choices")}
        self.types = {str(each.pk): each for each in consultation.respondent_types.all()}
        self.choices = {TYPE: [(key, each.title) for key, each in self.types.items()]} | {
            meaning: [(str(choice.pk), choice.text) for choice in question.choices.all()]
            for meaning, question in self.questions.items()
        }
        self.words = {meaning: _by_text(choices) for meaning, choices in self.choices.items()}
        self.choices[AGREED] = [("yes", "They agreed"), ("no", "They did not agree")]
        self.words[AGREED] = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}
        self.meanings = {
            IGNORE: "Nothing: leave it out",
            KEY: "What tells the responses apart, such as their number",
            SENT: "When the response was sent",
            AGREED: "Whether they agreed to what happens with their answers",
            TYPE: "As what somebody answers",
            GROUP: "The group’s name",
            SPEAKS_FOR: "How many people the group speaks for",
            **{meaning: question.text for meaning, question in self.questions.items()},
        }
        self.columns = self._columns()
        self.ticked = self._ticked()
        self.all_agreed = AGREED not in self.columns.values() and self._ask_consent() == "yes"
        self.keys = Counter[str]()
        self.faults: list[Fault] = []

    def __iter__(self) -> Iterator[Sequence[Found[Filled]]]:
        """What is found in each row; what is wrong with the columns is found with the first."""
        received = self.consultation.submissions.exclude(external_key="")
        there = set(received.values_list("external_key", flat=True))
        self._check_columns()
        new: list[Filled] = []
        for row in self.rows:
            key, filled = self._response(row)
            new += [] if key in there else [filled]
            yield [*self.faults, None if key in there else RowChange(key, "", filled, is_new=True)]
            self.faults.clear()
        yield self._hidden(new)

    def _hidden(self, new: Sequence[Filled]) -> list[Notice]:
        """What nobody would be able to publish, said before it is saved."""
        hidden = sum(len(each.texts) for each in new if not each.consented)
        if not hidden:
            return []
        agreed = any(each.consented for each in new)
        who = "Some who answered did not agree" if agreed else "Nobody who answered is said to have agreed"
        number = "1 comment is" if hidden == 1 else f"{hidden:,} comments are"
        text = f"{number} counted and coded, and can’t be published. It can be put right later, for all at once."
        return [Notice(who, text)]

    def _ask_consent(self) -> str:
        options = [("", "Choose"), ("yes", "Yes"), ("no", "No, or it is not known: no comment can be published")]
        text = "Did those who answered agree, in the survey tool, to what happens with their answers?"
        return self.doubts.ask(CONSENT, text, options, needed=True)

    def _columns(self) -> dict[str, str]:
        """The columns that hold something, and what: as a person says, or said of the last file, or as is guessed."""
        found: dict[str, str] = {}
        for name in sorted(self.headings, key=int):
            heading, options = self.headings[name], list(self.meanings.items())
            texts = dict.fromkeys(row.text(name)[:LONGEST_EXAMPLE] for row in self.rows if row.text(name))
            usual = self.remembered.get(_heading_key(heading), self._guess(heading, found.values()))
            found[name] = self.doubts.ask(
                f"{COLUMN}{name}", heading, options, usual=usual, cells=list(texts)[:EXAMPLES]
            )
        return {name: meaning for name, meaning in found.items() if meaning != IGNORE}

    def _guess(self, heading: str, taken: Collection[str]) -> str:
        """What a column holds by its heading; what only one column can hold goes to the first."""
        if bare(heading) in KEY_HEADINGS:
            meaning = KEY
        elif bare(heading) in SENT_HEADINGS:
            meaning = SENT
        else:
            meaning = question_of(heading, {key: each.text for key, each in self.questions.items()}) or IGNORE
        is_several = meaning in self.questions and self.questions[meaning].kind == Question.Kind.SEVERAL
        return IGNORE if meaning in taken and not is_several else meaning

    def _ticked(self) -> dict[str, str]:
        """The columns that are about one choice each, with its text: there “yes” means that choice."""
        found = {}
        for name, meaning in self.columns.items():
            if meaning in self.questions and self.questions[meaning].kind == Question.Kind.SEVERAL:
                found[name] = choice_named(self.headings[name], (text for _, text in self.choices[meaning])) or ""
        return {name: text for name, text in found.items() if text}

    @cached_property
    def _moments(self) -> dict[str, datetime | None]:
        names = [name for name, meaning in self.columns.items() if meaning == SENT]
        return moments({row.text(name) for name in names for row in self.rows if row.text(name)})

    def _check_columns(self) -> None:
        several = {meaning for meaning, each in self.questions.items() if each.kind == Question.Kind.SEVERAL}
        for meaning, times in Counter(self.columns.values()).items():
            if times > 1 and meaning not in several:
                last = [name for name, each in self.columns.items() if each == meaning][-1]
                self._fault(1, last, "Another column holds the same: leave one of them out")
        if not any(meaning in self.questions for meaning in self.columns.values()):
            self._fault(1, None, "No column holds answers to a question yet")

    def _response(self, row: FileRow) -> tuple[str, Filled]:
        """What a row says, and its key, which is its own among those of the consultation."""
        if set(row.texts) - set(self.headings):
            self._fault(row.number, None, "The row has more cells than there are headings")
        cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, meaning in self.columns.items():
            if plain(row.text(name)) not in LEFT_EMPTY | {""}:
                cells[meaning].append((name, row.text(name)))
        key = self._key(row, cells)
        types = self._matched(TYPE, cells)
        if types is not None and not (types and self.types[types[0]].is_group):
            self._refuse_group(row.number, cells, types)
        return key, Filled(
            respondent_type=self.types[types[0]] if types else None,
            group_name=self._text(row.number, GROUP, cells, LONGEST_NAME),
            speaks_for=self._number(row.number, cells),
            consented=self.all_agreed or "yes" in (self._matched(AGREED, cells) or ()),
            sent_at=self._sent_at(row.number, cells),
            choices=tuple(self._chosen(cells)),
            texts=tuple(self._texts(row.number, cells)),
        )

    def _refuse_group(self, number: int, cells: Cells, types: Sequence[str]) -> None:
        """Only a group has a name and speaks for others; nothing of it is dropped unsaid (rules 10.1)."""
        if types:
            why = f"“{self.types[types[0]]}” is no group: empty the cell, or say that a group answered"
        elif TYPE in self.columns.values():
            why = "It is kept only of a group, and the row does not say as what somebody answered"
        else:
            why = "It is kept only of a group: say which column holds as what somebody answers, or leave this one out"
        for meaning in (GROUP, SPEAKS_FOR):
            for name, _ in cells.get(meaning, ())[:1]:
                self._fault(number, name, why)

    def _key(self, row: FileRow, cells: Cells) -> str:
        """A digest, as the tool’s own key may be an address. Without one: of the row, and which of several it is."""
        names = [name for name, meaning in self.columns.items() if meaning == KEY]
        if names:
            own = row.text(names[0])
            self.keys[own] += 1
            if not own:
                self._fault(row.number, names[0], "The row has no key")
            elif self.keys[own] > 1:
                self._fault(row.number, names[0], "Another row has the same key")
            return keyed(own)
        text = json.dumps(row.texts, sort_keys=True)
        self.keys[text] += 1
        return keyed(f"{text} {self.keys[text]}")

    def _matched(self, meaning: str, cells: Cells, *, several: bool = False) -> list[str] | None:
        """Keys of the choices that the cells mean; None while one is open, because a person has to settle it."""
        found: dict[str, None] = {}
        is_open, words = False, self.words[meaning]
        for name, cell in cells.get(meaning, ()):
            for part in choices_in(self._told(name, cell), words) if several else [cell]:
                known = words.get(plain(part)) or (LEFT_OUT if plain(part) in NO_CHOICE else "")
                keys = [known] if known else self._settled(meaning, part, several)
                is_open = is_open or not keys
                found |= dict.fromkeys(key for key in keys if key != LEFT_OUT)
        return None if is_open else list(found)

    def _told(self, name: str, cell: str) -> str:
        """What a cell says; of a column about one choice, that choice or nothing."""
        if name in self.ticked and plain(cell) in YES | NO:
            return self.ticked[name] if plain(cell) in YES else ""
        return cell

    def _settled(self, meaning: str, text: str, several: bool) -> list[str]:
        """The keys of the choices that a person says the text means; none while nobody has said it."""
        key = f"{meaning}.{keyed(text)[:12]}"
        options = [("", "Choose"), *self.choices[meaning], (LEFT_OUT, "None of them: no answer")]
        usual, about = self.remembered.get(key, ""), self.meanings[meaning]
        chosen = self.doubts.ask(key, text, options, usual=usual, about=about, needed=True, several=several)
        return [each for each in chosen.split(",") if each]

    def _chosen(self, cells: Cells) -> Iterator[Choice]:
        for meaning, question in self.questions.items():
            if question.kind != Question.Kind.TEXT:
                keys = self._matched(meaning, cells, several=question.kind == Question.Kind.SEVERAL) or ()
                yield from (choice for choice in question.choices.all() if str(choice.pk) in keys)

    def _texts(self, number: int, cells: Cells) -> Iterator[tuple[Question, str]]:
        for meaning, question in self.questions.items():
            if question.kind == Question.Kind.TEXT and meaning in cells:
                yield question, "\n".join(self._text(number, meaning, cells, LONGEST).splitlines())

    def _text(self, number: int, meaning: str, cells: Cells, longest: int) -> str:
        for name, text in cells.get(meaning, ())[:1]:
            if len(text) > longest:
                self._fault(number, name, f"The text is longer than {longest:,} letters")
            return text[:longest]
        return ""

    def _number(self, number: int, cells: Cells) -> int | None:
        for name, text in cells.get(SPEAKS_FOR, ())[:1]:
            plain = text.replace(",", "").replace(" ", "")
            if plain.isascii() and plain.isdigit() and int(plain[:9]) > 0 and len(plain) < 9:
                return int(plain)
            self._fault(number, name, f"“{text[:40]}” is not a number of people")
        return None

    def _sent_at(self, number: int, cells: Cells) -> datetime | None:
        for name, text in cells.get(SENT, ())[:1]:
            moment = self._moments.get(text)
            if moment is None:
                self._fault(number, name, f"“{text[:40]}” is no date. Write it as 31/03/2026, or leave the column out")
            elif moment.date() > self.on:
                self._fault(number, name, f"“{text[:40]}” is after today")
            return moment
        return None

    def _fault(self, number: int, name: str | None, text: str) -> None:
        """The row as the spreadsheet numbers it, and the column's heading."""
        self.faults.append(Fault(str(number), text, "" if name is None else self.headings[name]))


def survey_uploads(consultation: Consultation) -> UploadQuerySet:
    """The files of survey tools that wait to be applied."""
    return Upload.objects.about(SurveyChecker.kind, f"{consultation.strategy.slug}/{consultation.slug}")


def _by_text(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {plain(text): key for key, text in pairs}


def _reading(consultation: Consultation) -> SurveyReading | None:
    return getattr(consultation, "survey_reading", None)


def _heading_key(heading: str) -> str:
    return f"heading.{plain(heading)}"
