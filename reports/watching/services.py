"""Watch an indicator or an action, or stop it."""

from actions.models import Action
from indicators.models import Indicator
from reports.models import Watch
from strategy_portal.models import User


def watch(subject: Indicator | Action, *, by: User) -> None:
    """Twice is as good as once."""
    Watch.objects.get_or_create(person=by, **_named(subject))


def stop_watching(subject: Indicator | Action, *, by: User) -> None:
    """Twice is as good as once."""
    Watch.objects.filter(person=by, **_named(subject)).delete()


def _named(subject: Indicator | Action) -> dict[str, Indicator | Action]:
    return {"indicator" if isinstance(subject, Indicator) else "action": subject}
