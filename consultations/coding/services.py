"""Services of coding: the themes that each coder gives a comment, the codebook, campaigns, agreement of coders."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q

from strategy_portal.domain.findings import CodingAgreement, coder_agreement
from strategy_portal.domain.personal_details import Detail, spotted
from strategy_portal.domain.similarity import Example, Suggestion, near_duplicates, suggestions
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim, claimed_at

from ..models import Campaign, Coding, Comment, Consultation, Theme
from ..moderating.services import people_of

EXAMPLES = 300
"""Comments coded last, among which similar ones are looked for."""


@transaction.atomic
def code_comment(*, comment: Comment, themes: Collection[Theme], seen: int, by: User, at: datetime) -> Coding:
    """Give a comment its themes; without any, none fits. `seen` is the version of the person’s own coding, 0: none yet.

    All comments of its campaign get the same: a campaign is read once. Raises ChangedMeanwhile where the person coded
    it in another window, Refused for a theme that is merged or another exercise's.
    """
    held = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    wrong = [
        each for each in themes if each.state == Theme.State.MERGED or each.consultation_id != held.consultation_id
    ]
    if wrong:
        raise Refused("A theme was merged into another meanwhile. Choose again", "themes")
    there = Coding.objects.filter(comment=held, coder=by, version=seen).first()
    if there and set(there.themes.all()) == set(themes):
        return there
    with claimed_at(Coding, seen, comment=held, coder=by) as coding:
        _code(coding, themes, at=at)
    if held.campaign_id:
        others = Comment.objects.filter(campaign=held.campaign_id).exclude(pk=held.pk)
        _code_alike(others, themes, by=by, at=at)
    return coding


def _code_alike(comments: Iterable[Comment], themes: Collection[Theme], *, by: User, at: datetime) -> None:
    """The same for each; what this person read there already gives way."""
    there = {each.comment_id: each for each in Coding.objects.filter(comment__in=list(comments), coder=by)}
    for comment in comments:
        coding = there.get(comment.pk)
        if coding and set(coding.themes.all()) == set(themes):
            continue
        if coding:
            coding.version += 1
        _code(coding or Coding(comment=comment, coder=by), themes, at=at)


def _code(coding: Coding, themes: Collection[Theme], *, at: datetime) -> None:
    """A new reading counts if it is the first of its comment."""
    coding.coded_at = at
    if coding.pk is None:
        coding.counts = not Coding.objects.filter(comment=coding.comment_id, coder__isnull=False).exists()
    with recorded(by=coding.coder, event=Event.CODED):
        coding.save()
        coding.themes.set(themes)


def progress(consultation: Consultation, coder: User) -> dict[str, int]:
    """How many `comments` there are to read; `mine` and `anybodys` are how many this coder, and anybody, has read."""
    found = Count("pk", distinct=True)
    mine = Count("pk", distinct=True, filter=Q(codings__coder=coder))
    anybodys = Count("pk", distinct=True, filter=Q(codings__coder__isnull=False))
    return consultation.comments.to_code().aggregate(comments=found, mine=mine, anybodys=anybodys)


def suggested_themes(comment: Comment, text: str) -> list[Suggestion]:
    """What similar comments were given and what the codebook's words point to: never counted, only offered."""
    themes = comment.consultation.themes.exclude(state=Theme.State.MERGED)
    codebook = {each.pk: f"{each.title} {each.description} {each.example}" for each in themes}
    recent = (
        Coding.objects.filter(comment__consultation=comment.consultation, coder__isnull=False)
        .exclude(comment=comment)
        .select_related("comment__original")
        .prefetch_related("themes")
        .order_by("-coded_at", "-pk")[:EXAMPLES]
    )
    examples = [
        Example(coding.comment.order, coding.comment.received, [theme.pk for theme in coding.themes.all()])
        for coding in recent
    ]
    return [each for each in suggestions(text, examples, codebook) if each.theme in codebook]


