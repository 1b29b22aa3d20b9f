"""The honest-summary check: every text of a report against its figures, by rules H1 to H25.

docs/how-to/write-a-report.md says each rule in words, with an example and how to mend it.
"""

from collections.abc import Mapping

from ..findings import Finding
from ..places import Places
from ..record import Record
from . import claims, counts, figures, manners, naming, quantifiers, runs, timing
from .reading import Reading

RULES = (
    *naming.RULES, *quantifiers.RULES, *counts.RULES, *figures.RULES, *runs.RULES, *claims.RULES, *manners.RULES,
    *timing.RULES,
)  # fmt: skip


def check(texts: Mapping[str, str], places: Places, record: Record) -> tuple[Finding, ...]:
    """What is to be mended or answered, place by place in order, each once."""
    reading = Reading({key: text for key, text in texts.items() if text.strip()}, places, record)
    found = dict.fromkeys(finding for rule in RULES for finding in rule(reading))
    order = {key: number for number, key in enumerate(places)}
    return tuple(sorted(found, key=lambda each: (order.get(each.place, 0), _last_if_missing(each), each.rule)))


def _last_if_missing(finding: Finding) -> float:
    return float("inf") if finding.start is None else finding.start
