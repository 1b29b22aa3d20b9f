"""Teams and outcomes as a file names them, and the doubts that only a person can settle."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.db.models import Q, QuerySet

from indicators.models import Indicator
from outcomes.models import Commitment, Outcome, Strategy
from strategy_portal.models import Team
from strategy_portal.uploads.checker import Doubts

NEW, NONE = "new", "none"
MOST_PIECES = 9
"""Of how many names and signs between them one team's name may consist: “Sport, Culture & Events” of five."""
BETWEEN = re.compile(r"\s*(?:&|;|,|\n|/|\+)\s*")


def plain(text: str) -> str:
    """Letters and digits only, in small letters, for comparing names."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


class Teams:
    """The organisation's teams by name. A name that no team has is asked about: a new team, or one like it?"""

    def __init__(self, known: Iterable[Team], doubts: Doubts, cells: Iterable[str] = ()):
        self.known = {plain(team.name): team.name for team in known}
        self.to_the_letter = {team.name for team in known}
        self.doubts = doubts
        parts = (part for text in cells for line in self._lines(text) for part in self._parts(line))
        self.new = {plain(part): part for part in parts if plain(part) not in self.known}
        """The names in the file that no team has, for other names to be the same as."""

    def named(self, text: str, cell: str) -> list[str]:
        """The names of the teams that an owner's cell names. A line of it, or all of it, may be one team's name."""
        lines = self._lines(text)
        if all(line in self.to_the_letter for line in lines):
            return list(dict.fromkeys(lines))
        if plain(text) in self.known:
            return [self.known[plain(text)]]
        names = [self._one(part, cell) for line in lines for part in self._parts(line)]
        return list(dict.fromkeys(name for name in names if name))

    @staticmethod
    def _lines(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _parts(self, line: str) -> list[str]:
        """Split at “&” and the like, but for a known team's name that holds one: “Sport & Culture” may be one."""
        pieces = re.split(f"({BETWEEN.pattern})", line)
        parts: list[str] = []
        place = 0
        while place < len(pieces):
            ends = range(min(len(pieces), place + MOST_PIECES), place + 1, -2)
            end = next((end for end in ends if plain("".join(pieces[place:end])) in self.known), place + 1)
            parts += self._sides("".join(pieces[place:end])) if pieces[place] else []
            place = end + 1
        return parts

    def _sides(self, part: str) -> list[str]:
        """Split at “and” only where both sides are teams: “Sport and Culture” is one."""
        sides = re.split(r"(?i)\s+and\s+", part)
        return sides if plain(part) not in self.known and all(plain(s) in self.known for s in sides) else [part]

    def _one(self, name: str, cell: str, asked: frozenset[str] = frozenset()) -> str:
        """The team's name. `asked` are the names that are said to be the same as one another, up to this one."""
        if plain(name) in self.known:
            return self.known[plain(name)]
        first = [self.known[each] for each in self._like(plain(name))]
        others = [*first, *sorted({*self.known.values(), *self.new.values()} - {*first, name})]
        same = [(each, f"The same as “{each}”") for each in others if plain(each) != plain(name)]
        options = [(NEW, f"A new team “{name}”"), *same, (NONE, "Leave it out")]
        chosen = self.doubts.ask(f"team:{plain(name)}", f"“{name}” is no team that is known here", options, cell)
        if chosen in (NEW, NONE) or plain(chosen) in asked:
            return "" if chosen == NONE else name
        return self._one(chosen, "", asked | {plain(name)})

    def _like(self, name: str) -> list[str]:
        words = set(name.split())
        sharing = [known for known in self.known if words & set(known.split())]
        return list(dict.fromkeys([*sharing, *get_close_matches(name, self.known, n=3, cutoff=0.75)]))[:6]


Link = Commitment | Indicator
Links = dict[str, dict[str, Link]]


def teams_of(strategy: Strategy) -> QuerySet[Team]:
    """The organisation's teams, those that work for any, and whichever else own an action of the strategy."""
    own = Team.objects.working_for(strategy.organisation).values("pk")
    return Team.objects.filter(Q(pk__in=own) | Q(action_parts__action__strategy=strategy)).distinct()


def links_of(strategy: Strategy) -> Links:
    """What an action can be linked to, by the reference that stands before its title: two queries."""
    commitments = Commitment.objects.filter(outcome__strategy=strategy).select_related("outcome")
    indicators = Indicator.objects.of(strategy).with_setting()
    return {
        "commitments": {link_text(each).split(" ", 1)[0]: each for each in commitments},
        "indicators": {link_text(each).split(" ", 1)[0]: each for each in indicators},
    }


def link_text(linked: Link) -> str:
    """`3.2 Channel digitisation`: what a file calls a commitment or an indicator."""
    if isinstance(linked, Indicator):
        return f"{linked.reference} {linked.title}"
    return f"{linked.outcome.number}.{linked.order} {linked.heading}"


class Outcomes:
    """The strategy's outcomes by number or title. What is neither is asked about."""

    def __init__(self, known: Sequence[Outcome], word: str, doubts: Doubts):
        self.known, self.word, self.doubts = known, word, doubts
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
        chosen = self.doubts.ask(f"outcome:{plain(text)}", label, options, cell)
        return [] if chosen == NONE else [int(chosen)]

    def _one(self, text: str) -> int | None:
        if plain(text) in self.by_title:
            return self.by_title[plain(text)]
        numbered = re.match(rf"(?i)\s*(?:{re.escape(self.word)}\s*)?(\d+)\b[\s.:)\-–]*(.*)$", text, re.DOTALL)
        if numbered and int(numbered[1]) in self.numbers and plain(numbered[2]) in ("", *self.by_title):
            return int(numbered[1])
        return self.by_title.get(plain(re.sub(rf"(?i)^\s*{re.escape(self.word)}\s*:?", "", text)))
