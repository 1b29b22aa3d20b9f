"""Uploads that nobody saved are removed after a while."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.models import Import


@pytest.fixture
def upload(wlc, people):
    def upload(age: int, state: str) -> Import:
        made = Import.objects.create(
            strategy=wlc, quarter="2026-27-Q2", file_name="q2.xlsx", uploaded_by=people["officer"], state=state,
            applied_at=timezone.now() if state == "applied" else None,
        )  # fmt: skip
        Import.objects.filter(pk=made.pk).update(uploaded_at=timezone.now() - timedelta(days=age))
        return made

    return upload


def clean(**options) -> str:
    out = io.StringIO()
    call_command("clean_imports", stdout=out, **options)
    return out.getvalue()


def test_only_old_uploads_that_nobody_saved_are_removed(upload):
    kept = [upload(29, "checked"), upload(400, "applied")]
    for state in ("waiting", "checking", "checked"):
        upload(31, state)
    assert clean() == "3 uploads that nobody saved removed.\n"
    assert set(Import.objects.all()) == set(kept)


def test_the_number_of_days_can_be_chosen(upload):
    upload(8, "checked")
    assert clean(days=7) == "1 upload that nobody saved removed.\n"


def test_what_somebody_may_be_looking_at_is_left(db):
    with pytest.raises(CommandError, match="at least 1 day"):
        clean(days=0)
