"""python manage.py api_token."""

import pytest
from django.core.management import CommandError, call_command

from strategy_portal.models import ApiToken
from strategy_portal.people.tokens import hashed


def test_it_prints_the_token_of_a_demonstration_user(people, capsys):
    call_command("api_token", "officer")
    token = ApiToken.objects.get(user=people["officer"])
    assert hashed(capsys.readouterr().out.strip()) == token.hashed


def test_it_prints_another_token_each_time_because_none_is_kept(people, capsys):
    call_command("api_token", "officer")
    call_command("api_token", "officer")
    first, second = capsys.readouterr().out.split()
    assert first != second


@pytest.mark.parametrize("flag", ["is_demonstration", "is_active"])
def test_it_refuses_a_user_who_is_not_of_the_demonstration_or_disabled(flag, people):
    setattr(people["clerk"], flag, False)
    people["clerk"].save()
    with pytest.raises(CommandError, match="no demonstration user “clerk”"):
        call_command("api_token", "clerk")


def test_it_names_the_users_that_there_are(people):
    with pytest.raises(CommandError, match="There are: administrator, approver, board, clerk, officer"):
        call_command("api_token", "nobody")


def test_it_makes_no_token_where_the_portal_is_no_demonstration(people, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="DEMONSTRATION=on"):
        call_command("api_token", "officer")
    assert not ApiToken.objects.exists()
