"""docs/figures.md is run: what it tells a councillor is what the portal does."""

import doctest
import re

from django.conf import settings

from strategy_portal.domain.status import PRECEDENCE

DOC = settings.BASE_DIR / "docs" / "figures.md"
RULES = "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.1 3.2 3.3 4.1 4.2 4.3 5.1 5.2 5.3 5.4".split()
RULES += "6.1 6.2 6.3 6.4 6.5 6.6 6.8 7.1 7.2 8.1 9.2".split()


def test_every_worked_example_comes_out_as_printed():
    failed, tried = doctest.testfile(str(DOC), module_relative=False, encoding="utf-8")
    assert tried > 70
    assert failed == 0


def rules_named(heading: str) -> set[str]:
    """`(rules 6.6 and 6.8)` names two rules, `(rules 3.1 to 3.3)` names three."""
    ends = re.findall(r"\d\.\d", heading)
    if " to " in heading and len(ends) == 2:
        chapter, first, last = ends[0][0], int(ends[0][2]), int(ends[1][2])
        return {f"{chapter}.{place}" for place in range(first, last + 1)}
    return set(ends)


def test_every_rule_in_force_has_a_heading():
    headings = [line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("##")]
    assert set(RULES) <= set().union(*(rules_named(heading) for heading in headings))


def test_the_page_names_the_reasons_in_their_order():
    """Rules 6.5."""
    text = DOC.read_text(encoding="utf-8")
    places = [text.index(f"    {reason.word}: ") for reason in PRECEDENCE]
    assert places == sorted(places)
