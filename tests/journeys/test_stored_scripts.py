"""Fifty comments that hold a script, opened in a browser: none of them is run (trust S4)."""

import pytest

from tests.consultations.test_hostile_answers import PAYLOADS

from .conftest import _database, _server, environment, manage

pytestmark = pytest.mark.browser

HELD = "/strategies/wlc-customer-2023-28/consultations/how-we-answer-you/"
PUBLIC = "/you-said-we-did/wlc-customer-2023-28/how-we-answer-you/"
PLANT = "from tests.journeys.hostile_comments import plant; plant()"


@pytest.fixture(scope="module")
def portal(tmp_path_factory, worker_id, filled):
    with _database(tmp_path_factory.mktemp("hostile"), f"hostile_{worker_id}", copy_of=filled) as database:
        manage(database, "shell", "-v0", "-c", PLANT)
        with _server(environment(database)) as url:
            yield url


@pytest.fixture
def alarm(visit):
    """`alarm("public")`: a visitor, and what scripts on the pages that they open have said."""

    def listen(username: str):
        visitor, heard = visit(username), []
        visitor.page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        return visitor, heard

    return listen


def shown(visitor, paths) -> set[str]:
    """Which of the fifty stand on these pages as text."""
    texts = []
    for path in paths:
        visitor.open(path)
        visitor.page.wait_for_load_state("networkidle")
        texts.append(visitor.page.evaluate("document.body.textContent"))
    return {payload for payload in PAYLOADS if any(payload in text for text in texts)}


def test_a_script_that_runs_would_be_heard(alarm):
    visitor, heard = alarm("public")
    visitor.page.set_content("<img src=x onerror=alert(1)>")
    visitor.page.wait_for_timeout(500)
    assert heard == ["1"]


def test_the_public_reads_all_fifty_and_no_script_runs(alarm):
    visitor, heard = alarm("public")
    assert shown(visitor, [PUBLIC]) == set(PAYLOADS)
    assert heard == []


def test_staff_read_all_fifty_and_no_script_runs(alarm):
    visitor, heard = alarm("performance")
    lists = [f"{HELD}comments/?page={page}" for page in range(1, 6)]
    one = [f"{HELD}comments/100/", f"{HELD}comments/100/themes/"]
    assert shown(visitor, [*lists, *one, HELD, f"{HELD}replies/"]) == set(PAYLOADS)
    assert heard == []
