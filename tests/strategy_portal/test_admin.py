"""Django's admin site: to look at, for administrators, where the setting turns it on (trust S1, S10)."""

import pytest
from django.urls import NoReverseMatch, reverse

from outcomes.models import Strategy
from reports.models import Narrative
from strategy_portal.access import LOOKED_AT, RIGHTS
from strategy_portal.admin import site
from strategy_portal.models import Role

from .test_settings import printed

ADMIN = {route: row for route, row in RIGHTS.items() if route.startswith("admin:")}
HAS_PAGES = "import django; django.setup(); from django.urls import resolve; print(resolve('/admin/').view_name)"


def test_it_is_off_unless_the_setting_turns_it_on():
    off, on = printed(HAS_PAGES), printed(HAS_PAGES, ADMIN_SITE="on")
    assert "Resolver404" in off
    assert on == "admin:index"


def test_the_table_of_rights_lets_administrators_in_and_nobody_else():
    assert {who for row in ADMIN.values() for who in row.values()} == {frozenset([Role.ADMINISTRATOR])}


@pytest.mark.parametrize("username", [*Role.values, "public"])
def test_only_the_administrator_enters_it(username, signed_in):
    assert (signed_in(username).get("/admin/").status_code == 200) == (username == "administrator")


def test_it_holds_neither_people_nor_tokens_nor_secrets():
    shown = {f"{model._meta.app_label}_{model._meta.model_name}" for model in site._registry}
    assert shown == set(LOOKED_AT.split())


@pytest.mark.parametrize("model", LOOKED_AT.split())
def test_everything_is_to_look_at(model, signed_in):
    client = signed_in("administrator")
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{model}_add")).status_code == 403
    for step in ("change", "delete"):
        assert client.post(reverse(f"admin:{model}_{step}", args=[1]), {"post": "yes"}).status_code in (403, 405)


def test_the_text_of_a_report_is_not_typed_over_there(signed_in):
    text = Narrative.objects.first()
    address = reverse("admin:reports_narrative_change", args=[text.pk])
    assert signed_in("administrator").post(address, {"text": "Another"}).status_code == 405


@pytest.mark.parametrize("model", LOOKED_AT.split())
def test_no_old_version_is_saved_over_a_new_one_from_a_history_page(model, signed_in):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_history", args=[1])
    app, _, name = model.partition("_")
    assert signed_in("administrator").post(f"/admin/{app}/{name}/1/history/1/", {"title": "Old"}).status_code == 403


def test_nothing_is_posted_there():
    assert {method for row in ADMIN.values() for method in row} == {"GET"}


def test_several_rows_are_not_deleted_at_once(signed_in):
    chosen = {"action": "delete_selected", "_selected_action": Strategy.objects.first().pk, "post": "yes"}
    for model in LOOKED_AT.split():
        assert signed_in("administrator").post(reverse(f"admin:{model}_changelist"), chosen).status_code == 405
