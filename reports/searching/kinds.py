"""The kinds of row that are searched: which texts they have, who may see them, and how they are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from actions.models import Action, OutcomeMeasure
from consultations.models import Consultation
from indicators.models import Indicator, KeyOutput
from outcomes.editing.drafts import seen_by
from outcomes.models import Outcome, Strategy
from reports.models import BoardMeeting, Decision, IssuedReport
from reports.pages.library import readable_by
from strategy_portal.models import Team


@dataclass(frozen=True)
class Log:
    """What says that texts changed: the history of a model, or a model whose rows are written once.

    `column` of a record is the key of the row that it is about; of another model it is what the rows name `of`.
    """

    model: Any
    column: str = "id"
    of: str = "pk"

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    @property
    def records(self) -> tuple[Any, str]:
        """The records, and the name of their number."""
        if hasattr(self.model, "history"):
            return self.model.history, "history_id"
        return self.model.objects, "id"


@dataclass(frozen=True)
class Kind:
    """`number` names it in the index. `titles` and `texts` are its fields.

    `rows` are those that a person may see, on the pages of `route`.
    """

    number: int
    heading: str
    model: Any
    logs: tuple[Log, ...]
    route: str
    rows: Callable[[Any], QuerySet[Any]]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    title: Callable[[Any], str]
    within: Callable[[Any], str]

    @property
    def own_texts(self) -> list[str]:
        """The fields of a row itself, in which a piece can be shown."""
        return [field for field in self.texts if "__" not in field]


def _of_seen(model: Any) -> Callable[[Any], QuerySet[Any]]:
    """The rows of strategies that the person sees."""
    return lambda user: model.objects.filter(strategy__in=seen_by(user)).select_related("strategy")


KINDS = (
    Kind(
        1, "Strategies", Strategy, (Log(Strategy),), "outcomes:strategy-detail", seen_by,
        ("title", "organisation", "organisation_short"), ("purpose", "scope", "vision"),
        lambda row: row.title, lambda row: row.organisation,
    ),
    Kind(
        2, "Outcomes", Outcome, (Log(Outcome),), "outcomes:outcome-detail", _of_seen(Outcome),
        ("title",), ("description", "challenge", "opportunity", "approach"),
        lambda row: f"{row.number}. {row.title}", lambda row: str(row.strategy),
    ),
    Kind(
        3, "Indicators", Indicator,
        (Log(Indicator), Log(KeyOutput, of="key_output"), Log(Team, of="owner")), "indicators:indicator-detail",
        lambda user: Indicator.objects.filter(key_output__outcome__strategy__in=seen_by(user))
        .with_setting().in_strategy_order(),
        ("title", "short_title", "code", "key_output__title"), ("definition", "sentence", "data_source", "owner__name"),
        lambda row: f"{row.reference} {row.title}", lambda row: str(row.outcome.strategy),
    ),
    Kind(
        4, "Actions", Action, (Log(Action), Log(OutcomeMeasure, column="action_id")), "actions:action-detail",
        _of_seen(Action),
        ("title",), ("description", "measures__text"),
        lambda row: str(row), lambda row: str(row.strategy),
    ),
    Kind(
        5, "Consultations", Consultation, (Log(Consultation),), "consultations:consultation-detail",
        _of_seen(Consultation), ("title",), ("purpose",),
        lambda row: row.title, lambda row: str(row.strategy),
    ),
    Kind(
        6, "Reports", IssuedReport, (Log(IssuedReport), Log(Strategy, of="strategy")), "reports:report-list",
        readable_by,
        ("title", "strategy__organisation"), ("reason",),
        lambda row: str(row), lambda row: row.strategy.organisation,
    ),
    Kind(
        7, "Meetings", BoardMeeting, (Log(BoardMeeting),), "reports:meeting-detail",
        lambda user: BoardMeeting.objects.filter(Q(strategy=None) | Q(strategy__in=seen_by(user)))
        .select_related("strategy"),
        ("body",), ("purpose",),
        lambda row: str(row), lambda row: str(row.strategy or "All strategies"),
    ),
    Kind(
        8, "Decisions", Decision, (Log(Decision),), "reports:decision-detail",
        lambda user: Decision.objects.filter(strategy__in=seen_by(user)).with_all(),
        ("text",), ("came_of",),
        lambda row: row.text, lambda row: str(row.meeting),
    ),
)  # fmt: skip
"""In the order of the apps."""
