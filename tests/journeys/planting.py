"""500 made-up people, planted by every way in and whatever becomes of their words, and all that the portal says then.

Run within a portal of its own: `manage.py shell -c "from tests.journeys.planting import plant; plant()"`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from random import Random

PEOPLE = 500
AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
SYLLABLES = "bra dru fli gno hwe jor klu mez nib oxo pri quu rhe sny tvo ulm vry wux yst zol".split()
STRATEGY = "wlc-customer-2023-28"


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


def words_of(person: Person) -> str:
    return (
        f"My name is {person.name}, of {person.postcode}. Write to {person.email} or ring {person.phone}; "
        f"my number is {person.insurance}. {person.name.upper()} wants more buses!"
    )


def fate_of(number: int) -> int:
    """A hundred each: published without their details, published with them, waiting, withheld, never sent."""
    return number % 5


def plant() -> None:
    """Each fate by each way in: the web form, a letter, a paper form, a survey tool's file, a meeting's finding."""
    consultation = _consultation()
    for number, person in enumerate(people()):
        if fate_of(number) == 4:
            _never_sent(consultation, person, number)
            continue
        WAYS_IN[number // 5 % len(WAYS_IN)](consultation, person)
        FATES[fate_of(number)](consultation.comments.last())
    _tell_the_public(consultation)


def _consultation():
    from consultations.models import Consultation, Question, RespondentType, Theme
    from outcomes.models import Strategy

    consultation = Consultation.objects.create(
        strategy=Strategy.objects.get(slug=STRATEGY), slug="planted", title="What should we change?",
        opened_on=date(2026, 9, 1), closed_on=date(2026, 10, 31), retain_until=date(2026, 11, 20), offers_form=True,
    )  # fmt: skip
    Question.objects.create(consultation=consultation, order=1, text="What?", kind=Question.Kind.TEXT, page=1)
    RespondentType.objects.create(consultation=consultation, order=1, title="Group", is_group=True)
    Theme.objects.create(consultation=consultation, order=1, title="Buses", state=Theme.State.CONFIRMED)
    return consultation


def _moderator():
    from strategy_portal.models import User

    return User.objects.get(username="performance")


# --- Ways in ---------------------------------------------------------------------------------------------------------


def _filled(consultation, person: Person, **contact):
    from consultations.answering.services import Filled

    group, question = consultation.respondent_types.get(), consultation.questions.get()
    texts = ((question, words_of(person)),)
    return Filled(respondent_type=group, group_name=f"Friends of {person.name}", speaks_for=3, texts=texts, **contact)


def _by_web(consultation, person: Person) -> None:
    from consultations.answering.services import begin_submission, send_submission

    begun = begin_submission(consultation=consultation, on=AT.date(), at=AT - timedelta(hours=1))
    filled = _filled(consultation, person, name=person.name, email=person.email)
    send_submission(submission=begun, filled=filled, on=AT.date(), at=AT)


def _keyed(channel: str) -> Callable:
    def key(consultation, person: Person) -> None:
        from consultations.answering.services import key_submission

        filled = _filled(consultation, person)
        key_submission(
            consultation=consultation, channel=channel, filled=filled, consented=True, by=_moderator(), at=AT
        )

    return key


def _uploaded(consultation, person: Person):
    """One response in a file of its own: its key, as what it was given, the group, what was said."""
    from consultations.answering.surveys import SurveyChecker
    from strategy_portal.uploads.services import check_again, check_upload, receive_file, settle

    rows = f'Key,Who,Group,What?\n{person.email},Group,Friends of {person.name},"{words_of(person)}"\n'.encode()
    by = _moderator()
    checker = SurveyChecker(by, {"strategy": consultation.strategy.slug, "slug": consultation.slug})
    upload = receive_file(checker, file=BytesIO(rows), name=f"{person.name}.csv", by=by, at=AT)
    check_upload(upload, on=AT.date())
    columns = ["key", "type", "group", f"question-{consultation.questions.get().pk}"]
    answers = {f"column-{place}": meaning for place, meaning in enumerate(columns)}
    settle(upload, answers=answers | {"consent": "yes"})
    check_again(upload)
    check_upload(upload, on=AT.date())
    return upload


def _in_a_file(consultation, person: Person) -> None:
    from strategy_portal.uploads.services import apply_upload

    upload = _uploaded(consultation, person)
    seen = upload.findings["seal"]
    apply_upload(upload, seen=seen, by=_moderator(), on=AT.date(), at=AT)


def _at_a_meeting(consultation, person: Person) -> None:
    from consultations.models import Meeting
    from consultations.preparing.services import save_meeting

    event, said = Meeting(consultation=consultation), f"Buses: {words_of(person)}"
    save_meeting(meeting=event, fields={"group": "Tenants"}, findings=[said], seen=0, by=_moderator())


WAYS_IN = (_by_web, _keyed("letter"), _keyed("paper"), _in_a_file, _at_a_meeting)


# --- What becomes of it ----------------------------------------------------------------------------------------------


def _publish(comment, reasons: dict[int, str]) -> None:
    from consultations.models import Coding
    from consultations.moderating.services import publish_comment

    publish_comment(comment=comment, seen=1, reasons=reasons, by=_moderator(), at=AT)
    coding = Coding.objects.create(comment=comment, coder=_moderator(), coded_at=AT)
    coding.themes.set(comment.consultation.themes.all())


def _published(comment) -> None:
    _publish(comment, {mark.pk: "Tells who somebody is" for mark in comment.redactions.all()})


def _kept(comment) -> None:
    """By a moderator who took nothing for personal."""
    _publish(comment, {})


def _waiting(comment) -> None:
    """Nobody has looked at it."""


def _withheld(comment) -> None:
    from consultations.moderating.services import withhold_comment

    withhold_comment(comment=comment, seen=1, reason="Not about this consultation", by=_moderator(), at=AT)


FATES = (_published, _kept, _waiting, _withheld)


def _never_sent(consultation, person: Person, number: int) -> None:
    """A form of which a page is typed, or a file that nobody has applied."""
    from django.contrib.sessions.backends.db import SessionStore

    from consultations.answering.services import begin_submission, keep_page

    if number // 5 % 2:
        _uploaded(consultation, person)
        return
    begun = begin_submission(consultation=consultation, on=AT.date(), at=AT)
    keep_page(submission=begun, page="contact", typed={"name": person.name, "email": person.email})
    keep_page(submission=begun, page="page-1", typed={"words": words_of(person)})
    visit = SessionStore()
    visit["typed"] = words_of(person)
    visit.save()


def _tell_the_public(consultation) -> None:
    from consultations.replying.services import ReplyText, publish, save_reply

    for about in (consultation.themes.get(), *consultation.comments.shown()):
        save_reply(about=about, text=ReplyText("accepted", "More buses"), seen=0, by=_moderator())
    publish(consultation=consultation, seen=consultation.version, by=_moderator(), on=AT.date(), sure=True)


# --- What the portal says --------------------------------------------------------------------------------------------

OWN = f"/strategies/{STRATEGY}/consultations/planted/"
FOR_READERS = (
    OWN, f"{OWN}comments/csv/", f"{OWN}comments/workbook/", f"{OWN}replies/", "/api/v1/consultations/",
    "/you-said-we-did/", f"/you-said-we-did/{STRATEGY}/planted/", f"/strategies/{STRATEGY}/reports/annual/2026-27/",
    f"/strategies/{STRATEGY}/reports/annual/2026-27/appendix/consultation/",
    f"/strategies/{STRATEGY}/reports/annual/2026-27/pdf/whole/",
)  # fmt: skip
FOR_MODERATORS = (
    *(f"{OWN}comments/?page={page}" for page in range(1, 10)), *(f"{OWN}comments/{order}/" for order in range(1, 9)),
    *(f"{OWN}comments/{order}/themes/" for order in range(1, 9)), f"{OWN}comments/publish/", f"{OWN}survey/",
    f"{OWN}comments/campaigns/", f"{OWN}comments/themes/", f"{OWN}comments/agreement/", f"{OWN}setup/",
    f"{OWN}personal-details/", "/consultations/personal-details/",
)  # fmt: skip


def counted() -> None:
    """Prints what has to stay as it is."""
    from consultations.models import Consultation
    from consultations.retaining.services import counts

    print(json.dumps(counts(Consultation.objects.get(slug="planted"))))


def say_what_is_stored() -> None:
    """Prints every table, history included, and every session as it reads."""
    print("\n".join(_stored()))


def say_everything() -> None:
    """Prints all that is stored, and all answers."""
    print("\n".join([*_stored(), *_answers("performance", FOR_READERS + FOR_MODERATORS)]))


def say_what_readers_get() -> None:
    """Prints, as JSON, what each page and file for readers answers to a member of the board."""
    print(json.dumps(dict(zip(FOR_READERS, _answers("board", FOR_READERS), strict=True))))


def _stored() -> Iterator[str]:
    from io import StringIO

    from django.contrib.sessions.models import Session
    from django.core.management import call_command

    tables = StringIO()
    call_command("dumpdata", stdout=tables)
    yield tables.getvalue()
    for session in Session.objects.iterator():
        yield str(session.get_decoded())


def _answers(username: str, pages: tuple[str, ...]) -> Iterator[str]:
    from django.conf import settings
    from django.test import Client

    from strategy_portal.models import User

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username=username))
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 404), (page, answer.status_code)
        yield _as_text(answer["Content-Type"], b"".join(answer))


def _as_text(kind: str, content: bytes) -> str:
    """A workbook unzipped, the words of a PDF in one line."""
    from zipfile import ZipFile

    from tests.reports.sheets import texts_of

    if "spreadsheetml" in kind:
        book = ZipFile(BytesIO(content))
        return "\n".join(book.read(name).decode() for name in book.namelist())
    if "pdf" in kind:
        return " ".join(" ".join(texts_of(content)).split())
    return content.decode()
