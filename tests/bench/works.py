"""The works that are measured: each is one line in a table of works. A page is a reader and a path."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from .filling import fill_workbook
from .plan import DEMONSTRATION, IN_ONE, REPORTED, SIZES, WIDE, slug
from .printing import print_pdf
from .server import Answer, Reader, token

STRATEGY = f"/strategies/{slug(1)}"
GRID = f"{STRATEGY}/returns/2026-27-Q3/"
REPORT = f"{STRATEGY}/reports/annual/{REPORTED}/"
WIDE_RETURN = f"/strategies/{WIDE}/returns/2026-27-Q3/"

Work = Callable[..., Answer]
"""Does the work once; its keyword arguments go along as headers of the request."""

Readers = Callable[[str], Reader]
"""Somebody signed in, by user name."""


def page(username: str, path: str) -> Callable[[Readers], Work]:
    def make(reader: Readers) -> Work:
        somebody = reader(username)
        return lambda **headers: somebody.get(path, **headers)

    return make


def save(reader: Readers) -> Work:
    """Saves one value of the grid as a draft, another figure each time."""
    officer = reader("officer")
    grid = officer.get(GRID)
    prefix, version = re.search(r'name="(v\d+-\d+-\d+)-version" value="(\d+)"', grid.text).groups()
    versions = count(int(version))

    def once(**headers: str) -> Answer:
        seen = next(versions)
        figures = {"version": str(seen), "numerator": str(seen + 1), "denominator": "41000", "respondents": "41000"}
        data = {f"{prefix}-{name}": text for name, text in figures.items()}
        answer = officer.post(GRID, token(grid) | data | {"save": "yes"}, **headers)
        assert answer.status == 302, "The value was not saved"
        return answer

    return once


def import_5000(reader: Readers) -> Work:
    """Uploads a workbook of 5,000 changed values, waits for the check, and confirms. Filling it in is not timed."""
    team, marks = reader("performance"), count(1)

    def once(**headers: str) -> Answer:
        book = fill_workbook(team.get(f"{WIDE_RETURN}workbook.xlsx").body, next(marks), 5000)
        form = token(team.get(f"{WIDE_RETURN}import/"))
        begun = time.perf_counter()
        uploaded = team.upload(f"{WIDE_RETURN}import/", form, "file", ("return.xlsx", book))
        address = uploaded.headers["Location"]
        while "HX-Refresh" not in team.get(address, **{"HX-Request": "true"}).headers:
            time.sleep(0.1)
        seen = re.search(r'name="seen" value="(\w+)"', team.get(address).text)[1]
        saved = team.post(address, form | {"seen": seen, "save": "yes"}, **headers)
        assert saved.headers["Location"] == WIDE_RETURN, "The workbook was not saved"
        return replace(saved, ms=(time.perf_counter() - begun) * 1000, body=book)

    return once


def issued_pdf(reader: Readers) -> Work:
    """The PDF of a report that is issued. Issuing it is not timed."""
    clerk = reader("clerk")
    page = clerk.get(f"{REPORT}issue/")
    issued = clerk.post(f"{REPORT}issue/", token(page)).headers["Location"]
    return lambda **headers: clerk.get(f"{issued}pdf/", **headers)


def browsers_pdf(part: str) -> Callable[[Readers], Work]:
    """The same document printed by a browser."""

    def make(reader: Readers) -> Work:
        html = reader("clerk").get(f"/bench/document?part={part}").text
        return lambda **headers: print_pdf(html)

    return make


YARDSTICKS = {"empty": page("board", "/bench/empty"), "table": page("board", "/bench/table")}

WORKS = {
    "board": page("board", f"/strategies/{slug(1)}/board/"),
    "corporate_board": page("board", "/board/"),
    "indicator": page("board", f"{STRATEGY}/indicators/1.3/"),
    "grid": page("officer", GRID),
    "save": save,
    "workbook": page("officer", f"{WIDE_RETURN}workbook.xlsx"),
    "import_5000": import_5000,
    "recompute": page("performance", "/bench/recompute"),
}

FLOORS = {
    "workbook": lambda size: page("officer", f"/bench/workbook/{size}"),
    "report_pdf": lambda size: browsers_pdf("report"),
    "appendix_pdf": lambda size: browsers_pdf("indicators"),
}
"""What a work is compared with beside the yardsticks, by the portal's size."""

REPORT_WORKS = {
    "report_page": page("clerk", REPORT),
    "report_pdf": page("clerk", f"{REPORT}pdf/"),
    "appendix_pdf": page("clerk", f"{REPORT}pdf/indicators/"),
    "issued_pdf": issued_pdf,
}
"""Of a report, in the smallest portal and in that of one large strategy."""

WORKS_OF_18 = {
    "home": page("officer", "/"),
    "indicator_list": page("board", "/indicators/"),
    "strategy": page("board", f"{STRATEGY}/"),
    "actions": page("board", "/actions/"),
    "plan": page("board", f"{STRATEGY}/plan/"),
    "api_indicators": page("board", f"/api/v1/indicators/?strategy={slug(1)}"),
}
"""Measured in the smallest portal only."""


REAL = "/strategies/wlc-customer-2023-28"

WORKS_OF_DEMONSTRATION = {
    "board": page("board", f"{REAL}/board/"),
    "corporate_board": page("board", "/board/"),
    "indicator": page("board", f"{REAL}/indicators/1.3/"),
    "returns": page("officer-customers", "/returns/"),
    "home": page("officer-customers", "/"),
    "indicator_list": page("board", "/indicators/"),
    "strategy": page("board", f"{REAL}/"),
    "actions": page("board", "/actions/"),
    "plan": page("board", "/strategies/elc-customer-2023-28/plan/"),
    "action": page("board", "/strategies/elc-customer-2023-28/actions/1/"),
    "api_indicators": page("board", f"/api/v1/indicators/?strategy={REAL.rpartition('/')[2]}"),
    "report_page": page("clerk", f"{REAL}/reports/annual/2025-26/"),
}
"""Pages with everything that they can say: consultations, meetings, decisions, links. Nothing is written."""


def works_of(size: str) -> dict[str, Callable[[Readers], Work]]:
    """What is measured in a portal of that size."""
    if size == DEMONSTRATION:
        return WORKS_OF_DEMONSTRATION
    if size.endswith(IN_ONE):
        return REPORT_WORKS
    return WORKS | WORKS_OF_18 | REPORT_WORKS if size == SIZES[0] else WORKS
