"""Each numbered line of the rules of figures is held by a test that names it, and explained in docs/figures.md."""

import ast
import re
from functools import lru_cache

import pytest
from django.conf import settings

CHAPTERS = {1: 5, 2: 4, 3: 5, 4: 3, 5: 6, 6: 10, 7: 6, 8: 2, 9: 6, 10: 6}
"""Numbers, periods, values, units, years, status, trend, counting, actions, consultations: how many lines each has."""

LINES = [f"{chapter}.{line}" for chapter, count in CHAPTERS.items() for line in range(1, count + 1)]
NAMED = re.compile(r"[Rr]ules ((?:\d+\.\d+(?:, | and | to )?)+)")


def lines_named(text: str) -> set[str]:
    """`Rules 1.3 and 6.6` names two lines, `rules 3.1 to 3.3` three."""
    found = set()
    for named in NAMED.findall(text):
        for first, last in re.findall(r"(\d+\.\d+)(?: to (\d+\.\d+))?", named):
            chapter, start = first.split(".")
            end = last.split(".")[1] if last else start
            found |= {f"{chapter}.{line}" for line in range(int(start), int(end) + 1)}
    return found


@lru_cache
def lines_tested() -> set[str]:
    """What the docstrings of the tests name; a module that names a line holds nothing by that."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (settings.BASE_DIR / "tests").rglob("test_*.py")]
    tests = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    texts = [ast.get_docstring(node) or "" for node in tests if node.name.startswith("test_")]
    return set().union(*map(lines_named, texts))


@lru_cache
def sections() -> dict[str, str]:
    """Each heading of docs/figures.md with the text under it."""
    text = (settings.BASE_DIR / "docs" / "figures.md").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(##+ .*)$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("line", LINES)
def test_a_test_names_the_line_that_it_holds(line):
    assert line in lines_tested()


@pytest.mark.parametrize("line", LINES)
def test_a_heading_of_the_figures_page_names_the_line_and_an_example_follows(line):
    about = [text for heading, text in sections().items() if line in lines_named(heading)]
    assert any(">>>" in text for text in about)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rules 6.3.", {"6.3"}),
        ("Rules 1.3 and 6.6: the key", {"1.3", "6.6"}),
        ("(rules 3.1 to 3.3)", {"3.1", "3.2", "3.3"}),
        ("Rules 5.2, 6.2 and 6.4.", {"5.2", "6.2", "6.4"}),
        ("(rules 10.4 and 10.5)", {"10.4", "10.5"}),
        ("3.4 of 6", set()),
    ],
)
def test_lines_are_read_as_people_write_them(text, named):
    assert lines_named(text) == named