# --- The codebook ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_theme(*, consultation: Consultation, texts: Mapping[str, str], by: User) -> Theme:
    """A draft at the end of the codebook. `texts` are title, description and example, by field. Raises Refused."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    last = consultation.themes.aggregate(last=Max("order"))["last"] or 0
    return _write(Theme(consultation=consultation, order=last + 1), texts, by=by)


@transaction.atomic
def change_theme(*, theme: Theme, texts: Mapping[str, str], seen: int, by: User) -> Theme:
    """Raises ChangedMeanwhile, Refused."""
    return _write(claim(theme, seen), texts, by=by)


def _write(theme: Theme, texts: Mapping[str, str], *, by: User) -> Theme:
    """Raises Refused: a title is needed once, and the codebook names nobody, because its history is for good."""
    for field, text in texts.items():
        setattr(theme, field, text.strip())
    if not theme.title:
        raise Refused("Give the theme a title", "title")
    if theme.consultation.themes.exclude(pk=theme.pk).filter(title__iexact=theme.title).exists():
        raise Refused("There is a theme of this title already", "title")
    people = people_of(theme.consultation)
    for field, words in texts.items():
        # A title may well have capitals after “contact”: only what is found by its form is refused.
        certain = [found for found in spotted(words) if found.kind is not Detail.NAME]
        for found in [*certain, *people.stretches(words)]:
            detail = words[found.start : found.end]
            raise Refused(f"“{detail}” looks like a personal detail: write it in words that name nobody", field)
    save_with_history(theme, by=by)
    return theme


@transaction.atomic
def confirm_theme(*, theme: Theme, by: User) -> Theme:
    """From now on it is counted. One that is confirmed already stays so. Raises Refused for a merged one."""
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.state == Theme.State.MERGED:
        raise Refused("It is merged into another theme. Separate it first")
    return _move_to(held, Theme.State.CONFIRMED, None, by=by, event=Event.CONFIRMED)


@transaction.atomic
def unconfirm_theme(*, theme: Theme, by: User) -> Theme:
    """Back to a draft, which is not counted. Raises Refused for a merged one, and where the council has replied."""
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.state == Theme.State.MERGED:
        raise Refused("It is merged into another theme. Separate it first")
    if hasattr(held, "reply"):
        raise Refused("The council has replied to this theme. Withdraw the reply first")
    return _move_to(held, Theme.State.DRAFT, None, by=by, event=Event.CHANGED)


@transaction.atomic
def remove_theme(*, theme: Theme, reason: str, seen: int, by: User) -> None:
    """Raises ChangedMeanwhile, and Refused where a comment has it, or anything else hangs on it."""
    held = claim(theme, seen)
    if held.codings.exists() or held.merged.exists() or held.has_figures_of_source or hasattr(held, "reply"):
        raise Refused("Comments, a reply, another theme or a source’s figure stand under it. Merge it instead")
    delete_with_history(held, by=by, reason=reason)


@transaction.atomic
def merge_theme(*, theme: Theme, into: Theme, by: User) -> Theme:
    """What it was given to counts for the other one. Its codings stay, so it can be separated again. Raises Refused."""
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    target = Theme.objects.select_for_update().get(pk=into.pk)
    if held.consultation_id != target.consultation_id or held.pk == target.pk or target.state == Theme.State.MERGED:
        raise Refused("Choose another theme of this consultation that is not merged itself", "into")
    if hasattr(held, "reply"):
        raise Refused("The council has replied to this theme. Withdraw the reply first, or merge the other way", "into")
    for merged in held.merged.all():
        _move_to(merged, Theme.State.MERGED, target, by=by, event=Event.MERGED)
    return _move_to(held, Theme.State.MERGED, target, by=by, event=Event.MERGED)


@transaction.atomic
def separate_theme(*, theme: Theme, by: User) -> Theme:
    """Undo a merger: it is again what it was before, and its codings count for itself."""
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.state != Theme.State.MERGED:
        return held
    before = held.history.exclude(state=Theme.State.MERGED).order_by("history_id").last()
    state = before.state if before else Theme.State.DRAFT
    return _move_to(held, state, None, by=by, event=Event.SEPARATED)


@transaction.atomic
def move_theme(*, theme: Theme, up: bool, by: User) -> None:
    """Change places with the theme above or below; the first and the last stay where they are."""
    themes = list(theme.consultation.themes.select_for_update().order_by("order", "pk"))
    place = themes.index(theme)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(themes):
        return
    themes[place], themes[other] = themes[other], themes[place]
    for order, each in enumerate(themes, 1):
        if each.order != order:
            each.order = order
            each.version += 1
            save_with_history(each, by=by, event=Event.REORDERED)


def _move_to(theme: Theme, state: str, into: Theme | None, *, by: User, event: Event) -> Theme:
    if (theme.state, theme.merged_into) != (state, into):
        theme.state, theme.merged_into = state, into
        theme.version += 1
        save_with_history(theme, by=by, event=event)
    return theme


# --- Campaigns -------------------------------------------------------------------------------------------------------


def similar_comments(consultation: Consultation) -> list[list[Comment]]:
    """Groups of comments that say nearly the same and are in no campaign yet, for a person to confirm: one query."""
    comments = consultation.comments.to_code().filter(campaign=None).select_related("original").order_by("order")
    by_key = {comment.pk: comment for comment in comments}
    groups = near_duplicates([(comment.pk, comment.received) for comment in by_key.values()])
    return [[by_key[key] for key in group] for group in groups]


@transaction.atomic
def make_campaign(*, consultation: Consultation, title: str, comments: Iterable[Comment], by: User) -> Campaign:
    """A person has confirmed that these say the same: they are shown once and counted each. Raises Refused.

    Where there is a campaign of that title already, they join it.
    """
    title, chosen = title.strip(), list(comments)
    campaign = consultation.campaigns.filter(title=title).first()
    if len(chosen) < (1 if campaign else 2):
        raise Refused("Choose at least two comments", "comments")
    if not title:
        raise Refused("Give it a title", "title")
    for found in spotted(title, people_of(consultation)):
        words = title[found.start : found.end]
        raise Refused(f"“{words}” looks like a personal detail: give it a title that names nobody", "title")
    if campaign is None:
        campaign = Campaign(consultation=consultation, title=title)
        save_with_history(campaign, by=by)
    _put(chosen, campaign, by=by)
    _read_once(campaign)
    return campaign


def _read_once(campaign: Campaign) -> None:
    """Who has read one of its comments has read them all: what they gave the first holds for those not read yet."""
    readings = Coding.objects.filter(comment__campaign=campaign, coder__isnull=False).order_by("comment__order")
    for reading in {each.coder_id: each for each in reversed(readings.prefetch_related("themes"))}.values():
        if reading.coder and reading.coded_at:
            unread = list(campaign.comments.exclude(codings__coder=reading.coder))
            _code_alike(unread, list(reading.themes.all()), by=reading.coder, at=reading.coded_at)


@transaction.atomic
def dissolve_campaign(*, campaign: Campaign, by: User) -> None:
    """Undo it: each comment stands by itself again. What they were given stays."""
    _put(campaign.comments.select_for_update(), None, by=by)
    delete_with_history(campaign, by=by)


def _put(comments: Iterable[Comment], campaign: Campaign | None, *, by: User) -> None:
    for comment in list(comments):
        comment.campaign = campaign
        comment.version += 1
        save_with_history(comment, by=by)


# --- Agreement of coders ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnTheme:
    """Agreement on one theme: how many comments each gave it to, of those that both have read."""

    theme: Theme
    first: int
    second: int
    agreement: CodingAgreement


@dataclass(frozen=True)
class CodingDifference:
    """A comment that two coders read differently: both readings, and what only the one and only the other gave it."""

    comment: Comment
    first: Coding
    second: Coding
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def settled_by(self) -> User | None:
        """Who said which of them counts; none: the first to read it does, until somebody says."""
        return self.first.settled_by or self.second.settled_by


@dataclass(frozen=True)
class Compared:
    """Two coders. `both` is how many comments both have read: the base of every figure."""

    both: int
    the_same: int
    themes: tuple[OnTheme, ...]
    differences: tuple[CodingDifference, ...]


def coders_of(consultation: Consultation) -> list[tuple[int, str]]:
    """Who has coded anything, those who read most first: (primary key, name)."""
    codings = Coding.objects.filter(comment__consultation=consultation).exclude(coder=None)
    coders = Counter(coding.coder for coding in codings.select_related("coder") if coding.coder)
    ordered = sorted(coders, key=lambda coder: (-coders[coder], str(coder)))
    return [(coder.pk, str(coder)) for coder in ordered]


def compare(consultation: Consultation, first: int, second: int) -> Compared:
    """Both codings of each comment that both have read; a merged theme counts as the one it was merged into."""
    themes = list(consultation.themes.exclude(state=Theme.State.MERGED))
    read, read_too = _by_comment(consultation, first), _by_comment(consultation, second)
    one, other = _themes(read), _themes(read_too)
    shared = sorted(one.keys() & other.keys())
    differ = [key for key in shared if one[key] != other[key]]
    by_theme = []
    for theme in themes:
        judged = [(theme.pk in one[key], theme.pk in other[key]) for key in shared]
        given = sum(mine for mine, _ in judged), sum(theirs for _, theirs in judged)
        by_theme.append(OnTheme(theme, *given, coder_agreement(judged)))
    differences = []
    for comment in consultation.comments.filter(pk__in=differ).select_related("original"):
        mine, theirs = one[comment.pk], other[comment.pk]
        only_first = tuple(theme.title for theme in themes if theme.pk in mine - theirs)
        only_second = tuple(theme.title for theme in themes if theme.pk in theirs - mine)
        both = read[comment.pk], read_too[comment.pk]
        differences.append(CodingDifference(comment, *both, only_first, only_second))
    return Compared(len(shared), len(shared) - len(differ), tuple(by_theme), tuple(differences))


@transaction.atomic
def settle_reading(*, coding: Coding, seen: int, by: User) -> Coding:
    """Of all readings of its comment this one counts. `seen` is its version. Raises ChangedMeanwhile."""
    held = claim(coding, seen)
    for other in Coding.objects.select_for_update().filter(comment=held.comment_id, counts=True).exclude(pk=held.pk):
        other.counts, other.settled_by, other.version = False, None, other.version + 1
        save_with_history(other, by=by)
    held.counts, held.settled_by = True, by
    save_with_history(held, by=by, event=Event.CONFIRMED)
    return held


def _by_comment(consultation: Consultation, coder: int) -> dict[int, Coding]:
    codings = Coding.objects.filter(comment__consultation=consultation, coder=coder).select_related("settled_by")
    return {coding.comment_id: coding for coding in codings.prefetch_related("themes")}


def _themes(codings: Mapping[int, Coding]) -> dict[int, frozenset[int]]:
    return {
        key: frozenset(theme.merged_into_id or theme.pk for theme in coding.themes.all())
        for key, coding in codings.items()
    }
