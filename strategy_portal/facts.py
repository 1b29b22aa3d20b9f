"""Reading of a facts file: each entry is taken once, and what nobody takes is an error.

So a fact that the portal has no place for can't get lost quietly.
"""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures"
UNKNOWN = "unknown"


class FactsNotTaken(Exception):
    """Entries of a facts file that no app has a place for."""

    def __init__(self, name: str, keys: list[str]):
        super().__init__(f"{name}: the portal has no place for {', '.join(keys)}")


class Facts:
    """A mapping of a facts file, taken entry by entry. Text `unknown` is given as None: the source does not say."""

    def __init__(self, entries: dict[str, Any], name: str):
        self._entries, self._name = dict(entries), name

    def take(self, key: str, default: Any = None) -> Any:
        value = self._entries.pop(key, default)
        return None if value == UNKNOWN else value

    def peek(self, key: str) -> Any:
        """Look without taking."""
        return self._entries[key]

    def text(self, key: str) -> str:
        return str(self.take(key) or "")

    def part(self, key: str) -> "Facts":
        return Facts(self.take(key) or {}, f"{self._name}, {key}")

    def parts(self, key: str) -> list["Facts"]:
        return [Facts(entry, f"{self._name}, {key} {n}") for n, entry in enumerate(self.take(key) or [], 1)]

    def has(self, key: str) -> bool:
        return key in self._entries

    def rest(self) -> list[str]:
        """The keys not taken yet, in the order of the file."""
        return list(self._entries)

    def finish(self) -> None:
        """Raise FactsNotTaken if anything is left."""
        if self._entries:
            raise FactsNotTaken(self._name, list(self._entries))


def read(path: Path) -> Facts:
    return Facts(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem)


def source_day(facts: Facts) -> date:
    """From when the facts of a strategy are known: the day on which it was approved, else its first day."""
    approved_on: date | None = facts.peek("governance").get("approved_on")
    first_day: date = facts.peek("strategy")["starts_on"]
    return approved_on or first_day


def files(folder: str) -> list[Path]:
    return sorted((FOLDER / folder).glob("*.yaml"))
