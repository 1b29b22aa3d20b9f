"""What the board's page, the indicators' pages, the API and its CSV files say of the same figures, side by side."""

import csv
import io
from xml.etree.ElementTree import Element

import tinyhtml5
from django.test import Client

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.spreadsheets.cells import GUARD

OWED = ("Overdue", "Due")

Said = dict[str, str]
"""What one place says of an indicator: by the name of the fact, as printed."""


def differences(client: Client, strategy: Strategy, quarter: Period, as_of: str = "") -> list[str]:
    """Each fact of which two places say different things, and each indicator that one of them leaves out."""
    asked = f"period={quarter.slug}&as_of={as_of}"
    board, flat = f"/strategies/{strategy.slug}/board/?{asked}", f"/api/v1/figures/?strategy={strategy.slug}"
    flat += f"&as_of={as_of}" if as_of else ""
    api = _from_api(client, f"/api/v1/indicators/?strategy={strategy.slug}&{asked}".removesuffix("&as_of="))
    places = {
        "board": _from_matrix(_page(client, board)),
        "board as CSV": _from_matrix_file(client, f"{board}&download=csv", strategy),
        "page": {key: _from_page(_page(client, _address(key, asked))) for key in api},
        "figures": _from_flat([*_pages(client, f"{flat}&page_size=5000")], api),
        "figures as CSV": _from_flat(_rows(client, f"{flat}&format=csv"), api),
    }
    return [
        f"{name} of {key}: {fact} is {content!r}, in the API {said[fact]!r}"
        for name, place in places.items()
        for key, said in api.items()
        for fact, content in place.get(key, _absent(name, said)).items()
        if content != said[fact]
    ]


def _absent(place: str, said: Said) -> Said:
    """Where nothing is collected in the period, and nothing owed, the flat list has no row."""
    may_be = place.startswith("figures") and said["figure"] == "No value" and said["status"] not in OWED
    return {} if may_be else {"figure": "absent"}


def _address(key: str, asked: str) -> str:
    slug, reference = key.split("/")
    return f"/strategies/{slug}/indicators/{reference}/?{asked}"


def _from_api(client: Client, address: str) -> dict[str, Said]:
    found = {}
    for row in _pages(client, address):
        status = row["status"]
        found[row["key"]] = {
            "figure": status["shown_text"], "status": status["word"], "target": status["target_text"] or "",
            "way": _lower(row["trend"]["which_way"]), "why": status["why"],
            "period": status["period"],
            "shown": status["shown_text"] if status["slug"] in ("red", "amber", "green") else status["word"],
            "owner": row["owner"] or "No owner", "since": " ".join(row["since"]),
        }  # fmt: skip
    return found


def _from_matrix(page: Element) -> dict[str, Said]:
    found = {}
    for row in _all(page, "table", "board-matrix"):
        for line in row.iter("tr"):
            cells = {cell.get("data-label"): cell for cell in line.iter("td") if cell.get("data-label")}
            if not cells:
                continue
            link = next(line.iter("a")).get("href", "")
            strategy, reference = link.split("/")[2], link.split("/")[4]
            found[f"{strategy}/{reference}"] = {
                "shown": _first(cells["Figure"]), "way": _way(cells["Which way"]), "owner": _first(cells["Owner"])
            }  # fmt: skip
    return found


def _from_matrix_file(client: Client, address: str, strategy: Strategy) -> dict[str, Said]:
    return {
        f"{strategy.slug}/{row['Reference']}": {
            "figure": row["Figure"], "status": row["Status"], "way": _lower(row["Which way"]), "owner": row["Owner"]
        }
        for row in _rows(client, address)
    }  # fmt: skip


def _from_page(page: Element) -> Said:
    (headline,) = _all(page, "p", "headline__figure")
    status = next(each for each in headline.iter("span") if "status" in (each.get("class") or "").split())
    lines = {_text(line.find("dt")): line.find("dd") for line in page.iter("div") if line.find("dt") is not None}
    way = "no figure" if "Last figure" in lines else _way(lines["Which way"])
    said = {"figure": (headline.text or "").strip(), "status": _text(status), "way": way}
    (why,) = _all(page, "p", "headline__why")
    said["why"] = _text(why)
    said["since"] = " ".join(map(_text, lines["Since"].iter("strong"))) if "Since" in lines else ""
    return said


def _from_flat(rows: list[dict], api: dict[str, Said]) -> dict[str, Said]:
    """Of each indicator the row of the period that the API judges."""
    by_period = {(row["key"], row["period"]): row for row in rows}
    found = {}
    for key, said in api.items():
        if row := by_period.get((key, said["period"])):
            found[key] = {
                "figure": row["judged_text"], "status": row["status_word"], "why": row["why"],
                "target": row["target_text"] or "",
            } | ({"way": _lower(row["direction_text"])} if row["direction_text"] else {})  # fmt: skip
    return found


def _pages(client: Client, address: str):
    while address:
        answer = client.get(address).json()
        yield from answer["results"]
        address = answer["next"]


def _rows(client: Client, address: str) -> list[dict]:
    rows = csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig")))
    return [{name: cell.removeprefix(GUARD) for name, cell in row.items()} for row in rows]


def _page(client: Client, address: str) -> Element:
    return tinyhtml5.parse(client.get(address).content.decode(), namespace_html_elements=False)


def _all(page: Element, tag: str, name: str) -> list[Element]:
    return [each for each in page.iter(tag) if name in (each.get("class") or "").split()]


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _first(cell: Element) -> str:
    """The text before what stands in blocks of their own, and what only a screen reader says."""
    said = cell.text or ""
    for child in cell:
        if child.tag in ("div", "br") or "muted" in (child.get("class") or ""):
            break
        if "visually-hidden" not in (child.get("class") or ""):
            said += "".join(child.itertext())
        said += child.tail or ""
    return " ".join(said.split())


def _way(cell: Element) -> str:
    """Pages begin it with a capital."""
    return _lower(_first(cell))


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]
