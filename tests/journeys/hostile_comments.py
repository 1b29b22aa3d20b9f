"""Comments that hold a script, published, coded and answered: what a hostile visitor could bring onto pages.

Run within a portal of its own: `manage.py shell -c "from tests.journeys.hostile_comments import plant; plant()"`.
"""

from datetime import UTC, datetime

AT = datetime(2026, 10, 30, 12, tzinfo=UTC)


def plant() -> None:
    from django.db import transaction

    from consultations.answering.services import add_comments, hold
    from consultations.models import Comment, Consultation
    from strategy_portal.models import User
    from tests.consultations.test_hostile_answers import PAYLOADS

    by = User.objects.get(username="performance")
    with transaction.atomic():
        consultation = hold(Consultation.objects.get(slug="how-we-answer-you"))
        comments = add_comments(consultation, [(Comment(), payload) for payload in PAYLOADS], by=by)
    theme = consultation.themes.first()
    for comment in comments:
        _follow_up(comment, theme, by)


def _follow_up(comment, theme, by) -> None:
    from consultations.models import Coding
    from consultations.moderating.services import publish_comment
    from consultations.replying.services import ReplyText, save_reply

    publish_comment(comment=comment, seen=1, reasons={}, by=by, at=AT)
    Coding.objects.create(comment=comment, coder=by, coded_at=AT).themes.add(theme)
    save_reply(about=comment, text=ReplyText("accepted", "We have looked into it"), seen=0, by=by)
