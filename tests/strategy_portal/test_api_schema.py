"""The API tried against its own OpenAPI document: whatever is sent, the answer is one that the document describes."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from indicators.models import Value
from strategy_portal.api.openapi import document
from strategy_portal.models import Role
from strategy_portal.wsgi import application
from tests.tokens import token_of

DESCRIBED = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
)
OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
TAKING_INPUT = [(path, method) for path, method in OPERATIONS if method != "get" or path.count("/") == 4]
ENTRY = {
    "numerator": "13000", "denominator": "17500", "number": None, "respondents": None, "availability": "available",
    "reason": None, "expected_on": None, "version": 0,
}  # fmt: skip
PLACE = {"indicator": "wlc-customer-2023-28/2.2", "period": "2026-27-Q2", "unit": None}

few = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described():
    """The document, with the application behind it. As in Django's test client, a request leaves the connection open:
    the test's transaction is on it."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schema
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known(people) -> list[int]:
    """Ids that exist, values of the officer's in each state among them: generated ones hardly ever do."""
    owned = Value.objects.in_remit_of(people["officer"]).filter(unit=None).order_by("period__starts_on")
    found = [owned.filter(state=state).values_list("pk", flat=True).last() for state in Value.State]
    return [1, *filter(None, found)]


def grounded(case, place: int):
    """Half of the cases ask for what there is."""
    if case.path_parameters:
        slug = {"slug": "wlc-customer-2023-28"}
        case.path_parameters = slug if "slug" in case.path_parameters else {"id": place}
    if isinstance(case.body, dict):
        case.body = case.body | ENTRY | (PLACE if case.method == "POST" else {})
    return case


def headers_of(user) -> dict[str, str]:
    """The client here reads no compressed answer."""
    return {"Authorization": f"Token {token_of(user)}", "Accept-Encoding": "identity"}


def test_the_document_has_no_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml"))


@pytest.mark.parametrize("who", [Role.OFFICER, Role.BOARD, Role.CLERK])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_the_document_describes(described, people, known, who, path, method):
    headers = headers_of(people[who])
    cases = described[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE)

    @few
    @given(cases, st.booleans(), st.sampled_from(known))
    def send(case, ground, place):
        case = grounded(case, place) if ground else case
        case.call_and_validate(headers=headers, checks=list(DESCRIBED))

    send()


@pytest.mark.parametrize(("path", "method"), [each for each in TAKING_INPUT if each[0] != "/api/v1/"])
def test_what_the_document_does_not_allow_is_refused(described, people, known, path, method):
    headers = headers_of(people["officer"])
    cases = described[path][method].as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @few
    @given(cases, st.sampled_from(known))
    def send(case, place):
        if case.path_parameters:
            case.path_parameters = {"id": place}
        case.call_and_validate(headers=headers, checks=[*DESCRIBED, checks.negative_data_rejection])

    send()
