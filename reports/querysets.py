"""Words about many reports."""

from typing import Self

from django.db import models


class IssuedReportQuerySet(models.QuerySet):
    def without_files(self) -> Self:
        """For lists: the stored page and PDF stay in the database."""
        return self.defer("html", "pdf", "figures").select_related("strategy", "issued_by")

    def public(self) -> Self:
        """What everyone may read: issued, and not labelled as exempt."""
        return self.filter(data_label__iexact="public")
