"""The rule by which phrases are read as windows, changed with its effect in view (rules 9.2)."""

from django.db import transaction
from django.db.models import Q

from strategy_portal.domain.due_dates import Phrases
from strategy_portal.models import User
from strategy_portal.records.council_list import claim_list
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.holdings import let_hold
from strategy_portal.records.versions import Refused, claim

from ..guards import required
from ..models import Action, DueDate, DuePhrase, Milestone

LIST = "due-phrases"
"""The name under which the list of phrases has its version."""


def check_phrases(phrases: Phrases) -> None:
    """Raises Refused: nothing left, or a span that goes backwards."""
    if not phrases:
        raise Refused("Keep at least one phrase")
    for word, (first, last) in phrases.items():
        if not word.isalpha():
            raise Refused(f"“{word}” is not one word of letters")
        if not 1 <= first <= last <= 12:
            raise Refused(f"“{word}”: the last month comes before the first")


def read_anew_by(phrases: Phrases) -> list[DueDate]:
    """The dates of what has not ended that the rule would read differently, as it would read them. Four queries.

    A date that was moved keeps the window in which it was agreed, so that no slippage comes of a rule (rules 9.3).
    """
    ended = Q(action__state__in=Action.ENDED) | Q(completed_on__isnull=False)
    actions = Action.objects.open().without_moves().select_related("strategy").prefetch_related("due_dates")
    milestones = Milestone.objects.exclude(ended).without_moves().select_related("action__strategy")
    dated: list[Action | Milestone] = [*actions, *milestones.prefetch_related("due_dates")]
    read = [DueDate.read(each, each.due.as_written, phrases) for each in dated]
    return [row for row in read if row.window != row.owner.due]


@transaction.atomic
def set_phrases(phrases: Phrases, *, reason: str, seen: int, by: User) -> int:
    """Change the rule, and read again what has neither ended nor been moved; how many dates. Agreed windows stay.

    `seen` is the version that the person saw, `list_version(LIST)`. Raises ChangedMeanwhile, Refused.
    """
    why = required(reason, "reason", "Say why the rule changes")
    check_phrases(phrases)
    claim_list(LIST, seen, by=by)
    stored = {phrase.word: phrase for phrase in DuePhrase.objects.all()}
    found = read_anew_by(phrases)
    for word in set(stored) - set(phrases):
        delete_with_history(stored[word], by=by, reason=why)
    for word, (first, last) in phrases.items():
        phrase = stored.get(word) or DuePhrase(word=word)
        if phrase.pk and (phrase.first_month, phrase.last_month) == (first, last):
            continue
        phrase.first_month, phrase.last_month = first, last
        save_with_history(phrase, by=by, reason=why)
    for row in found:
        dated = claim(row.owner, row.version)
        row.version, row.reason, row.is_demonstration = dated.version, why, by.is_demonstration
        let_hold(row, by=by)
        save_with_history(dated, by=by, event=Event.READ_ANEW, reason=why)
    return len(found)
