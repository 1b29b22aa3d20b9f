"""Teams and outcomes as a file names them, and the questions that only a person can settle."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from outcomes.models import Outcome
from strategy_portal.models import Team

NEW, NONE = "new", "none"
BETWEEN = re.compile(r"\s*(?:&|;|,|\n|/|\+)\s*")


@dataclass
class Question:
    """What can be read in several ways. `options` are (value, words); the first is the default."""

    key: str
    text: str
    options: list[tuple[str, str]]
    cells: list[str] = field(default_factory=list)
    chosen: str = ""


class Questions:
    """The questions that a file raises, each once, with the answers given so far."""

    def __init__(self, answers: Mapping[str, str]):
        self.answers = answers
        self.asked: dict[str, Question] = {}

    def ask(self, key: str, text: str, options: list[tuple[str, str]], cell: str) -> str:
        question = self.asked.setdefault(key, Question(key, text, options))
        question.cells.append(cell)
        given = self.answers.get(key, "")
        question.chosen = given if given in dict(question.options) else question.options[0][0]
        return question.chosen


def plain(text: str) -> str:
    """Letters and digits only, in small letters, for comparing names."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


class Teams:
    """The organisation's teams by name. A name that no team has is asked about: a new team, or one like it?"""

    def __init__(self, known: Iterable[Team], questions: Questions):
        self.known = {plain(team.name): team.name for team in known}
        self.questions = questions

    def named(self, text: str, cell: str) -> list[str]:
        """The names of the teams that an owner's cell names. The whole cell may be one team's name."""
        if not text.strip():
            return []
        if plain(text) in self.known:
            return [self.known[plain(text)]]
        names = [self._one(part, cell) for part in self._parts(text)]
        return list(dict.fromkeys(name for name in names if name))

    def _parts(self, text: str) -> list[str]:
        """Split at “&” and the like; at “and” only where both sides are teams: “Sport and Culture” is one."""
        parts = []
        for part in filter(None, (each.strip() for each in BETWEEN.split(text))):
            sides = re.split(r"(?i)\s+and\s+", part)
            parts += sides if plain(part) not in self.known and all(plain(s) in self.known for s in sides) else [part]
        return parts

    def _one(self, name: str, cell: str) -> str:
        if plain(name) in self.known:
            return self.known[plain(name)]
        like = [(self.known[each], f"The same as “{self.known[each]}”") for each in self._like(plain(name))]
        options = [(NEW, f"A new team “{name}”"), *like, (NONE, "Leave it out")]
        chosen = self.questions.ask(f"team:{plain(name)}", f"“{name}” is no team that is known here", options, cell)
        if chosen == NONE:
            return ""
        return name if chosen == NEW else chosen

    def _like(self, name: str) -> list[str]:
        words = set(name.split())
        sharing = [known for known in self.known if words & set(known.split())]
        return list(dict.fromkeys([*sharing, *get_close_matches(name, self.known, n=3, cutoff=0.75)]))[:6]


class Outcomes:
    """The strategy's outcomes by number or title. What is neither is asked about."""

    def __init__(self, known: Sequence[Outcome], word: str, questions: Questions):
        self.known, self.word, self.questions = known, word, questions
        self.by_title = {plain(outcome.title): outcome.number for outcome in known}
        self.numbers = {outcome.number for outcome in known}

    def named(self, text: str, cell: str) -> list[int]:
        """The numbers of the outcomes that a cell names: `1`, `1, 4`, `Theme 3: Joined Up`, `Joined Up`."""
        if not text.strip():
            return []
        one = self._one(text)
        if one is not None:
            return [one]
        parts = [part for part in re.split(r"\s*[;,\n]\s*", text) if part]
        found = [self._one(part) for part in parts]
        if parts and None not in found:
            return sorted({number for number in found if number is not None})
        options = [(NONE, "Under none"), *((str(each.number), str(each)) for each in self.known)]
        label = f"“{text}” is no {self.word.lower()} of this strategy"
        chosen = self.questions.ask(f"outcome:{plain(text)}", label, options, cell)
        return [] if chosen == NONE else [int(chosen)]

    def _one(self, text: str) -> int | None:
        if plain(text) in self.by_title:
            return self.by_title[plain(text)]
        numbered = re.match(rf"(?i)\s*(?:{re.escape(self.word)}\s*)?(\d+)\b[\s.:)\-–]*(.*)$", text, re.DOTALL)
        if numbered and int(numbered[1]) in self.numbers and plain(numbered[2]) in ("", *self.by_title):
            return int(numbered[1])
        return self.by_title.get(plain(re.sub(rf"(?i)^\s*{re.escape(self.word)}\s*:?", "", text)))
