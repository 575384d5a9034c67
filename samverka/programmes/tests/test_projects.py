"""Projects: planned, granted, run, reported period by period, corrected, closed; and who sees what."""

import io
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.programmes import actions, integrity, paper, queries, tasks
from samverka.programmes.actions import Known
from samverka.programmes.models import FundIndicator, IndicatorReport, Project, ProjectPeriod
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.projects import PROJECT_AT, key, make_leader, make_project, make_running
from samverka.situation.tests.desks import make_counting


pytestmark = pytest.mark.django_db
ESTIMATE = Known("operation_estimate", 5, 15, "Kursledarnas bedömning efter sista tillfället.")


def noon(year, month, day):
    return datetime(year, month, day, 11, tzinfo=UTC)


def log_in(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)


def counted_project(leader, women=7):
    """The first half-year, in which front desks counted; and the second."""
    first, second = make_running(leader)
    service = make_counting(home(leader), at=noon(2026, 3, 10), women=women)
    actions.count_at(project=first.project, services=[service], by=leader, at=PROJECT_AT)
    actions.note_values(period=first, values={key("disability"): ESTIMATE}, by=leader, at=PROJECT_AT)
    return first, second


def submit(period, leader, **said):
    usual = {"id": new_id(), "comment": "Starten blev sen.", "at": PROJECT_AT}
    return actions.submit_report(period=period, by=leader, **usual | said)


def test_a_project_is_begun_once_granted_with_a_number_and_moved_by_the_clock():
    leader, id = make_leader(), new_id()
    assert make_project(leader, id=id) == make_project(leader, id=id)
    with pytest.raises(Refused, match="number"):
        actions.grant_project(project=Project.objects.get(), operation_number=" ", by=leader, at=PROJECT_AT)
    actions.grant_project(project=Project.objects.get(), operation_number="2026/00123", by=leader, at=noon(2025, 12, 1))

    moved = [actions.move_projects(at=at) for at in (noon(2025, 12, 2), noon(2026, 1, 1), noon(2027, 1, 1))]
    assert (moved, Project.objects.get().state) == ([0, 1, 1], "reporting")


def test_each_of_those_who_run_it_chooses_its_own_front_desks():
    leader, other = make_leader(), make_leader()
    made = make_project(leader)
    own, theirs = (make_counting(home(one), at=noon(2026, 3, 10)) for one in (leader, other))
    with pytest.raises(Denied, match="those that run"):
        actions.count_at(project=made, services=[theirs], by=other, at=PROJECT_AT)
    actions.add_project_partner(project=made, organisation=home(other), by=leader, at=PROJECT_AT)
    with pytest.raises(Denied, match="its own front desks"):
        actions.count_at(project=made, services=[own, theirs], by=leader, at=PROJECT_AT)

    actions.count_at(project=made, services=[own], by=leader, at=PROJECT_AT)
    actions.count_at(project=made, services=[theirs], by=other, at=PROJECT_AT)
    assert set(made.services.all()) == {own, theirs}
    actions.count_at(project=made, services=[], by=leader, at=PROJECT_AT)
    assert list(made.services.all()) == [theirs]


def test_a_partner_chooses_its_desks_on_the_page(client):
    leader, other = make_leader(), make_leader()
    made = make_project(leader)
    own, theirs = (make_counting(home(one), at=noon(2026, 3, 10)) for one in (leader, other))
    actions.add_project_partner(project=made, organisation=home(other), by=leader, at=PROJECT_AT)
    client.force_login(other)
    page = client.get(reverse("programmes:project", args=[made.pk])).content.decode()
    assert (f'value="{theirs.pk}"' in page, f'value="{own.pk}"' in page) == (True, False)

    client.post(reverse("programmes:count_at", args=[made.pk]), {"services": [theirs.pk]})
    assert list(made.services.all()) == [theirs]


