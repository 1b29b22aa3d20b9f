"""How many files of the project one request runs through: a journey through forty files is not good.

How it is counted. While `client.post(...)` runs, `sys.setprofile` notes the file of every Python function that is
called. A file counts once, however many of its functions run; what counts is a `.py` file of the project, middleware,
template tags and settings included, tests and migrations not. The body of a module or of a class is no call: it runs
when it is imported. Each request is sent once before, so that whatever is loaded or kept at the first one is there.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.approving.approvals import key_of
from indicators.expecting.expected import expected_at
from indicators.models import Value
from tests.conftest import ON
from tests.indicators.filling_in import RATIO, UPLOAD, book_of, filled

ROOT = Path(settings.BASE_DIR)
APPS = ("strategy_portal", "outcomes", "indicators", "actions", "consultations", "reports")
BY_IMPORT = ("<module>",)


@contextmanager
def files_run() -> Iterator[set[str]]:
    """The files of the project of which a function runs in this thread meanwhile, by their path in the project."""
    codes = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            codes.add(frame.f_code)

    found: set[str] = set()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)
        found |= {path for code in codes if code.co_name not in BY_IMPORT and (path := _in_project(code.co_filename))}


def _in_project(name: str) -> str:
    """Where the file is in the project; empty for what is none of its files."""
    path = Path(name)
    if not path.is_relative_to(ROOT):
        return ""
    inside = path.relative_to(ROOT)
    return inside.as_posix() if inside.parts[0] in APPS and "migrations" not in inside.parts else ""


@pytest.fixture
def names_the_files():
    """`names_the_files(files, most)` fails with the list, so that whoever reads it sees which file came in."""

    def check(files: set[str], most: int) -> None:
        listed = "\n".join(sorted(files))
        assert len(files) <= most, f"{len(files)} files instead of at most {most}:\n{listed}"

    return check


@pytest.fixture
def grid_row(wlc, quarter, people, signed_in) -> Callable[[str], set[str]]:
    """`grid_row("13600")` saves that numerator of 2.2 as the script of the grid does: the files that it ran through."""
    expected = expected_at(people["officer"], strategy=wlc.slug, period=quarter.slug, outcome=2, order=2, on=ON)
    client = signed_in("officer")

    def save(numerator: str) -> set[str]:
        stored = Value.objects.filter(indicator=expected.indicator, period=expected.period).first()
        sent = {"version": stored.version if stored else 0, "numerator": numerator, "denominator": "17500"}
        data = {f"{expected.key}-{name}": text for name, text in sent.items()}
        with files_run() as files:
            answer = client.post(f"{expected.get_absolute_url()}save/", data)
        assert 'data-result="saved"' in answer.content.decode()
        return files

    return save


@pytest.fixture
def approve_one(people, signed_in) -> Callable[[], set[str]]:
    """Approves one submitted value of the quarter's page, the next each time: the files that it ran through."""
    client = signed_in("approver")
    waiting = list(Value.objects.awaiting_approval().in_remit_of(people["approver"]).filter(period__slug="2026-27-Q2"))

    def approve() -> set[str]:
        value = waiting.pop(0)
        with files_run() as files:
            client.post(
                "/strategies/wlc-customer-2023-28/approvals/2026-27-Q2/",
                {"decision": "approve", "values": [key_of(value)]},
            )
        value.refresh_from_db()
        assert value.state == Value.State.APPROVED
        return files

    return approve


@pytest.fixture
def upload_one(signed_in) -> Callable[[int], set[str]]:
    """`upload_one(13600)` sends a workbook with that numerator of 2.2 until it is checked: the files it ran through."""
    client = signed_in("officer")
    book = book_of(client)

    def send(numerator: int) -> set[str]:
        data = filled(book, {"2.2": RATIO | {"Numerator": numerator}})
        with files_run() as files:
            answer = client.post(UPLOAD, {"file": SimpleUploadedFile("values.xlsx", data)})
        assert "New: 1." in client.get(answer.url).content.decode()
        return files

    return send


def test_saving_one_value_runs_through_few_files(grid_row, names_the_files):
    grid_row("13600")
    names_the_files(grid_row("13700"), 29)


def test_approving_one_value_runs_through_few_files(approve_one, names_the_files):
    approve_one()
    names_the_files(approve_one(), 25)


def test_a_workbook_runs_through_few_files_until_it_is_checked(upload_one, names_the_files):
    upload_one(13_600)
    names_the_files(upload_one(13_700), 18)
