"""What `manage.py check --deploy` says of variables that change nothing any more."""

import os
import subprocess
import sys

import pytest

from strategy_portal.apps import no_demonstration, second_factors_are_needed, variables_are_read


def test_a_variable_that_is_no_longer_read_is_named_with_the_place_where_it_is_set_now(settings):
    settings.NO_LONGER_READ = ["TOLERANCE_POINTS"]
    (doubt,) = variables_are_read(None)
    assert doubt.msg == "TOLERANCE_POINTS is set in the environment and changes nothing."
    assert "Set-up, The council’s tolerances" in doubt.hint


def test_the_slip_limit_of_the_environment_is_named_with_its_page(settings):
    """rules 9.4"""
    settings.NO_LONGER_READ = ["SLIP_LIMIT_MONTHS"]
    (doubt,) = variables_are_read(None)
    assert "Set-up, The council’s slip limit" in doubt.hint


def test_nothing_is_said_where_none_is_set(settings):
    settings.NO_LONGER_READ = []
    assert variables_are_read(None) == []


def test_what_only_a_demonstration_may_do_is_named(settings):
    said = [doubt.msg for doubt in no_demonstration(None)]
    assert said[0].startswith("AUDIT_KEY is not set")
    assert said[1:] == ["DEMONSTRATION is on.", "TODAY is set: for the portal every day is 2026-11-21."]


def test_nothing_is_said_of_a_real_installation(settings):
    settings.AUDIT_KEY, settings.DEMONSTRATION, settings.TODAY = "of its own", False, ""
    assert no_demonstration(None) == []


@pytest.mark.parametrize(
    ("demonstration", "roles", "said"),
    [
        (False, [], ["SECOND_FACTOR_ROLES names no role: a password alone lets everybody in."]),
        (False, ["administrator"], []),
        (True, [], []),
    ],
)
def test_a_real_installation_without_second_factors_is_named(demonstration, roles, said, settings):
    """Trust S3."""
    settings.DEMONSTRATION, settings.SECOND_FACTOR_ROLES = demonstration, roles
    assert [doubt.msg for doubt in second_factors_are_needed(None)] == said


@pytest.mark.parametrize(("options", "said"), [(["--deploy"], True), ([], False)])
def test_a_check_for_deployment_reads_the_environment(options, said, settings):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", *options],
        cwd=settings.BASE_DIR, env=os.environ | {"TOLERANCE_LEVELS": "2", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ("TOLERANCE_LEVELS is set" in done.stdout + done.stderr) is said