def test_a_granted_project_keeps_its_number_and_what_was_spent():
    leader = make_leader()
    made = make_project(leader)
    actions.grant_project(project=made, operation_number="2026/1", by=leader, at=PROJECT_AT)
    with pytest.raises(Unfit, match="number"):
        actions.write_project(project=made, operation_number="", by=leader, at=PROJECT_AT)
    for said in ({"planned": 10, "spent": 7}, {"planned": 12}):
        actions.set_project_money(project=made, year=2026, by=leader, at=PROJECT_AT, **said)
    assert list(made.money.values_list("planned", "spent")) == [(12, 7)]


def test_periods_divide_it_until_something_is_filled_in():
    leader = make_leader()
    made = make_project(leader)
    actions.plan_periods(project=made, months=12, days=45, by=leader, at=PROJECT_AT)
    told = actions.plan_periods(project=made, months=6, days=45, by=leader, at=PROJECT_AT)
    assert [(one.first_day, one.last_day, one.due_on) for one in told] == [
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 8, 14)),
        (date(2026, 7, 1), date(2026, 12, 31), date(2027, 2, 14)),
    ]

    actions.grant_project(project=made, operation_number="1", by=leader, at=PROJECT_AT)
    period = ProjectPeriod.objects.order_by("first_day").first()
    actions.note_values(period=period, values={key("disability"): ESTIMATE}, by=leader, at=PROJECT_AT)
    with pytest.raises(Refused, match="filled in"):
        actions.plan_periods(project=made, months=12, days=45, by=leader, at=PROJECT_AT)


def test_what_is_sensitive_is_an_estimate_with_a_method_and_nothing_else():
    leader = make_leader()
    first, _second = make_running(leader)
    for known in (Known("statement", 3, 3), Known("tally"), Known("operation_estimate", 3, 5)):
        with pytest.raises(Unfit, match=r"one estimate|how the estimate"):
            actions.note_values(period=first, values={key("disability"): known}, by=leader, at=PROJECT_AT)

    actions.note_values(period=first, values={key("disability"): ESTIMATE}, by=leader, at=PROJECT_AT)
    assert [(one.low, one.high) for one in first.values.all()] == [(5, 15)]


def test_no_indicator_counts_people_by_origin_or_health():
    leader = make_leader()
    made = make_project(leader)
    assert list(integrity.indicators(PROJECT_AT)) == []
    told = {"fund": made.fund, "unit": "deltagare", "valid_from": made.first_day, "source": "Egen"}
    for code, name in (("a", "Romska deltagare"), ("b", "Deltagare med utländsk bakgrund"), ("c", "Ill children")):
        one = FundIndicator.objects.create(code=code, name=name, **told)
        with pytest.raises(Unfit, match="one estimate of the whole"):
            actions.set_target(project=made, indicator=one, by=leader, at=PROJECT_AT)
    assert len(list(integrity.indicators(PROJECT_AT))) == 3

    visits = FundIndicator.objects.create(code="f", name="Deltagare: kvinnor", counted="attendances_women", **told)
    with pytest.raises(Unfit, match="visits"):
        actions.set_target(project=made, indicator=visits, by=leader, at=PROJECT_AT)
    assert len(list(integrity.visits(PROJECT_AT))) == 1

    marked = FundIndicator.objects.create(code="d", name="Romska deltagare", is_sensitive=True, **told)
    courses = FundIndicator.objects.create(
        code="e", name="Hälsofrämjande: kurstillfällen", **told | {"unit": "tillfällen"}
    )
    for one in (marked, courses):
        actions.set_target(project=made, indicator=one, by=leader, at=PROJECT_AT)


def test_a_period_is_filled_in_by_front_desks_and_held_against_its_target():
    leader = make_leader()
    first, _second = counted_project(leader)

    women, disability = queries.lines(first, on=date(2026, 7, 6))
    assert (women.source, women.low, women.high, women.expected, women.differs) == ("tally", 7, 7, 100, True)
    assert (disability.low, disability.high, disability.expected, disability.differs) == (5, 15, None, False)


