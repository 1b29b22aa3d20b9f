"""500 made-up people, planted wherever a consultation keeps words, and everything that the portal says afterwards.

Run within a portal of its own: `manage.py shell -c "from tests.journeys.planting import plant; plant()"`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

PEOPLE = 500
AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
SYLLABLES = "bra dru fli gno hwe jor klu mez nib oxo pri quu rhe sny tvo ulm vry wux yst zol".split()


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    phone: str
    postcode: str
    insurance: str

    @property
    def details(self) -> tuple[str, ...]:
        return (self.name, self.email, self.phone, self.postcode, self.insurance)


def people() -> list[Person]:
    """The same each time, none like another, and none that stands in the portal already."""
    random = Random(500)
    return [_person(random, number) for number in range(PEOPLE)]


def _person(random: Random, number: int) -> Person:
    first, last = ("".join(random.choices(SYLLABLES, k=3)).title() for _ in range(2))
    return Person(
        name=f"{first} {last}",
        email=f"{first}.{last}{number}@example.org".lower(),
        phone=f"07700 {900_000 + number}",
        postcode=f"EH{number % 90 + 10} {number // 90 + 1}{random.choice('ABDEFGHJLNPQRSTUWXYZ')}Q",
        insurance=f"AB {number:06d} C"[:5] + f"{number:06d}"[2:4] + " " + f"{number:06d}"[4:] + " C",
    )


def plant() -> None:
    """A hundred each: published without their details, published with them, waiting, withheld, never sent."""
    from consultations.models import Consultation
    from outcomes.models import Strategy

    consultation = Consultation.objects.create(
        strategy=Strategy.objects.get(slug="wlc-customer-2023-28"), slug="planted", title="What should we change?",
        opened_on=date(2026, 9, 1), closed_on=date(2026, 10, 31), retain_until=date(2026, 11, 20),
    )  # fmt: skip
    plantings = (_published, _kept, _waiting, _withheld, _unsent)
    for number, person in enumerate(people()):
        plantings[number % len(plantings)](consultation, person, number)


def words_of(person: Person) -> str:
    return (
        f"My name is {person.name}, of {person.postcode}. Write to {person.email} or ring {person.phone}; "
        f"my number is {person.insurance}. {person.name.upper()} wants more buses!"
    )


def _comment(consultation, person: Person, number: int, text: str):
    from consultations.models import Comment, Contact, Original, Submission
    from consultations.moderation import spot_details

    submission = Submission.objects.create(
        consultation=consultation, receipt=f"P{number}", channel="web", started_at=AT, submitted_at=AT, consented=True,
        group_name=f"Friends of {person.name}", speaks_for=3,
    )  # fmt: skip
    Contact.objects.create(submission=submission, name=person.name, email=person.email)
    comment = Comment.objects.create(consultation=consultation, order=number + 1, submission=submission)
    Original.objects.create(comment=comment, text=text)
    spot_details([comment])
    return comment


def _moderator():
    from strategy_portal.models import User

    return User.objects.get(username="performance")


def _publish(comment, reasons: dict[int, str]) -> None:
    from consultations.models import Coding
    from consultations.moderation import publish_comment

    publish_comment(comment=comment, seen=1, reasons=reasons, by=_moderator(), at=AT)
    Coding.objects.create(comment=comment, coder=_moderator(), coded_at=AT)


def _published(consultation, person: Person, number: int) -> None:
    comment = _comment(consultation, person, number, words_of(person))
    _publish(comment, {mark.pk: "Tells who somebody is" for mark in comment.redactions.all()})


def _kept(consultation, person: Person, number: int) -> None:
    """By a moderator who took nothing for personal."""
    _publish(_comment(consultation, person, number, words_of(person)), {})


def _waiting(consultation, person: Person, number: int) -> None:
    _comment(consultation, person, number, words_of(person))


def _withheld(consultation, person: Person, number: int) -> None:
    from consultations.moderation import withhold_comment

    comment = _comment(consultation, person, number, words_of(person))
    withhold_comment(comment=comment, seen=1, reason="Not about this consultation", by=_moderator(), at=AT)


def _unsent(consultation, person: Person, number: int) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    from consultations.models import Submission

    Submission.objects.create(
        consultation=consultation, receipt=f"P{number}", channel="web", started_at=AT, consented=True,
        draft={"contact": dict(zip(("name", "email"), person.details, strict=False)), "page-1": words_of(person)},
    )  # fmt: skip
    visit = SessionStore()
    visit["typed"] = words_of(person)
    visit.save()


# --- What the portal says --------------------------------------------------------------------------------------------


def counted() -> None:
    """Prints what has to stay as it is."""
    from consultations.models import Consultation
    from consultations.retention import counts

    print(json.dumps(counts(Consultation.objects.get(slug="planted"))))


def say_everything() -> None:
    """Prints every table, history included, every session as it reads, and what pages and the API answer."""
    print("\n".join(_everything()))


def _everything() -> Iterator[str]:
    from io import StringIO

    from django.contrib.sessions.models import Session
    from django.core.management import call_command

    tables = StringIO()
    call_command("dumpdata", stdout=tables)
    yield tables.getvalue()
    for session in Session.objects.iterator():
        yield str(session.get_decoded())
    yield from _answers()


def _answers() -> Iterator[str]:
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(_moderator())
    own = "/strategies/wlc-customer-2023-28/consultations/planted/"
    pages = [
        own,
        f"{own}comments/?page=1",
        f"{own}comments/publish/",
        f"{own}comments/campaigns/",
        "/api/v1/consultations/",
    ]
    pages += [f"{own}comments/{order}/themes/" for order in range(1, 6)]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 404), page
        yield answer.content.decode()
