"""What the check finds in a text: which words, what the record says of them, and what could stand there."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """What has to be done about a finding: a contradiction is mended; what a person may know better is answered."""

    MEND = "mend"
    ANSWER = "answer"

    @property
    def word(self) -> str:
        return f"To {self.value}"


@dataclass(frozen=True)
class Finding:
    """`words` are quoted from the text of `place`, from `start` on; without a `start` they name what is missing there.

    `suggestion` is what could stand in the place of the characters that it `replaces`; without them it is a paragraph
    to add where something is missing, and else a hint. Two findings are the same where rule, place, words and record
    are, so that an answer holds as long as both the words and the record do.
    """

    rule: str
    kind: Kind
    place: str
    words: str
    says: str
    suggestion: str = ""
    start: int | None = None
    replaces: tuple[int, int] | None = None

    @property
    def is_missing(self) -> bool:
        return self.start is None

    @property
    def end(self) -> int | None:
        return None if self.start is None else self.start + len(self.words)

    @property
    def can_be_used(self) -> bool:
        """The suggestion can be put into the text as it is."""
        return bool(self.suggestion) and (self.is_missing or self.replaces is not None)

    def used_in(self, text: str) -> str:
        """The text with the suggestion in its place."""
        if self.replaces is None:
            return f"{text}\n\n{self.suggestion}".strip()
        start, end = self.replaces
        return text[:start] + self.suggestion + text[end:]

    @property
    def digest(self) -> str:
        """Stands for rule, place, words and what the record says."""
        return sha256("\0".join((self.rule, self.place, self.words, self.says)).encode()).hexdigest()
