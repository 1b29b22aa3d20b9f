"""Services of the codebook: themes are drafted, described, confirmed, merged and put in order."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max

from strategy_portal.domain.personal_details import Detail, Stretch, spotted
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Consultation, Theme
from ..moderating.services import people_of


@dataclass(frozen=True)
class ThemeText:
    """What a theme is called, what belongs to it, and an example in words of the council's own."""

    title: str
    description: str = ""
    example: str = ""

    def check(self, consultation: Consultation, theme: Theme | None = None) -> None:
        """Raises Refused: a title is needed once, and the codebook names nobody, because its history is for good."""
        if not self.title.strip():
            raise Refused("Give the theme a title", "title")
        others = consultation.themes.exclude(pk=theme.pk) if theme else consultation.themes.all()
        if others.filter(title__iexact=self.title.strip()).exists():
            raise Refused("There is a theme of this title already", "title")
        people = people_of(consultation)
        for field, words in asdict(self).items():
            for found in [*filter(_is_certain, spotted(words)), *people.stretches(words)]:
                detail = words[found.start : found.end]
                raise Refused(f"“{detail}” looks like a personal detail: write it in words that name nobody", field)


def _is_certain(found: Stretch) -> bool:
    """A title may well have capitals after “contact”: only what is found by its form is refused."""
    return found.kind is not Detail.NAME


@transaction.atomic
def add_theme(*, consultation: Consultation, text: ThemeText, by: User) -> Theme:
    """A draft at the end of the codebook. Raises Refused."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    text.check(consultation)
    last = consultation.themes.aggregate(last=Max("order"))["last"] or 0
    theme = Theme(consultation=consultation, order=last + 1)
    return _write(theme, text, by=by)


@transaction.atomic
def change_theme(*, theme: Theme, text: ThemeText, seen: int, by: User) -> Theme:
    """Raises ChangedMeanwhile, Refused."""
    held = claim(theme, seen)
    text.check(held.consultation, held)
    return _write(held, text, by=by)


@transaction.atomic
def confirm_theme(*, theme: Theme, by: User) -> Theme:
    """From now on it is counted. One that is confirmed already stays so. Raises Refused for a merged one."""
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.state == Theme.State.MERGED:
        raise Refused("It is merged into another theme. Separate it first")
    return _move_to(held, Theme.State.CONFIRMED, None, by=by, event=Event.CONFIRMED)


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


def _write(theme: Theme, text: ThemeText, *, by: User) -> Theme:
    theme.title, theme.description = text.title.strip(), text.description.strip()
    theme.example = text.example.strip()
    save_with_history(theme, by=by)
    return theme


def _move_to(theme: Theme, state: str, into: Theme | None, *, by: User, event: Event) -> Theme:
    if (theme.state, theme.merged_into) != (state, into):
        theme.state, theme.merged_into = state, into
        theme.version += 1
        save_with_history(theme, by=by, event=event)
    return theme
