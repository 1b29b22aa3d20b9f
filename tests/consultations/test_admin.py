"""In the administration consultations are to look at: what is removed there would be gone past every safeguard."""

import pytest

from consultations.models import Consultation, Meeting, Theme
from strategy_portal.models import Role, User

from .commenting import draft_codebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create(username="root", role=Role.ADMINISTRATOR))
    return client


@pytest.fixture
def rows(asked) -> list:
    (theme,) = draft_codebook(asked, "Phones", state="draft")
    asked.meetings.create(order=1, group="Tenants")
    return [asked, theme]


def test_consultations_and_themes_can_be_looked_at_and_not_deleted(administrator, rows):
    for row in rows:
        place = f"/admin/consultations/{row._meta.model_name}/{row.pk}/"
        assert administrator.get(f"{place}change/").status_code == 200
        assert administrator.post(f"{place}delete/", {"post": "yes"}).status_code == 403
    assert (Consultation.objects.filter(slug="asked").count(), Theme.objects.filter(title="Phones").count()) == (1, 1)


def test_a_consultation_is_not_published_nor_its_meeting_deleted_there(administrator, rows, asked):
    event = asked.meetings.get()
    typed = {"is_published": "on", "meetings-0-id": event.pk, "meetings-0-DELETE": "on", "meetings-TOTAL_FORMS": 1}
    assert administrator.post(f"/admin/consultations/consultation/{asked.pk}/change/", typed).status_code == 405
    asked.refresh_from_db()
    assert (asked.is_published, Meeting.objects.filter(pk=event.pk).exists()) == (False, True)


def test_several_are_not_deleted_by_an_action_either(administrator, rows, asked):
    chosen = {"action": "delete_selected", "_selected_action": asked.pk, "post": "yes"}
    administrator.post("/admin/consultations/consultation/", chosen)
    assert Consultation.objects.filter(pk=asked.pk).exists()
