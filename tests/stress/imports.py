"""Imports are killed at random moments, and the same file is confirmed twice (trust R2)."""

import io
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from multiprocessing import get_context

from django.db import connections
from django.db.models import Q
from django.utils import timezone

from indicators.entering.workbooks.checker import ValuesChecker
from indicators.entering.workbooks.quarter import quarter_csv, quarter_sheet
from indicators.models import Value
from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import Upload, User
from strategy_portal.uploads.checker import OtherThanShown
from strategy_portal.uploads.services import NotToApply, apply_upload, check_again, check_upload, receive_file
from tests.bench.filling import fill_csv

FORK = get_context("fork")
ROWS = 200
FIRST_MARK = 10_000
"""Above every mark of the concurrent saves, so that no import finds its figure there already."""


class Imports:
    """Imports of files in which every value is a mark that stands in no other file."""

    def __init__(self) -> None:
        self.strategy: Strategy = Strategy.objects.by_indicators()[0]
        self.quarter: Period = period_of(today(), Frequency.QUARTERLY, self.strategy.year_start)
        self.by: User = User.objects.get(username="performance")
        last = Upload.objects.count()
        self.marks: Iterator[int] = count(FIRST_MARK + last)

    def file(self, mark: int) -> bytes:
        """The quarter's spreadsheet as it would be downloaded now, filled in."""
        return fill_csv(quarter_csv(quarter_sheet(self.by, self.strategy, self.quarter, today())), mark, ROWS)

    def receive(self, content: bytes, name: str) -> Upload:
        checker = ValuesChecker(self.by, {"strategy": self.strategy.slug, "period": self.quarter.slug})
        return receive_file(checker, file=io.BytesIO(content), name=name, by=self.by, at=timezone.now())

    def checked(self, content: bytes, name: str) -> Upload:
        upload = self.receive(content, name)
        check_upload(upload, on=today())
        return upload

    def confirm(self, upload: Upload) -> None:
        """Confirming what was confirmed already, or is out of date, is refused and no error."""
        with suppress(NotToApply, OtherThanShown):
            apply_upload(upload, seen=upload.findings.get("seal", ""), by=self.by, on=today(), at=timezone.now())

    def whole(self, content: bytes, name: str) -> None:
        self.confirm(self.checked(content, name))

    def again(self, content: bytes, name: str) -> None:
        """What a person does whose import broke off: goes on with it if it is there, else uploads the file again."""
        upload = Upload.objects.filter(file_name=name).first()
        if upload is None:
            self.whole(content, name)
        elif upload.state != Upload.State.APPLIED:
            check_again(upload)
            check_upload(upload, on=today())
            self.confirm(upload)

    def written(self, mark: int) -> tuple[int, int]:
        """How many values have the mark, and how many records of the history."""
        marked = Q(number=mark) | Q(numerator=mark)
        return Value.objects.filter(marked).count(), Value.history.filter(marked).count()


def killed_imports(kills: int) -> dict[str, int]:
    """`partial` counts kills that left some of a file's values behind, `retried_ok` retries that wrote it once."""
    imports, chance = Imports(), random.Random(kills)
    found = {"kills": 0, "partial": 0, "retried_ok": 0}
    usual = _seconds(imports)
    while found["kills"] < kills:
        mark = next(imports.marks)
        content, name = imports.file(mark), f"{mark}.csv"
        if not _killed(partial(imports.whole, content, name), after=chance.uniform(0, usual)):
            continue  # it was faster this time
        rows = content.count(b"\n") - 1
        found["kills"] += 1
        found["partial"] += imports.written(mark) not in ((0, 0), (rows, rows))
        imports.again(content, name)
        found["retried_ok"] += imports.written(mark) == (rows, rows)
    return found


def _seconds(imports: Imports) -> float:
    """How long an import takes that nobody kills."""
    content = imports.file(mark := next(imports.marks))
    begun = time.perf_counter()
    process = _start(partial(imports.whole, content, f"{mark}.csv"))
    process.join()
    return time.perf_counter() - begun


def _killed(work: Callable[[], None], *, after: float) -> bool:
    """Whether the work was still going on after so many seconds, and was killed."""
    process = _start(work)
    process.join(after)
    process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), "The import broke by itself"
    return process.exitcode != 0


def same_import_twice(runs: int) -> dict[str, int]:
    """`extra_effects` counts records of the history beyond those of one import."""
    imports, extra = Imports(), 0
    ways = (_one_after_the_other, _one_upload_at_once, _two_uploads_at_once)
    for run in range(runs):
        mark = next(imports.marks)
        content = imports.file(mark)
        ways[run % len(ways)](imports, content, f"{mark}.csv")
        rows = content.count(b"\n") - 1
        values, records = imports.written(mark)
        assert values == rows, f"{values} of {rows} values were imported"
        extra += records - rows
    return {"runs": runs, "extra_effects": extra}


def _one_after_the_other(imports: Imports, content: bytes, name: str) -> None:
    upload = imports.checked(content, name)
    imports.confirm(upload)
    imports.confirm(upload)
    imports.whole(content, name)


def _one_upload_at_once(imports: Imports, content: bytes, name: str) -> None:
    upload = imports.checked(content, name)
    _at_once(imports, upload, upload)


def _two_uploads_at_once(imports: Imports, content: bytes, name: str) -> None:
    _at_once(imports, imports.checked(content, name), imports.checked(content, f"again-{name}"))


def _at_once(imports: Imports, *uploads: Upload) -> None:
    """Each is confirmed by a process of its own, all at the same moment."""
    together = FORK.Barrier(len(uploads))

    def confirm(upload: Upload) -> None:
        upload.refresh_from_db()  # opens the connection before the moment comes
        together.wait()
        imports.confirm(upload)

    processes = [_start(partial(confirm, upload)) for upload in uploads]
    for process in processes:
        process.join()
        assert process.exitcode == 0, "Confirming an import broke"


def _start(work: Callable[[], None]):
    connections.close_all()  # a forked process must not use its parent's
    process = FORK.Process(target=work)
    process.start()
    return process
