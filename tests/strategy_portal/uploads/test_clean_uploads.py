"""Uploads that nobody saved are removed after a while, and what people wrote after a day (trust S7)."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from strategy_portal.models import Upload, User


@pytest.fixture
def upload(db):
    """Makes an upload that came so many days ago."""
    by = User.objects.create(username="uploader")

    def upload(age: int, state: str, **more) -> Upload:
        now = timezone.now()
        return Upload.objects.create(
            kind="values", subject="here/now", file_name="q2.xlsx", uploaded_by=by, state=state,
            uploaded_at=now - timedelta(days=age), applied_at=now if state == "applied" else None, **more,
        )  # fmt: skip

    return upload


def clean(**options) -> str:
    out = io.StringIO()
    call_command("clean_uploads", stdout=out, **options)
    return out.getvalue()


def test_only_old_uploads_that_nobody_saved_are_removed(upload):
    kept = [upload(29, "checked"), upload(400, "applied")]
    for state in ("waiting", "checking", "checked"):
        upload(31, state)
    assert clean() == "3 uploads that nobody saved removed.\n"
    assert set(Upload.objects.all()) == set(kept)


def test_the_number_of_days_can_be_chosen(upload):
    upload(8, "checked")
    assert clean(days=7) == "1 upload that nobody saved removed.\n"


def test_what_people_wrote_is_removed_the_day_after(upload):
    """Trust S7."""
    kept = upload(0, "checked", is_personal=True)
    upload(1, "checked", is_personal=True)
    assert clean() == "1 upload that nobody saved removed.\n"
    assert Upload.objects.get() == kept


def test_what_somebody_may_be_looking_at_is_left(db):
    with pytest.raises(CommandError, match="at least 1 day"):
        clean(days=0)
