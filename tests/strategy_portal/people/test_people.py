"""The administration of people: invited, changed, deactivated, each time with history (trust S1, S3, S6)."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from strategy_portal.models import ApiToken, Role, User
from strategy_portal.people import services
from strategy_portal.records.checking import check
from tests.tokens import token_of

NEW = {"first_name": "C", "last_name": "D", "email": "C.D@example.gov.uk", "role": "approver", "seen": 0}
PASSWORD = "another long password"


def link_in(text: str) -> str:
    return re.search(r"/accounts/password/reset/key/[\w-]+/", text).group()


def set_password(link: str) -> Client:
    """A browser in which the person followed the link and set a password."""
    browser = Client()
    form = browser.get(link)["Location"]
    assert browser.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    return browser


def test_who_is_invited_gets_a_link_sets_a_password_and_signs_in(administrator, team):
    administrator.post("/people/invite/", NEW | {"teams": [team.pk]})
    person = User.objects.get(username="c.d@example.gov.uk")
    assert (person.role, list(person.teams.all()), mail.outbox[0].to) == ("approver", [team], [person.email])
    browser = set_password(link_in(mail.outbox[0].body))
    answer = browser.post("/accounts/login/", {"login": "c.d@example.gov.uk", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_link_can_be_used_once(administrator):
    administrator.post("/people/invite/", NEW)
    link = link_in(mail.outbox[0].body)
    set_password(link)
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_a_link_ends_when_the_person_is_deactivated(administrator):
    administrator.post("/people/invite/", NEW)
    person = User.objects.get(email="c.d@example.gov.uk")
    administrator.post(f"/people/{person.pk}/deactivate/", {"seen": person.version, "reason": "Left"})
    page = Client().get(link_in(mail.outbox[0].body), follow=True).content.decode()
    assert "password1" not in page


@pytest.mark.parametrize("field", ["first_name", "last_name", "email", "role"])
def test_names_address_and_role_are_compulsory(field, administrator):
    answer = administrator.post("/people/invite/", NEW | {field: ""})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.parametrize("address", ["a@example.gov.uk", "A@Example.gov.uk"])
def test_one_address_is_one_person(address, administrator, person):
    answer = administrator.post("/people/invite/", NEW | {"email": address})
    assert "Somebody has this e-mail address already" in answer.content.decode()
    assert answer.status_code == 422


def quicker(monkeypatch, email: str) -> None:
    """Another administrator registers the address just after it was looked for, so the database refuses it."""

    def check(person: User) -> None:
        looked_for(person)
        User.objects.get_or_create(username=email, email=email)

    looked_for = services._check_email
    monkeypatch.setattr(services, "_check_email", check)


def test_who_invites_somebody_whom_another_invited_at_the_same_moment_gets_a_message(administrator, monkeypatch):
    quicker(monkeypatch, "c.d@example.gov.uk")
    answer = administrator.post("/people/invite/", NEW)
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already" in str(answer.context["form"].errors["email"])


def test_who_takes_an_address_that_another_took_at_the_same_moment_gets_a_message(
    administrator, person, typed, monkeypatch
):
    quicker(monkeypatch, "new@example.gov.uk")
    answer = administrator.post(f"/people/{person.pk}/edit/", typed | {"email": "new@example.gov.uk"})
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already" in str(answer.context["form"].errors["email"])
    person.refresh_from_db()
    assert (person.email, person.version) == ("a@example.gov.uk", typed["seen"])


def test_a_new_person_is_in_the_history_with_who_invited_them(administrator, people, team):
    administrator.post("/people/invite/", NEW | {"teams": [team.pk]})
    record = User.objects.get(email="c.d@example.gov.uk").history.last()
    assert (record.history_event, record.history_user) == ("invited", people["administrator"])


def test_the_page_of_a_person_says_what_was_changed_from_what_to_what(administrator, person, typed):
    administrator.post(f"/people/{person.pk}/edit/", typed | {"role": "board", "teams": []})
    lines = [line for change in administrator.get(f"/people/{person.pk}/").context["changes"] for line in change.lines]
    changed = {(line.label, line.before, line.after) for line in lines}
    assert changed >= {("Role", "Officer", "Corporate board"), ("Teams", "Roads and lighting", "")}


def test_who_saw_an_older_version_is_told_and_keeps_what_was_typed(administrator, person, typed):
    administrator.post(f"/people/{person.pk}/edit/", typed | {"last_name": "First"})
    answer = administrator.post(f"/people/{person.pk}/edit/", typed | {"last_name": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.content.decode()
    assert 'value="Second"' in answer.content.decode()


def test_another_role_ends_what_is_signed_in_for_good(administrator, person, typed, in_browser):
    for role, seen in (("board", typed["seen"]), ("officer", typed["seen"] + 1)):
        administrator.post(f"/people/{person.pk}/edit/", typed | {"role": role, "seen": seen})
    person.refresh_from_db()
    assert person.role == "officer"
    assert in_browser.get("/returns/").status_code == 302


def test_another_team_ends_nothing(administrator, person, typed, in_browser):
    administrator.post(f"/people/{person.pk}/edit/", typed | {"teams": []})
    assert in_browser.get("/returns/").status_code == 200


def test_who_is_deactivated_is_signed_out_and_stays_so_when_let_in_again(administrator, person, in_browser):
    for step in ("deactivate", "reactivate"):
        person.refresh_from_db()
        administrator.post(f"/people/{person.pk}/{step}/", {"seen": person.version, "reason": "Asked by the team"})
        assert in_browser.get("/returns/").status_code == 302
    events = person.history.values_list("history_event", "history_change_reason")[:2]
    assert [*events] == [("reactivated", "Asked by the team"), ("deactivated", "Asked by the team")]


def test_deactivating_needs_a_reason(administrator, person):
    assert administrator.post(f"/people/{person.pk}/deactivate/", {"seen": 1}).status_code == 422
    assert User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("step", ["deactivate", "edit"])
def test_the_last_administrator_stays(step, administrator, people):
    last = people["administrator"]
    sent = {"reason": "Left", "first_name": "A", "last_name": "B", "email": "x@example.gov.uk", "role": "board"}
    answer = administrator.post(f"/people/{last.pk}/{step}/", sent | {"seen": last.version})
    assert answer.status_code == 422
    last.refresh_from_db()
    assert (last.is_active, last.role) == (True, Role.ADMINISTRATOR)


def test_a_lost_second_factor_is_reset_with_a_reason(administrator, person, in_browser):
    TOTP.activate(person, "A" * 32)
    assert "Reset the second factor" in administrator.get(f"/people/{person.pk}/").content.decode()
    reset = {"seen": person.version, "reason": "Lost phone, known by voice"}
    administrator.post(f"/people/{person.pk}/second-factor/", reset)
    assert not person.authenticator_set.exists()
    assert in_browser.get("/returns/").status_code == 302
    assert person.history.first().history_event == "factor-reset"


def test_a_person_without_a_name_is_known_by_e_mail(db):
    assert str(User(username="x", email="x@example.gov.uk")) == "x@example.gov.uk"
    assert str(User(username="x", email="x@example.gov.uk", first_name="C")) == "C"
    assert str(User(username="x")) == "x"


def test_the_list_says_role_teams_and_last_sign_in_and_is_searched(administrator, person, in_browser):
    page = administrator.get("/people/", {"search": "a b example", "role": "officer"}).content.decode()
    assert "1 person." in page
    assert "Roads and lighting" in page
    assert "Never" not in page.partition("<tbody")[2]
    assert (
        "Nobody matches" in administrator.get("/people/", {"search": "a b example", "role": "board"}).content.decode()
    )


def test_the_list_asks_no_more_for_more_people(administrator, team, django_assert_max_num_queries):
    for number in range(20):
        User.objects.create(username=str(number), role=Role.OFFICER).teams.add(team)
    with django_assert_max_num_queries(12):
        administrator.get("/people/")


def test_the_page_of_a_person_asks_no_more_for_more_changes(administrator, person, django_assert_max_num_queries):
    for number in range(10):
        person.first_name = str(number)
        person.save()
    with django_assert_max_num_queries(12):
        administrator.get(f"/people/{person.pk}/")


def test_a_sign_in_is_no_change_of_the_person(person, in_browser):
    assert [record.history_type for record in person.history.all()] == ["~", "+"]  # registered, then put in a team


def test_another_address_takes_the_old_one_out_of_the_sign_in_library(administrator, person, typed, client):
    administrator.post(f"/people/{person.pk}/edit/", typed | {"email": "new@example.gov.uk"})
    person.refresh_from_db()
    assert (person.email, person.username) == ("new@example.gov.uk", "new@example.gov.uk")
    client.post("/accounts/password/reset/", {"email": "a@example.gov.uk"})
    assert mail.outbox == []


def test_what_is_done_with_people_and_tokens_passes_the_check_of_history(administrator, person, typed, in_browser):
    new = "one more password"
    in_browser.post(
        "/accounts/password/change/", {"oldpassword": "a long enough password", "password1": new, "password2": new}
    )
    token_of(person)
    administrator.post("/people/invite/", NEW)
    administrator.post(f"/people/{person.pk}/edit/", typed | {"role": "board", "seen": typed["seen"] + 1})
    administrator.post(f"/people/{person.pk}/deactivate/", {"seen": typed["seen"] + 2, "reason": "Left"})
    assert not User.objects.get(pk=person.pk).is_active
    histories = [User.history.model, ApiToken.history.model]
    assert [str(finding) for finding in check(histories).findings] == []
