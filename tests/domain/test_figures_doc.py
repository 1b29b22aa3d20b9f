"""docs/figures.md is run: what it tells a councillor is what the portal does.

`tests/house/test_rules.py` asks for a heading and an example of each rule.
"""

import doctest

from django.conf import settings

from strategy_portal.domain.status import PRECEDENCE

DOC = settings.BASE_DIR / "docs" / "figures.md"


def test_every_worked_example_comes_out_as_printed():
    failed, tried = doctest.testfile(str(DOC), module_relative=False, encoding="utf-8")
    assert tried > 120
    assert failed == 0


def test_the_page_names_the_reasons_in_their_order():
    """Rules 6.5."""
    text = DOC.read_text(encoding="utf-8")
    places = [text.index(f"    {reason.word}: ") for reason in PRECEDENCE]
    assert places == sorted(places)