def test_while_a_period_runs_only_the_share_of_the_days_that_are_gone_is_expected_and_nothing_differs():
    leader = make_leader()
    first, _second = counted_project(leader)

    expected = [(on, queries.lines(first, on=on)[0]) for on in (date(2026, 1, 1), date(2026, 4, 1), date(2026, 6, 30))]
    assert [(one.expected, one.differs) for _on, one in expected] == [(0, False), (50, False), (99, False)]
    ends = {"first_day": date(2026, 3, 16), "last_day": date(2026, 9, 15)}
    Project.objects.update(**ends)
    ProjectPeriod.objects.filter(pk=first.pk).update(**ends, due_on=date(2026, 10, 30))
    first = ProjectPeriod.objects.get(pk=first.pk)
    assert [queries.lines(first, on=on)[0].expected for on in (date(2026, 6, 16), date(2026, 9, 16))] == [100, 200]


def test_no_front_desk_fills_in_participants():
    """Ten women at forty sessions are ten participants, which only the project can say."""
    asked = FundIndicator.objects.filter(unit__in=("deltagare", "personer"))
    assert (asked.exists(), asked.exclude(counted="").exists()) == (True, False)


def test_what_is_submitted_stays_and_a_correction_is_the_next_version():
    leader = make_leader()
    first, second = counted_project(leader)
    with pytest.raises(Unfit, match="differs from its target"):
        submit(first, leader, comment="")
    with pytest.raises(Refused, match="not over"):
        submit(second, leader)
    report = submit(first, leader)
    assert submit(first, leader, id=report.pk) == report

    better = Known("operation_estimate", 100, 120, "Närvarolistan räknad utan namn.")
    actions.note_values(period=first, values={key("course-visits"): better}, by=leader, at=PROJECT_AT)
    with pytest.raises(Unfit, match="what has changed"):
        submit(first, leader)
    again = submit(first, leader, change="Räknat om.")
    assert [one.number for one in first.reports.order_by("number")] == [1, 2]
    assert [one.content["lines"][0]["low"] for one in (report, again)] == [7, 100]
    for change in (lambda: IndicatorReport.objects.update(comment=""), lambda: IndicatorReport.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_next_period_goes_on_from_what_was_submitted_last():
    leader = make_leader()
    first, second = counted_project(leader)
    submit(first, leader)
    known = {key("course-visits"): Known("statement", 180, 190), key("disability"): ESTIMATE}
    actions.note_values(period=second, values=known, by=leader, at=noon(2027, 1, 10))

    women, disability = queries.lines(second, on=date(2027, 1, 10))
    assert (women.so_far, women.expected, women.differs) == ((187, 197), 200, False)
    assert disability.so_far == (10, 30)


def test_a_leader_is_told_before_and_after_a_period_and_when_it_is_late(mailoutbox):
    leader = make_leader()
    make_running(leader)
    ContactLine.objects.create(organisation=home(leader), function="coordination", email="projekt@example.org")
    ProjectPeriod.objects.filter(first_day=date(2026, 1, 1)).update(told_after_on=date(2026, 7, 1))
    for at in (noon(2026, 12, 16), noon(2026, 12, 17), noon(2027, 1, 2), noon(2027, 2, 15)):
        tasks.tick(at=at)
        tasks.tick(at=at)

    late, before, after, later = (mail.body for mail in mailoutbox)
    assert ("2026-06-30 was due" in late or "2026-06-30 skulle" in late, "2026-12-31" in before) == (True, True)
    assert len({before, after, later}) == 3


def test_drafts_are_the_projects_own_and_reports_are_read_where_one_coordinates(client):
    leader = make_leader()
    first, _second = counted_project(leader)
    report = submit(first, leader)
    board = make_user(
        Role.COUNTY_COORDINATOR, at=make_organisation(kind="county_board", territory="01"), territory="01"
    )
    stranger = make_leader("0380")
    with pytest.raises(Denied):
        actions.note_values(period=first, values={}, by=board, at=PROJECT_AT)

    assert [list(queries.reports(one)) for one in (leader, board, stranger)] == [[report], [report], []]
    log_in(client, board)
    told = [
        client.get(reverse(f"programmes:{name}", args=[pk])).status_code
        for name, pk in (("project", first.project_id), ("indicator_report", report.pk), ("period", first.pk))
    ]
    assert told == [200, 200, 404]


def test_a_submitted_period_leaves_as_a_workbook_and_on_tagged_paper():
    leader = make_leader()
    first, _second = counted_project(leader, women=3)
    report = submit(first, leader, comment="=HYPERLINK(1) och en start.")

    sheet = load_workbook(io.BytesIO(paper.tables(report)))
    rows = [[cell.value for cell in row] for row in sheet.worksheets[0].iter_rows()]
    assert [row[2:4] for row in rows[1:]] == [[1, 4], [5, 15]]
    made = paper.printed(report)
    assert (made[:5], b"pdfuaid" in made) == (b"%PDF-", True)


def test_numbers_without_a_word_of_how_they_are_known_are_refused_and_kept(client):
    leader = make_leader()
    first, _second = counted_project(leader)
    client.force_login(leader)
    page, one = reverse("programmes:period", args=[first.pk]), key("course-visits")
    typed = {f"source_{one}": "", f"low_{one}": "20", f"high_{one}": "25", f"method_{one}": "Närvarolistan."}

    for high in ("25", "10"):
        answer = client.post(page, typed | {f"high_{one}": high})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [f"source_{one}"])
        assert "Säg hur ni vet det." in answer.content.decode()
        assert 'value="20"' in answer.content.decode()
    assert queries.lines(first, on=date(2026, 7, 6))[0].low == 7


