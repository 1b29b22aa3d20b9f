"""Work out the digests of a day, send them, add a nudge; keep what each person wants and a calendar's address."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from reports.models import CalendarAddress, Digest, Nudge, ReminderChoice
from strategy_portal.addresses import address
from strategy_portal.clock import is_bank_holiday
from strategy_portal.council.in_force import council
from strategy_portal.domain.periods import is_working_day
from strategy_portal.mail import NOT_SENT
from strategy_portal.models import Absence, User
from strategy_portal.people.tokens import hashed, new_secret
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, save_with_history
from strategy_portal.records.versions import Refused, claimed_at

from .digests import Away, Content, Covered, compose, reader_of
from .owed import Items, owed_items

PORTAL = "Strategy Portal"
LOOKED_BACK = timedelta(days=400)


@dataclass(frozen=True)
class Planned:
    """What one person would get on a day, and the digest that was made for them on it already."""

    person: User
    content: Content | None
    digest: Digest | None
    nudges: tuple[Nudge, ...] = ()

    @property
    def address(self) -> str:
        return self.person.email


@dataclass(frozen=True)
class Plan:
    """The digests of one day. `away` are told once they are back, as nobody stands in for them."""

    day: date
    works: bool
    people: tuple[Planned, ...]
    away: tuple[User, ...]

    @property
    def to_send(self) -> list[Planned]:
        """New ones with an address, in the order of the people."""
        return [each for each in self.people if each.content and each.address and not each.digest]

    @property
    def without_address(self) -> list[Planned]:
        return [each for each in self.people if each.content and not each.address and not each.digest]

    @property
    def made(self) -> list[Planned]:
        """Those of which the day's digest is made already."""
        return [each for each in self.people if each.digest]


def plan(on: date, at: datetime) -> Plan:
    """Who gets what on a day, as it stands at a moment: at most twenty queries, whatever the number of people."""
    people = list(User.objects.filter(is_active=True).order_by("last_name", "first_name", "username"))
    choices = {choice.person_id: choice for choice in ReminderChoice.objects.filter(person__in=people)}
    absences = {each.person_id: Away(each.ends_on, each.deputy_id) for each in Absence.objects.on(on)}
    present = {person.pk for person in people}
    readers = {person.pk: reader_of(person.pk, absences, present) for person in people}
    items, since = owed_items(people, on), _covered_last(at)
    covered: dict[int, list[Covered]] = defaultdict(list)
    for person in sorted(people, key=lambda each: readers[each.pk] != each.pk):
        if (reader := readers[person.pk]) is not None:
            covered[reader].append(_covered(person, choices.get(person.pk), items, since, absences.get(person.pk)))
    digests = {digest.person_id: digest for digest in Digest.objects.filter(day=on)}
    nudges: dict[int, list[Nudge]] = defaultdict(list)
    for nudge in Nudge.objects.waiting(on):
        nudges[nudge.person_id].append(nudge)
    works = is_working_day(on, is_bank_holiday)
    planned = [
        _planned(person, covered[person.pk], nudges[person.pk], digests.get(person.pk), at=at, on=on, works=works)
        for person in people
        if readers[person.pk] == person.pk
    ]
    left_out = tuple(person for person in people if readers[person.pk] is None)
    return Plan(on, works, tuple(planned), left_out)


def _covered(
    person: User, choice: ReminderChoice | None, items: Items, since: Mapping[int, datetime], absence: Away | None
) -> Covered:
    return Covered(
        key=person.pk,
        items=tuple(items.get(person.pk, ())),
        since=since.get(person.pk),
        muted=frozenset(choice.muted if choice else ()),
        name=str(person) if absence else "",
        away_until=absence.until if absence else None,
    )


def _planned(
    person: User,
    covered: Sequence[Covered],
    nudges: Sequence[Nudge],
    digest: Digest | None,
    *,
    at: datetime,
    on: date,
    works: bool,
) -> Planned:
    content = None
    if digest is None:
        sentences = [nudge.sentence for nudge in nudges]
        content = compose(covered, at=at, day=on, works=works, nudges=sentences)
    return Planned(person, content, digest, tuple(nudges))


def _covered_last(at: datetime) -> dict[int, datetime]:
    """By person, when the last digest was made that went out and covered them: one query.

    Who had none for longer is told of all that they owe, as somebody new is.
    """
    found: dict[int, datetime] = {}
    rows = (
        Digest.objects.sent()
        .filter(made_at__range=(at - LOOKED_BACK, at))
        .order_by("made_at")
        .values_list("covered", "made_at")
    )
    for covered, made_at in rows:
        found.update(dict.fromkeys(covered, made_at))
    return found


# --- Send ------------------------------------------------------------------------------------------------------------


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    elsewhere: int = 0
    """Made or sent by another run at the same time."""


