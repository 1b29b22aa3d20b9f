"""What a text and a search consist of: words without accents and case. Plain Python, the same for both databases."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")
JOINED = re.compile(r"[^\W_]+(?:[-'’‐‑][^\W_]+)+")
"""`well-being`, `council’s`: found by its parts, and by all of it in one."""
QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(\S+)")
MOST_TERMS = 8
LONGEST_WORD = 60
LONGEST_TEXT = 60_000


@dataclass(frozen=True)
class Term:
    """One thing that has to be there: a word, which may be a beginning or have another ending; or several in a row.

    `alternative` is what is taken for it too, as `wellbeing` for `well-being`.
    """

    words: tuple[str, ...]
    alternative: str = ""
    is_exact: bool = False


def fold(text: str) -> str:
    """Small letters without accents. Its length may change."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def flat(text: str) -> str:
    """The same letter by letter, so that places in it are places in the text."""
    return "".join((fold(letter) or letter)[0] for letter in text)


def words_of(text: str) -> list[str]:
    """The words of a text in their order, without accents and case."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text[:LONGEST_TEXT]))]


def joined_in(text: str) -> list[str]:
    """`wellbeing` for `well-being`."""
    return ["".join(words_of(found)) for found in JOINED.findall(fold(text[:LONGEST_TEXT]))]


def terms_of(text: str) -> list[Term]:
    """What is searched for. A quoted phrase has to be there word by word; quotes that don't close mean nothing."""
    return list(_terms(text))[:MOST_TERMS]


def _terms(text: str) -> Iterator[Term]:
    for quoted, word in QUOTED.findall(text):
        words = tuple(words_of(quoted or word))
        if words:
            is_joined = not quoted and JOINED.fullmatch(fold(word).strip('"“”.,;:!?()')) is not None
            yield Term(words, "".join(words)[:LONGEST_WORD] if is_joined else "", is_exact=bool(quoted))
