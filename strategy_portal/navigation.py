"""The main navigation and what every page's frame shows. The order is the order of the apps."""

from django.conf import settings
from django.http import HttpRequest

from .access import may
from .addresses import address
from .demonstration import sign_ins

ENTRIES = (
    ("Home", "home"),
    ("Strategies", "outcomes:strategy-list"),
    ("Indicators", "indicators:indicator-list"),
    ("My returns", "indicators:return-list"),
    ("Approvals", "indicators:approval-list"),
    ("Periods", "indicators:period-list"),
    ("Actions", "actions:action-list"),
    ("My actions", "actions:my-actions"),
    ("Consultations", "consultations:consultation-list"),
    ("Board", "reports:board"),
    ("Radar", "reports:radar"),
    ("Reports", "reports:report-list"),
    ("Set-up", "indicators:setup-list"),
)


def frame(request: HttpRequest) -> dict:
    """Context of base.html: the council, the navigation that this person may use, and the demonstration label."""
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    user = getattr(request, "user", None)
    entries = [
        {"title": title, "url": address(route), "current": route == here}
        for title, route in ENTRIES
        if user is not None and may(user, route)
    ]
    return {
        "home_url": address("home"),
        "council": settings.COUNCIL,
        "navigation": entries,
        "demonstration": settings.DEMONSTRATION,
        "demonstration_sign_ins": sign_ins,  # asked only where a template shows them
        "may_administer": user is not None and may(user, "admin:index"),
    }
