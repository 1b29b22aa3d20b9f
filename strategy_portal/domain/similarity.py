"""How alike texts are: comments that say nearly the same, and themes that a comment may have.

Weights are floats: they only put things in an order for a person to look at, and are never a figure.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

RUN = 3
"""Words of a run; texts are compared by the runs that they share, so that the order of words counts."""

ALIKE = 0.5
"""From this share of runs in common on, two texts say nearly the same."""

LEAST = 0.2
"""Beneath this likeness a theme is not suggested."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_COMMON = frozenset(
    "a about all also am an and any are as at be because been but by can could did do does done for from get had has "
    "have he her here him his how i if in into is it its it's just like may me more most much my no not of on one or "
    "our out over she should so some such than that the their them then there these they this those to too under up "
    "us very was we were what when where which who why will with would you your council please".split()
)
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ers", "er", "ed", "es", "ly", "s")


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Each run of three words; a shorter text is one run. Without words there is none."""
    said = words(text)
    if len(said) <= RUN:
        return frozenset([tuple(said)] if said else [])
    return frozenset(zip(*(said[place:] for place in range(RUN)), strict=False))


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Runs in common as a share of all runs of both, from 0 to 1."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def near_duplicates(texts: Sequence[tuple[int, str]]) -> list[list[int]]:
    """Groups of texts that say nearly what the first of the group says; (key, text) in, keys out, largest first.

    Each text is compared only with those before it that share a run with it and that began a group of their own.
    """
    began: dict[tuple[str, ...], list[int]] = defaultdict(list)
    size: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for key, text in texts:
        own = runs(text)
        shared = Counter(first for run in own for first in began[run])
        alike = {first: both / (len(own) + size[first] - both) for first, both in shared.items()}
        best = max(alike, key=lambda first: alike[first], default=None)
        if best is not None and alike[best] >= ALIKE:
            groups[best].append(key)
            continue
        groups[key], size[key] = [key], len(own)
        for run in own:
            began[run].append(key)
    return sorted((group for group in groups.values() if len(group) > 1), key=len, reverse=True)


@dataclass(frozen=True)
class Suggestion:
    """A theme that a comment may have, and the comment (its key) that suggests it; None: the codebook's own words."""

    theme: int
    because_of: int | None
    likeness: float


@dataclass(frozen=True)
class Example:
    """A text that has been coded, with the themes that it was given."""

    key: int
    text: str
    themes: Collection[int]


def suggestions(text: str, examples: Iterable[Example], codebook: Mapping[int, str], most: int = 3) -> list[Suggestion]:
    """The themes of the most similar texts and of the codebook's words, likeliest first. For a person to confirm."""
    known = [(example, telling(example.text)) for example in examples]
    described = {theme: telling(words) for theme, words in codebook.items()}
    weigh = _weights([said for _, said in known] + list(described.values()))
    own = telling(text)
    found = [
        Suggestion(theme, example.key, _alike(own, said, weigh)) for example, said in known for theme in example.themes
    ]
    found += [Suggestion(theme, None, _alike(own, said, weigh)) for theme, said in described.items()]
    best: dict[int, Suggestion] = {}
    for each in sorted(found, key=lambda each: -each.likeness):
        if each.likeness >= LEAST:
            best.setdefault(each.theme, each)
    return list(best.values())[:most]


def telling(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(_stem(word) for word in words(text) if word not in _COMMON and len(word) > 2)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _weights(texts: Sequence[Collection[str]]) -> Mapping[str, float]:
    """A word weighs more, the fewer texts have it."""
    counted = Counter(word for text in texts for word in text)
    return {word: math.log(1 + len(texts) / count) for word, count in counted.items()}


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Cosine of the two sets of words, by their weights: 0 to 1."""
    shared = sum(weights.get(word, 0.0) ** 2 for word in one & other)
    if not shared:
        return 0.0
    lengths = (math.sqrt(sum(weights.get(word, 1.0) ** 2 for word in each)) for each in (one, other))
    return shared / math.prod(lengths)
