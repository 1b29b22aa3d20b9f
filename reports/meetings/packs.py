"""Freeze the pack of a meeting: the board's page of a strategy, with what is decided, as one PDF."""

from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from outcomes.models import Strategy
from reports import documents
from reports.models import BoardMeeting, MeetingPack, PackMaking
from reports.scorecards.pack import SHEETS, pack
from strategy_portal.models import User
from strategy_portal.records.checkpoint import make_checkpoint_after
from strategy_portal.records.versions import Refused


def latest_pack(meeting: BoardMeeting, strategy: Strategy) -> MeetingPack | None:
    return MeetingPack.objects.without_files().filter(meeting=meeting, strategy=strategy).first()


def freeze_pack(
    *, meeting: BoardMeeting, strategy: Strategy, seen: int, by: User, on: date, at: datetime,
    making: PackMaking | None = None,
) -> MeetingPack:  # fmt: skip
    """Freeze the pack as it stands on that day. `seen` is the latest version that the person saw, 0 for none.

    `making` is done then. The PDF is made before anything is written, so that nobody waits for it. A checkpoint of all
    records follows, so that nobody can take the pack away unseen; where it fails the pack stays. Raises Refused.
    """
    refuse_pack(meeting, strategy, on)
    shown = pack(meeting, strategy, on)
    printed = documents.pack_pdf(shown)
    if printed.sheets > SHEETS:
        raise Refused(f"It has no room on {SHEETS} sheets: {printed.sheets} would be needed")
    try:
        with transaction.atomic():
            made = MeetingPack.objects.create(
                meeting=meeting,
                strategy=strategy,
                version=seen + 1,
                stood_on=on,
                quarter=shown.page.quarter.slug,
                sheets=printed.sheets,
                left_out="; ".join(shown.left_out(shown.fits[printed.chosen])),
                size=len(printed.pdf),
                pdf=printed.pdf,
                pdf_sha256=sha256(printed.pdf).hexdigest(),
                made_at=at,
                made_by=by,
                is_demonstration=shown.is_demonstration or shown.page.scores.is_demonstration,
            )
            if making:
                PackMaking.objects.filter(pk=making.pk).update(state=PackMaking.State.DONE, pack=made)
    except IntegrityError:
        raise Refused("Somebody else made this pack meanwhile. Read that version before you make another") from None
    make_checkpoint_after(f"the pack for {meeting}, version {made.version}", at=at)
    return made


def refuse_pack(meeting: BoardMeeting, strategy: Strategy, on: date) -> None:
    """Of what there is no pack. Raises Refused."""
    if meeting.called_off:
        raise Refused("The meeting is called off")
    if meeting.meets_on < on:
        raise Refused("The meeting was held: what it had before it stays as it was")
    if meeting.strategy_id not in (None, strategy.pk):
        raise Refused(f"The meeting is about {meeting.strategy} alone")
    if strategy.starts_on > on:
        raise Refused("The strategy has not begun")
