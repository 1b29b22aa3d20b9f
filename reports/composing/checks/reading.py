"""What every rule reads: the texts of a report by place, sentence by sentence, beside the record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ..findings import Finding, Kind
from ..places import Part, Place, Places
from ..record import Record
from ..words import Names, Sentence, sentences

Swap = Literal["words", "sentence", "nothing"]


@dataclass(frozen=True)
class Passage:
    """A sentence of a place."""

    place: Place
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.sentence.text

    def finding(
        self, rule: str, kind: Kind, start: int, end: int, says: str, suggestion: str = "", swap: Swap = "words"
    ) -> Finding:
        """Of the words from `start` to `end` of the sentence; `swap` says what the suggestion could replace."""
        words = self.text[start:end].strip()
        at = self.sentence.start + self.text.index(words, start)
        ranges = {
            "words": (at, at + len(words)),
            "sentence": (self.sentence.start, self.sentence.start + len(self.text)),
            "nothing": None,
        }
        return Finding(rule, kind, self.place.key, words, says, suggestion, at, ranges[swap] if suggestion else None)


@dataclass(frozen=True)
class Reading:
    """The texts that people wrote, empty ones left out, with the record that they are held against."""

    texts: Mapping[str, str]
    places: Places
    record: Record

    @cached_property
    def names(self) -> Names:
        return Names(self.record)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(
            Passage(place, sentence)
            for key, place in self.places.items()
            for sentence in sentences(self.texts.get(key, ""))
        )

    def of(self, *parts: Part) -> Iterator[Passage]:
        return (each for each in self.passages if each.place.part in parts)

    def text_of(self, *parts: Part) -> str:
        """What stands in all places of these kinds."""
        return "\n\n".join(
            self.texts[key] for key, place in self.places.items() if place.part in parts and self.texts.get(key)
        )

    @cached_property
    def body(self) -> Place | None:
        """Where what is missing is to be written: the section about the progress, else the conclusion, if either has
        a text; None where nobody wrote how the year went, and the portal's tables and sentences tell all of it.
        """
        for part in (Part.PROGRESS, Part.CONCLUSION):
            for key, place in self.places.items():
                if place.part is part and self.texts.get(key):
                    return place
        return None


Rule = Callable[[Reading], Iterator[Finding]]
