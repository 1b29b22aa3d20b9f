"""The main navigation and what every page's frame shows. The order is the order of the apps."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .access import may
from .addresses import address
from .council.in_force import council
from .demonstration import sign_ins
from .help import help_url

GROUPS = (
    ("My work", (
        ("Home", "home"),
        ("My returns", "indicators:return-list"),
        ("Approvals", "indicators:approval-list"),
        ("Who owes what", "reports:owes"),
        ("My actions", "actions:my-actions"),
        ("Actions to accept", "actions:acceptance-list"),
        ("Your watchlist", "reports:watch-list"),
    )),
    ("Strategies", (
        ("All strategies", "outcomes:strategy-list"),
        ("Indicators", "indicators:indicator-list"),
        ("Actions", "actions:action-list"),
    )),
    ("People say", (
        ("Consultations", "consultations:consultation-list"),
        ("Have your say", "consultations:open-list"),
        ("We asked, you said, we did", "consultations:you-said-list"),
    )),
    ("Reports", (
        ("Board", "reports:board"),
        ("Meetings", "reports:meeting-list"),
        ("All reports", "reports:report-list"),
    )),
    ("Manage", (
        ("Periods", "indicators:period-list"),
        ("Reminders", "reports:reminders"),
        ("Radar", "reports:radar"),
        ("Set-up", "indicators:setup-list"),
        ("First steps", "reports:first-steps"),
        ("Council", "council-edit"),
        ("People", "people:person-list"),
        ("Teams", "people:team-list"),
        ("Tokens", "people:token-list"),
    )),
)  # fmt: skip
"""Five groups in the order of the apps, each with its pages."""


COUNTED = {"actions:my-actions": "mine", "actions:acceptance-list": "to-accept"}
"""Pages beside which stands how much waits there. A request of its own brings the counts: no page waits for them."""


def frame(request: HttpRequest) -> dict:
    """Context of base.html: the council, the navigation that this person may use, and the demonstration label."""
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    user = getattr(request, "user", None)
    return {
        "home_url": address("home"),
        "help_url": help_url(here),
        "council": council(),
        "navigation": [] if user is None else _groups_of(user, here),
        "demonstration": settings.DEMONSTRATION,
        "demonstration_sign_ins": sign_ins,  # asked only where a template shows them
        "mail": settings.MAIL,
        "session_hours": settings.SESSION_HOURS,
        "sign_in_help": settings.SIGN_IN_HELP,
        "waiting_url": address("reports:waiting") if user is not None and may(user, "reports:waiting") else "",
    }


def _groups_of(user: Any, here: str) -> list[dict[str, Any]]:
    """The groups in which this person may open something. A group of one page is that page."""
    groups = []
    for title, entries in GROUPS:
        links = [
            {"title": name, "url": address(to), "current": to == here, "counted": COUNTED.get(to, "")}
            for name, to in entries
            if may(user, to)
        ]
        if len(links) == 1:
            groups.append(links[0])
        elif links:
            groups.append({"title": title, "links": links, "current": any(link["current"] for link in links)})
    return groups
