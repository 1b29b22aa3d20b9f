"""The components that every page uses."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Survey & calls", "Survey &amp; calls"),
        ("", '<span class="unknown">Not stated in the source</span>'),
        (None, '<span class="unknown">Not stated in the source</span>'),
    ],
)
def test_what_the_source_does_not_say_is_said_to_be_missing(text, printed):
    assert Template("{{ text|stated }}").render(Context({"text": text})) == printed
