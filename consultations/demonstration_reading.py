"""What a made-up council makes of its made-up consultation: moderated, coded, answered in part, and public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from strategy_portal.models import User
from strategy_portal.records.versions import version_of

from .coding.codebook import Described, add_theme, confirm_theme
from .coding.services import code_comment
from .models import Consultation, Theme
from .moderating.services import publish_unmarked
from .replying.services import Answered, publish, save_reply


def read_consultation(consultation: Consultation, told: Mapping[str, Any], at: datetime) -> None:
    """As the performance team of the demonstration; what `told` leaves waiting is there to be tried out."""
    by = User.objects.get(username="performance")
    waiting = consultation.comments.unmarked().order_by("order")[: told["moderated"]]
    publish_unmarked(consultation=consultation, seen={comment.pk: comment.version for comment in waiting}, by=by, at=at)
    themes = {theme: entry["words"] for theme, entry in _codebook(consultation, told, by)}
    for comment in consultation.comments.shown():
        text = comment.text.lower()
        given = [theme for theme, words in themes.items() if any(word in text for word in words)]
        code_comment(comment=comment, themes=given, seen=0, by=by, at=at)
    _reply(consultation, told["replies"], by)
    publish(consultation=consultation, seen=version_of(Consultation, id=consultation.pk), by=by)


def _codebook(consultation: Consultation, told: Mapping[str, Any], by: User) -> list[tuple[Theme, dict[str, Any]]]:
    found = []
    for entry in told["themes"]:
        described = Described(entry["title"], entry["description"])
        theme = confirm_theme(theme=add_theme(consultation=consultation, described=described, by=by), by=by)
        found.append((theme, entry))
    return found


def _reply(consultation: Consultation, replies: Mapping[str, dict[str, Any]], by: User) -> None:
    for title, said in replies.items():
        actions = list(consultation.strategy.actions.filter(number__in=said["actions"]))
        answered = Answered(said["kind"], said["text"], said.get("reason", ""), actions)
        save_reply(about=consultation.themes.get(title=title), answered=answered, seen=0, by=by)
