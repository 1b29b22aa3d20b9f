"""The engines of full text: one table of texts, written and asked by each database in its own way.

Both find the same: every term has to be there, a word also as the beginning of a longer one, or with another English
ending. What differs is the order of what is found. Words are letters and digits alone when they come here (words.py),
so nothing in them has a meaning to a database.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction

from .words import Term, joined_in, words_of

MOST_FOUND = 5000
LONGEST_WAIT = 2
ROOM = 2**40
"""A kind's keys are within so many numbers: the number of a text is kind * ROOM + key."""
MOST_PLACES = 16_000
TEXTS = "strategy_portal_fulltext"
STEMS = "strategy_portal_fulltext_stems"


@dataclass(frozen=True)
class Text:
    """What is put in of one row: words of its title count for more."""

    key: int
    title: str
    body: str

    @property
    def title_words(self) -> list[str]:
        return words_of(self.title)

    @property
    def body_words(self) -> list[str]:
        return [*words_of(self.body), *joined_in(self.title), *joined_in(self.body)]


class Engine(Protocol):
    def create(self, cursor: Any) -> None:
        """Make its tables, in a migration."""

    def put(self, kind: int, texts: Iterable[Text]) -> None:
        """Put texts in; the keys have none."""

    def remove(self, kind: int, keys: Sequence[int] | None) -> None:
        """Take texts out; None: all of that kind."""

    def brief_transaction(self) -> AbstractContextManager[None]:
        """One that waits for another which writes LONGEST_WAIT seconds at most: a reader asked for it."""

    def find(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        """(kind, key) of the texts in which every term is, the best first: MOST_FOUND at most. One query."""


class Sqlite:
    """Two tables of FTS5: the words as they are, and by the Porter stemmer."""

    def create(self, cursor: Any) -> None:
        for table, tokenizer in ((TEXTS, "unicode61"), (STEMS, "porter unicode61")):
            cursor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(title, body, tokenize = '{tokenizer}')")

    def put(self, kind: int, texts: Iterable[Text]) -> None:
        rows = [(kind * ROOM + text.key, " ".join(text.title_words), " ".join(text.body_words)) for text in texts]
        with connection.cursor() as cursor:
            for table in (TEXTS, STEMS):
                cursor.executemany(f"INSERT INTO {table} (rowid, title, body) VALUES (%s, %s, %s)", rows)

    def remove(self, kind: int, keys: Sequence[int] | None) -> None:
        with connection.cursor() as cursor:
            for table in (TEXTS, STEMS):
                if keys is None:
                    cursor.execute(
                        f"DELETE FROM {table} WHERE rowid BETWEEN %s AND %s", [kind * ROOM, (kind + 1) * ROOM - 1]
                    )
                else:
                    numbers = [(kind * ROOM + key,) for key in keys]
                    cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", numbers)

    def find(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        sets, params = [], []
        for term in terms:
            sets.append(self._with(term))
            params += [_as_written(term), f'"{term.words[0]}"'][: 1 + self._has_stem(term)]
        ranked = f"SELECT rowid AS number, bm25({TEXTS}, 10.0, 1.0) AS score FROM {TEXTS} WHERE {TEXTS} MATCH %s"
        sql = f"""
            WITH found AS ({" INTERSECT ".join(f"SELECT * FROM ({each})" for each in sets)})
            SELECT found.number FROM found LEFT JOIN ({ranked}) AS ranked ON ranked.number = found.number
            ORDER BY ranked.score IS NULL, ranked.score, found.number LIMIT {MOST_FOUND}
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, " OR ".join(map(_as_written, terms))])
            return [divmod(number, ROOM) for (number,) in cursor.fetchall()]

    @contextmanager
    def brief_transaction(self) -> Iterator[None]:
        usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
        _wait(LONGEST_WAIT)
        try:
            with transaction.atomic():
                yield
        finally:
            _wait(usual)

    def _with(self, term: Term) -> str:
        words = f"SELECT rowid AS number FROM {TEXTS} WHERE {TEXTS} MATCH %s"
        return (
            f"{words} UNION SELECT rowid AS number FROM {STEMS} WHERE {STEMS} MATCH %s"
            if self._has_stem(term)
            else words
        )

    @staticmethod
    def _has_stem(term: Term) -> bool:
        return len(term.words) == 1 and not term.is_exact


def _as_written(term: Term) -> str:
    """In the language of FTS5."""
    if term.is_exact:
        return f'"{" ".join(term.words)}"'
    alternative = f' OR "{term.alternative}"*' if term.alternative else ""
    return f'("{" ".join(term.words)}"*{alternative})'


class Postgresql:
    """A column of tsvector with an index: the words with their places, and beside them the lexemes of English."""

    def create(self, cursor: Any) -> None:
        cursor.execute(f"CREATE TABLE {TEXTS} (id bigint PRIMARY KEY, vector tsvector NOT NULL)")
        cursor.execute(f"CREATE INDEX {TEXTS}_vector ON {TEXTS} USING gin (vector)")

    def put(self, kind: int, texts: Iterable[Text]) -> None:
        sql = f"""
            INSERT INTO {TEXTS} (id, vector) VALUES (%s, %s::tsvector
            || setweight(to_tsvector('english', %s), 'C') || setweight(to_tsvector('english', %s), 'D'))
        """
        rows = [
            (kind * ROOM + text.key, _vector(text), " ".join(text.title_words), " ".join(text.body_words))
            for text in texts
        ]
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)

    def remove(self, kind: int, keys: Sequence[int] | None) -> None:
        with connection.cursor() as cursor:
            if keys is None:
                cursor.execute(f"DELETE FROM {TEXTS} WHERE id BETWEEN %s AND %s", [kind * ROOM, (kind + 1) * ROOM - 1])
            else:
                cursor.execute(f"DELETE FROM {TEXTS} WHERE id = ANY(%s)", [[kind * ROOM + key for key in keys]])

    @contextmanager
    def brief_transaction(self) -> Iterator[None]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
            yield

    def find(self, terms: Sequence[Term]) -> list[tuple[int, int]]:
        wanted, params = [], []
        for term in terms:
            wanted.append("%s::tsquery" if len(term.words) > 1 or term.is_exact else _WORD)
            params += [_query(term)] if len(term.words) > 1 or term.is_exact else [_query(term), f"'{term.words[0]}'"]
        sql = f"""
            SELECT id FROM {TEXTS}, (SELECT {" && ".join(wanted)} AS query) AS wanted WHERE vector @@ query
            ORDER BY ts_rank('{{0.1, 0.2, 0.3, 1.0}}', vector, query) DESC, id LIMIT {MOST_FOUND}
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [divmod(number, ROOM) for (number,) in cursor.fetchall()]


def _wait(seconds: float) -> None:
    """How long SQLite waits for who writes before it says “locked”."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


_WORD = "(%s::tsquery || to_tsquery('english', %s))"


def _query(term: Term) -> str:
    """As a tsquery is written."""
    *first, last = term.words
    written = " <-> ".join([*(f"'{word}'" for word in first), f"'{last}'{'' if term.is_exact else ':*'}"])
    return f"({written}) | '{term.alternative}':*" if term.alternative else f"({written})"


def _vector(text: Text) -> str:
    """As a tsvector is written: each word with its places and the weight of these; the body's come after a gap."""
    places: dict[str, list[str]] = {}
    title = text.title_words
    for place, word in enumerate(title, 1):
        places.setdefault(word, []).append(f"{min(place, MOST_PLACES)}A")
    for place, word in enumerate(text.body_words, len(title) + 10):
        places.setdefault(word, []).append(f"{min(place, MOST_PLACES)}B")
    return " ".join(f"'{word}':{','.join(found[:200])}" for word, found in places.items())


def engine(vendor: str = "") -> Engine:
    """That of the database."""
    return {"sqlite": Sqlite, "postgresql": Postgresql}[vendor or connection.vendor]()