def test_thousands_stand_apart_and_each_indicator_names_where_it_is_defined():
    with override("sv"):
        assert (paper.span(620_000, 620_000), paper.span(5, 1000)) == ("620\xa0000", "5\u20131\xa0000")

    own = FundIndicator.objects.filter(fund="esf-plus-2021", source__startswith="Projektets egen")
    assert set(own.values_list("code", flat=True)) >= {"activities", "course-visits"}


def test_what_nobody_has_looked_up_says_so_once_on_the_page_and_in_the_workbook(client):
    leader = make_leader()
    first, _second = counted_project(leader)
    one = FundIndicator.objects.filter(pk=key("disability"))
    one.update(source="Förordning (EU) 2021/1057, bilagan")
    log_in(client, leader)

    page = client.get(reverse("programmes:project", args=[first.project_id])).content.decode()
    assert page.count("att kontrollera") == 2  # of two indicators
    with override("sv"):
        book = load_workbook(io.BytesIO(paper.tables(submit(first, leader))))
    assert [row[-1].value for row in book.worksheets[0].iter_rows()][-1] == (
        "Förordning (EU) 2021/1057, bilagan (att kontrollera)"
    )
    assert not FundIndicator.objects.filter(source__contains="att kontrollera").exists()


def test_a_leader_fills_in_and_submits_on_pages(client):
    leader = make_leader()
    first, _second = counted_project(leader)
    client.force_login(leader)
    page, disability = reverse("programmes:period", args=[first.pk]), key("disability")
    wrong = client.post(page, {f"source_{disability}": "operation_estimate", f"low_{disability}": "9"})
    assert wrong.status_code == 422
    client.post(
        page,
        {
            f"source_{disability}": "operation_estimate",
            f"low_{disability}": "9",
            f"method_{disability}": "Ledarnas bild.",
            f"source_{key('course-visits')}": "tally",
        },
    )
    sent = client.post(reverse("programmes:submit_report", args=[first.pk]), {"id": new_id(), "comment": "Sen start."})

    report = IndicatorReport.objects.get()
    assert sent.url == reverse("programmes:indicator_report", args=[report.pk])
    assert "Sen start." in client.get(sent.url).content.decode()
    assert [(line["low"], line["high"]) for line in report.content["lines"]] == [(7, 7), (9, 9)]


def test_a_project_with_three_desks_costs_as_much_as_with_one(client, django_assert_max_num_queries):
    leader = make_leader()
    first, _second = counted_project(leader)
    more = [make_counting(home(leader), at=noon(2026, 3, 11)) for _number in range(2)]
    actions.count_at(project=first.project, services=[*first.project.services.all(), *more], by=leader, at=PROJECT_AT)
    client.force_login(leader)
    client.get(reverse("programmes:projects"))

    with django_assert_max_num_queries(16):
        assert client.get(reverse("programmes:period", args=[first.pk])).status_code == 200
