"""Mark a part of a report as exempt from publication, or as public again."""

from django.db import transaction
from django.db.models import Sum

from reports.models import ExemptPart
from reports.preparing.services import refuse_if_cleared
from reports.scorecards.report_keys import ReportKey
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused


def marks_seen(key: ReportKey) -> int:
    """Goes up with each change of what is exempt."""
    found = ExemptPart.objects.filter(**key.columns).aggregate(sum=Sum("version"))["sum"]
    return int(found or 0)


@transaction.atomic
def mark_part(*, key: ReportKey, part: str, ground: str, seen: int, by: User) -> ExemptPart:
    """With a ground the part is not published, without one it is public again. `seen` is what `marks_seen` said.

    Raises Refused: what was cleared is not changed, nor what somebody else has marked meanwhile.
    """
    refuse_if_cleared(key)
    rows = list(ExemptPart.objects.select_for_update(of=("self",)).filter(**key.columns))
    if sum(row.version for row in rows) != seen:
        raise Refused("Somebody changed what is exempt since you opened this page: look at it once more")
    row = next((row for row in rows if row.part == part), None) or ExemptPart(**key.columns, part=part)
    if row.ground == ground.strip():
        raise Refused("It is public already" if not row.ground else "It has this ground already", "ground")
    is_new = row.pk is None
    row.ground, row.version = ground.strip(), row.version if is_new else row.version + 1
    save_with_history(row, by=by, reason=row.ground, event=Event.ADDED if is_new else Event.CHANGED)
    return row
