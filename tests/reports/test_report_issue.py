"""Issuing a report: frozen, versioned, labelled."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import OperationalError

from indicators.models import Value
from reports.composing.services import clear_checked_report
from reports.models import Arrangement, FormSection, IssuedReport, Narrative
from reports.scorecards.report_keys import find_key
from reports.services import issue_report
from strategy_portal.models import AuditCheckpoint
from strategy_portal.records import checkpoint
from strategy_portal.records.versions import Refused

ADDRESS = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/issue/"
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def issue(borough, people, on):
    """`issue()`, and for a correction `issue("why")`."""
    key = find_key(borough, "2024-25", on)
    return lambda reason="": issue_report(key=key, by=people["clerk"], on=on, at=AT, reason=reason)


def test_the_clerk_issues_the_first_version(signed_in, people):
    answer = signed_in("clerk").post(ADDRESS)
    issued = IssuedReport.objects.get(strategy__slug="borough-customer-service-2024-27")
    assert answer["Location"] == issued.get_absolute_url()
    assert (issued.version, issued.issued_by, issued.data_label) == (1, people["clerk"], "Public")


@pytest.mark.parametrize("who", ["officer", "approver", "board"])
def test_others_may_not_issue(signed_in, who):
    assert signed_in(who).post(ADDRESS).status_code == 403


def test_the_page_says_what_will_happen(signed_in):
    shown = signed_in("clerk").get(ADDRESS).content.decode()
    assert "everyone will be able to read it" in shown
    assert "What is corrected" not in shown


def test_a_report_stays_issued_where_no_checkpoint_can_be_made_and_the_next_run_makes_it(
    signed_in, monkeypatch, caplog
):
    """Trust S6."""
    with monkeypatch.context() as broken:
        broken.setattr(checkpoint, "_checkpoint", lambda at: (_ for _ in ()).throw(OperationalError("disk full")))
        assert signed_in("clerk").post(ADDRESS).status_code == 302
    issued = IssuedReport.objects.get(strategy__slug="borough-customer-service-2024-27")
    assert "No checkpoint could be made" in caplog.text
    assert AuditCheckpoint.objects.last().heads["reports.IssuedReport"]["last"] < issued.pk
    call_command("check_history", "--checkpoint")
    assert AuditCheckpoint.objects.last().heads["reports.IssuedReport"]["last"] == issued.pk


def test_an_issued_report_is_no_draft(issue):
    issued = issue()
    assert "Draft" not in issued.html
    assert "borough-customer-service-2024-27/annual-2024-25/version-1" in issued.html


def test_each_file_has_its_check_sum_and_the_report_that_of_all(issue):
    issued = issue()
    files = list(issued.files.all())
    assert [file.part for file in files] == ["report", "indicators", "proof", "whole"]
    assert [sha256(bytes(file.pdf)).hexdigest() for file in files] == [file.sha256 for file in files]
    assert [file.size for file in files] == [len(bytes(file.pdf)) for file in files]
    assert files[-1].sheets == sum(file.sheets for file in files[:-1])
    assert sha256(b"".join(bytes(file.pdf) for file in files)).hexdigest() == issued.contents_sha256


def test_a_correction_needs_a_reason(issue, signed_in):
    issue()
    with pytest.raises(Refused, match="Say what is corrected"):
        issue(" ")
    answer = signed_in("clerk").post(ADDRESS, {"reason": ""})
    assert answer.status_code == 422
    assert "Say what is corrected" in answer.content.decode()


def test_a_correction_is_a_new_version_that_says_what_it_corrects(issue):
    issue()
    second = issue("The target was missing.")
    assert second.version == 2
    assert "The target was missing." in second.html


def test_a_later_change_of_a_value_leaves_the_issued_report_as_it_was(wlc):
    issued = IssuedReport.objects.get(strategy=wlc)
    before = (issued.html, [bytes(file.pdf) for file in issued.files.all()], issued.figures)
    wlc.periods.update(locked_at=None)
    Value.objects.filter(indicator__key_output__outcome__strategy=wlc).exclude(number=None).update(number=0)
    Arrangement.objects.update(committee="Another committee")
    issued.refresh_from_db()
    assert (issued.html, [bytes(file.pdf) for file in issued.files.all()], issued.figures) == before


def test_the_figures_are_kept_as_data(wlc):
    figures = IssuedReport.objects.get(strategy=wlc).figures
    assert figures["counts"]["green"] == 10
    first = figures["indicators"][0]
    assert first["years"]["2025-26"] == {"value": "86.7%", "status": "green", "shown": "86.7%"}
    assert figures["as_at"] == "2026-11-21"


def write(borough, on, section: str, text: str) -> None:
    Narrative.objects.update_or_create(
        **find_key(borough, "2024-25", on).columns, section=section, defaults={"text": text}
    )


def test_a_correction_names_each_sentence_that_differs_and_no_other(issue, borough, on):
    write(borough, on, "conclusion", "The desk is open. It has three chairs.")
    assert "Each sentence that people wrote was checked against the figures of 21 November 2026" in issue().html
    write(borough, on, "conclusion", "The desk is open.\n\nIt has four chairs.")
    second = " ".join(issue("A chair was missing.").html.split())
    changed = second.split('id="corrected"')[1].split("</section>")[0]
    assert "No figure differs from the version before." in changed
    assert '<td class="text">It has three chairs.</td><td class="text">It has four chairs.</td>' in changed
    assert "The desk is open" not in changed
    third = " ".join(issue("Its date was wrong.").html.split())
    assert "No words differ from the version before." in third


def test_without_a_text_nothing_is_said_of_a_check(issue):
    assert "was checked against the figures" not in issue().html


def test_texts_that_need_a_fifth_page_or_push_the_summary_off_the_first_are_not_issued(issue, borough, on):
    lines = "\n\n".join(["A line that stands by itself."] * 300)
    write(borough, on, "papers", lines)
    with pytest.raises(Refused, match="printed pages, and 4 are the most"):
        issue()
    write(borough, on, "papers", "")
    FormSection.objects.filter(form=borough.arrangement.form).exclude(key="decisions").delete()
    write(borough, on, "decisions", "\n\n".join(["Agree it."] * 58))
    with pytest.raises(Refused, match="runs on to a second page"):
        issue()


def test_nobody_clears_texts_that_the_record_contradicts(borough, on, people):
    write(borough, on, "conclusion", "See section 12.")
    key = find_key(borough, "2024-25", on)
    with pytest.raises(Refused, match="1 finding to mend"):
        clear_checked_report(key=key, post="Finance", remark="", by=people["approver"], at=AT, on=on)
