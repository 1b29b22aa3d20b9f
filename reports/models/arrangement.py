"""To whom, in which form and by which post a strategy is reported."""

from django.db import models

from outcomes.models import Strategy
from strategy_portal.records.history import History

from .report_form import ReportForm


class Arrangement(models.Model):
    """To whom, in which form and by which post a strategy is reported. Empty: not stated."""

    strategy = models.OneToOneField(Strategy, models.CASCADE, related_name="arrangement")
    form = models.ForeignKey(ReportForm, models.PROTECT)
    committee = models.CharField(max_length=200, blank=True)
    author_post = models.CharField(max_length=200, blank=True)
    contact_post = models.CharField(max_length=200, blank=True)
    data_label = models.CharField(max_length=60, default="Public")
    is_demonstration = models.BooleanField("posts are demonstration data", default=False)
    history = History()

    def __str__(self) -> str:
        return f"{self.strategy}: {self.form}"
