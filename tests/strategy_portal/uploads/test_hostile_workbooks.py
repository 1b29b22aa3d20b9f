"""Hostile workbooks are refused before they do harm, and the refusal says what to do (trust S5)."""

import io
import json
import subprocess
import sys

import pytest

from strategy_portal.uploads.reading import ROOT, FileRefused, read_workbook

from . import hostile

MEASURE = """
import io, json, resource, sys, time
from strategy_portal.uploads.reading import FileRefused, read_workbook
from tests.strategy_portal.uploads.hostile import HOSTILE

def used():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

measured = {}
for path in sys.argv[1:]:
    file, before = open(path, "rb"), used()
    try:
        read_workbook(file)
    except FileRefused:
        measured[path] = used() - before
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"seconds": measured, "kib": [own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]}))
"""


def test_the_small_workbook_itself_is_in_order():
    """So that each refusal below is for the one thing that was changed."""
    assert read_workbook(io.BytesIO(hostile.book()))[0].rows == [["Key"]]


@pytest.mark.parametrize("make", hostile.HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_workbook_is_refused_and_says_what_to_do(make):
    with pytest.raises(FileRefused, match=hostile.HOSTILE[make].replace("(", r"\(").replace(")", r"\)")):
        read_workbook(io.BytesIO(make()))


def test_each_is_refused_within_a_second_and_100_mib(tmp_path):
    """Seconds of the processor, so that a busy machine does not fail the test."""
    files = []
    for make in hostile.HOSTILE:
        files.append(tmp_path / make.__name__)
        files[-1].write_bytes(make())
    command = [sys.executable, "-c", MEASURE, *map(str, files)]
    measured = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert len(measured["seconds"]) == len(files)
    assert {path: seconds for path, seconds in measured["seconds"].items() if seconds > 1} == {}
    assert max(measured["kib"]) < 100 * 1024


def test_the_bomb_is_300_to_1_at_least():
    data = hostile.bomb_of_300_to_1()
    assert len(data) < 100 << 10
    assert (30 << 20) / len(data) > 300