def send_digests(on: date, at: datetime) -> Sent:
    """Make the digests of a day that are not made, and send those that are not sent. Run it as often as you like.

    Nothing is sent on a day on which nobody works. No transaction is open while a mail goes out.
    """
    found, planned = Sent(), plan(on, at)
    if not planned.works:
        return found
    for each in planned.to_send:
        if not make_digest(each, at=at):
            found.elsewhere += 1
    waiting = Digest.objects.filter(day=on).waiting().select_related("person")
    rows = list(waiting.filter(person__is_active=True))
    if rows:
        with get_connection() as connection:
            for digest in rows:
                _send(digest, connection, found, at)
    return found


def make_digest(planned: Planned, *, at: datetime) -> Digest | None:
    """Keep what is to be sent, with its nudges. None where another run was quicker: the database allows one a day."""
    content = planned.content
    assert content is not None
    context = mail_context(planned.person, content)
    try:
        with transaction.atomic():
            digest = Digest.objects.create(
                person=planned.person, day=content.day, address=planned.address, made_at=at,
                subject=f"{content.subject} ({PORTAL})"[:200],
                text=render_to_string("reports/reminding/mail/digest.txt", context).strip() + "\n",
                html=render_to_string("reports/reminding/mail/digest.html", context),
                covered=list(content.covered),
            )  # fmt: skip
            for nudge in planned.nudges:
                nudge.sent_in = digest
                save_with_history(nudge, by=None)
    except IntegrityError:
        return None
    return digest


def mail_context(person: User, content: Content) -> dict[str, object]:
    base = settings.PORTAL_URL
    return {
        "person": person,
        "content": content,
        "council": council().name,
        "base": base,
        "choice_url": base + address("reports:own-reminders"),
    }


def _send(digest: Digest, connection: object, found: Sent, at: datetime) -> None:
    """Whoever claims it sends it. What the mail server refused is tried again by the next run of the day."""
    mine = Digest.objects.filter(pk=digest.pk).waiting()
    if not mine.update(claimed_at=at, failure=""):
        found.elsewhere += 1
        return
    mail = EmailMultiAlternatives(digest.subject, digest.text, None, [digest.address], connection=connection)
    mail.attach_alternative(digest.html, "text/html")
    row = Digest.objects.filter(pk=digest.pk)
    try:
        mail.send()
    except NOT_SENT as error:
        logging.getLogger(__name__).error("A digest could not be sent: %s", type(error).__name__)
        row.update(claimed_at=None, failure=type(error).__name__)
        found.failed += 1
    else:
        row.update(sent_at=at)
        found.sent += 1


@transaction.atomic
def nudge(people: Collection[User], *, sentence: str, by: User, at: datetime, on: date) -> int:
    """A sentence that goes out once with each person's next digest, and makes one if nothing else would.

    Who has one waiting already gets no second one. Raises Refused.
    """
    if not people:
        raise Refused("Choose at least one person", "people")
    waiting = set(Nudge.objects.waiting(on).filter(person__in=people).values_list("person", flat=True))
    new = [
        Nudge(person=person, sentence=sentence.strip(), made_by=by, made_at=at)
        for person in people
        if person.pk not in waiting
    ]
    if not new:
        raise Refused("Each of them has a nudge already that goes out with the next digest", "people")
    create_with_history(new, by=by)
    return len(new)


# --- What a person wants ---------------------------------------------------------------------------------------------


@transaction.atomic
def save_choice(choice: ReminderChoice, *, seen: int, by: User) -> ReminderChoice:
    """Which kinds are off. Raises ChangedMeanwhile."""
    with claimed_at(ReminderChoice, seen, person=by) as held:
        held.muted = choice.muted
        save_with_history(held, by=by)
    return held


# --- Calendars -------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_calendar_address(person: User, *, at: datetime) -> str:
    """The secret of a new address, which is kept nowhere; the one of before ends."""
    secret = new_secret()
    row = CalendarAddress.objects.select_for_update().filter(person=person).first() or CalendarAddress(person=person)
    row.hashed, row.sign_in_version, row.made_at, row.ended_at = hashed(secret), person.sign_in_version, at, None
    save_with_history(row, by=person)
    return secret


@transaction.atomic
def end_calendar_address(person: User, *, at: datetime) -> None:
    """Twice is as good as once."""
    row = CalendarAddress.objects.select_for_update().filter(person=person, ended_at=None).first()
    if row is not None:
        row.ended_at = at
        save_with_history(row, by=person, event=Event.ENDED)


def person_of_calendar(secret: str) -> User | None:
    """Whose calendar an address names; None where it has ended: one query."""
    live = Q(ended_at=None, person__is_active=True, sign_in_version=F("person__sign_in_version"))
    row = CalendarAddress.objects.filter(live, hashed=hashed(secret)).select_related("person").first()
    return row.person if row else None
