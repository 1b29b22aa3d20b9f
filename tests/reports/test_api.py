"""Issued reports in the API."""

import hashlib

from django.db.models import QuerySet

from reports.models import IssuedReport


def test_an_issued_report_names_its_page_its_pdf_and_the_check_sum(signed_in):
    client = signed_in("clerk")
    row = client.get("/api/v1/reports/").json()["results"][0]
    issued = IssuedReport.objects.get(pk=row["id"])
    assert (row["kind"], row["year"], row["version"]) == ("annual", issued.year.slug, 1)
    assert (row["data_label"], row["is_demonstration"]) == (issued.data_label, True)
    assert client.get(row["html_url"]).status_code == 200
    pdf = b"".join(client.get(row["pdf_url"]).streaming_content)
    assert hashlib.sha256(pdf).hexdigest() == row["pdf_sha256"]


def test_a_correction_says_what_was_corrected(signed_in):
    issued = IssuedReport.objects.first()
    QuerySet(IssuedReport).filter(pk=issued.pk).update(version=2, reason="A figure was restated")
    row = signed_in("clerk").get(f"/api/v1/reports/{issued.pk}/").json()
    assert (row["version"], row["reason"]) == (2, "A figure was restated")


def test_the_list_can_be_of_one_kind(signed_in):
    client = signed_in("clerk")
    assert client.get("/api/v1/reports/", {"kind": "end-of-strategy"}).json()["count"] == 0
    assert client.get("/api/v1/reports/", {"kind": "yearly"}).status_code == 400


def test_the_files_stay_in_the_database(signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(5) as queries:
        client.get("/api/v1/reports/")
    assert not any('"pdf"' in query["sql"] or '"html"' in query["sql"] for query in queries.captured_queries)
