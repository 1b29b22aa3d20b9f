"""The components that every page uses."""

import pytest
from django.template import Context, Template

from outcomes.models import Strategy


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Survey & calls", "Survey &amp; calls"),
        ("", '<span class="unknown">Not stated</span>'),
        (None, '<span class="unknown">Not stated</span>'),
    ],
)
def test_what_nobody_stated_is_said_to_be_missing(text, printed):
    assert Template("{{ text|stated }}").render(Context({"text": text})) == printed


@pytest.mark.parametrize(("row", "words"), [(Strategy(source="A book"), " in the source"), (Strategy(), "")])
def test_only_what_was_loaded_lacks_something_in_its_source(row, words):
    """Where people state something, no source is said to lack it."""
    printed = Template("{{ text|stated:row }} {% unknown row %}").render(Context({"text": "", "row": row}))
    assert printed.count(f">Not stated{words}<") == 2
