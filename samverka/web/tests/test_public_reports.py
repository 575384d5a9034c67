"""Anybody says that an entry is wrong."""

from datetime import timedelta

from django.utils.timezone import now

from samverka.core.ids import new_id
from samverka.directory.models import ErrorReport
from samverka.web.tests.readers import text_of
from samverka.web.views import reports


def report(client, service, **said):
    facts = {"id": new_id(), "kind": "hours", "text": ""} | said
    return client.post(f"/ro/service/{service.pk}/report/", facts)


def test_anybody_says_that_an_entry_is_wrong_without_a_name_or_a_cookie(client, shower):
    asked = client.get(f"/ro/service/{shower.pk}/report/")
    answer = report(client, shower)

    assert (asked.status_code, asked.cookies) == (200, {})
    assert (answer.status_code, answer.cookies) == (303, {})
    assert ErrorReport.objects.get().kind == "hours"
    assert "Mulțumim" in text_of(client, answer.headers["Location"])


def test_a_report_that_is_sent_twice_is_one(client, shower):
    once = new_id()

    assert [report(client, shower, id=once).status_code for _ in range(2)] == [303, 303]
    assert ErrorReport.objects.count() == 1


def test_a_report_keeps_no_personal_number(client, shower):
    answer = report(client, shower, text="Jag heter 19800101-1238")

    assert answer.status_code == 422
    assert ErrorReport.objects.count() == 0


def test_a_report_from_another_site_or_of_no_kind_is_not_taken(client, shower):
    facts = {"id": new_id(), "kind": "hours"}

    elsewhere = client.post(f"/ro/service/{shower.pk}/report/", facts, headers={"Sec-Fetch-Site": "cross-site"})

    assert elsewhere.status_code == 422
    assert report(client, shower, kind="nonsense").status_code == 422
    assert ErrorReport.objects.count() == 0


def test_a_flood_of_reports_is_stopped_without_looking_who_sends_them(client, shower):
    reports.REPORTS.lately.extend([now()] * 120)

    assert report(client, shower).status_code == 429

    reports.REPORTS.lately.clear()
    reports.REPORTS.lately.extend([now() - timedelta(hours=2)] * 120)
    assert report(client, shower).status_code == 303
