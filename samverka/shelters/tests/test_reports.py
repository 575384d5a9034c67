"""What nights have been, and who is told how much."""

import csv
import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.shelters import actions, sheets
from samverka.shelters.forms.periods import beside, month, week
from samverka.shelters.models import Capacity, NightFigure, Shelter
from samverka.shelters.queries import reports
from samverka.shelters.queries.night_report import night_report
from samverka.shelters.tests.factories import (
    EVENING,
    TONIGHT,
    make_group,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
)


ENGLISH = {"headers": {"accept-language": "en"}}


def make_lived_night(*, shelter=None, date=TONIGHT, name=""):
    """A frozen night: four beds, one blocked, two slept in, three people turned away, one bed night corrected."""
    night = make_night(shelter=shelter or make_shelter(name=name), beds=4, date=date)
    group = night.capacities.get().group
    Capacity.objects.filter(night=night).update(blocked=1, blocked_because="vattenläcka")
    lead = make_keeper(night, Role.SHELTER_LEAD)
    place = actions.give_place(id=new_id(), night=night, party=party(men=2), by=lead, at=EVENING)
    actions.check_in(id=new_id(), place=place, by=lead, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(men=3), reason="full", by=lead, at=EVENING)
    [figure] = actions.freeze_night(night=night, by=lead, at=EVENING)
    told = {"field": "bed_nights", "change": 1, "reason": "kom klockan fem"}
    actions.correct_figure(id=new_id(), figure=figure, **told, by=lead, at=EVENING)
    night.refresh_from_db()
    return night, group, lead


def make_partner(shelter, role=Role.OUTREACH_WORKER):
    territory = {Role.COUNTY_COORDINATOR: shelter.county, Role.NATIONAL_COORDINATOR: "00"}.get(role)
    return make_user(role, at=make_organisation(territory=territory or shelter.territory_id))


def read(report):
    return [(one.group, one.because, one.allocable, one.bed_nights, one.is_corrected) for one in report.lines]


def test_own_staff_see_groups_reasons_and_corrected_figures():
    night, group, lead = make_lived_night()

    told = reports.report([night.shelter], TONIGHT, TONIGHT, viewer=lead)

    assert read(told) == [(group.name, "vattenläcka", 3, 3, True)]
    assert told.totals.utilisation == 1
    assert [(one.reason, one.people, one.at_door) for one in told.turned_away] == [("full", 3, True)]
    assert NightFigure.objects.get().bed_nights == 2


@pytest.mark.parametrize("role", [Role.OUTREACH_WORKER, Role.COUNTY_COORDINATOR, Role.NATIONAL_COORDINATOR])
def test_partners_and_coordinators_see_sums_only(role):
    night, _, _ = make_lived_night()
    partner = make_partner(night.shelter, role)

    assert reports.reported_shelter(partner, night.shelter_id) == night.shelter
    told = reports.report([night.shelter], TONIGHT, TONIGHT, viewer=partner)

    assert read(told) == [("", "", 3, 3, True)]
    assert [(one.reason, one.outcome, one.people) for one in told.turned_away] == [("", "", 3)]


def test_liaisons_and_strangers_see_nothing():
    night, _, _ = make_lived_night()
    far_away = make_user(Role.OUTREACH_WORKER, at=make_organisation(territory="1480"))
    liaison = make_user(Role.LIAISON, at=night.shelter.organisation)

    for viewer in (far_away, liaison, make_partner(night.shelter, Role.READER)):
        assert reports.reported_shelters(viewer) == []
        assert reports.reported_night(viewer, night.pk) is None
        assert reports.reported_organisation(viewer, night.shelter.organisation_id) is None


def test_a_protected_address_is_told_to_its_own_only():
    night, _, lead = make_lived_night()
    Shelter.objects.update(visibility=Shelter.Visibility.AREA_ONLY)

    assert reports.reported_shelters(make_partner(night.shelter)) == []
    assert reports.reported_shelters(make_partner(night.shelter, Role.COUNTY_COORDINATOR)) == []
    assert reports.reported_shelters(lead) == [night.shelter]


def test_a_night_that_is_not_frozen_has_no_figures_and_is_not_in_the_sums():
    night = make_night(beds=4)

    told = reports.report([night.shelter], TONIGHT, TONIGHT, viewer=make_keeper(night))

    assert [(one.allocable, one.bed_nights, one.utilisation) for one in told.lines] == [(4, None, None)]
    assert told.totals.nights == 0
    assert told.totals.utilisation is None


def test_an_organisation_sees_its_shelters_together_and_its_own_draw():
    pool = make_pool()
    shelters = [make_shelter(name=name, pool=pool, organisation=pool.organisation) for name in ("Norr", "Söder")]
    for shelter in shelters:
        make_group(shelter, beds=4)
    nights = [make_lived_night(shelter=shelter)[0] for shelter in shelters]
    lead = make_keeper(nights[0], Role.SHELTER_LEAD)

    told = reports.report(shelters, TONIGHT, TONIGHT, viewer=lead, with_intake=True)

    assert [(name, total.nights, total.bed_nights) for name, total in told.sites] == [("Norr", 1, 3), ("Söder", 1, 3)]
    assert told.reasons == [("fullt", 2, 6, 6)] or told.reasons == [("full", 2, 6, 6)]


def test_a_year_asks_as_many_questions_as_a_night(django_assert_num_queries):
    shelter = make_shelter()
    nights = [make_lived_night(shelter=shelter, date=TONIGHT + timedelta(days=ahead)) for ahead in range(3)]
    lead = nights[0][2]
    assert lead.standing

    for last in (TONIGHT, TONIGHT + timedelta(days=2)):
        with django_assert_num_queries(6):
            reports.report([shelter], TONIGHT, last, viewer=lead)


def test_the_nights_report_tells_what_was_frozen_and_what_was_corrected():
    night, group, _ = make_lived_night()

    told = night_report(night, at=EVENING)

    assert [(one.group, one.figure.bed_nights, one.now("bed_nights")) for one in told.groups] == [(group.name, 2, 3)]
    assert [(one.change, one.reason) for one in told.corrections] == [(1, "kom klockan fem")]
    assert [(one.where, one.people) for one in told.turned_away] == [(night.shelter.name, 3)]


def test_a_night_under_way_tells_how_it_stands():
    night = make_night(beds=4)
    lead = make_keeper(night)
    actions.give_place(id=new_id(), night=night, party=party(men=2), by=lead, at=EVENING)
    actions.turn_away(id=new_id(), night=night, party=party(men=3), reason="full", by=lead, at=EVENING)

    told = night_report(night, at=EVENING)

    assert [one.figure.allocated for one in told.groups] == [2]
    assert [one.people for one in told.turned_away] == [3]


# Periods


def test_weeks_and_months_have_neighbours():
    day = date(2027, 3, 17)

    assert week(day) == (date(2027, 3, 15), date(2027, 3, 21))
    assert beside(*week(day)) == ((date(2027, 3, 8), date(2027, 3, 14)), (date(2027, 3, 22), date(2027, 3, 28)))
    assert beside(*month(day)) == (month(date(2027, 2, 1)), month(date(2027, 4, 1)))


@pytest.mark.parametrize(
    "asked", ["?from=2027-01-09&to=2027-01-01", "?from=2027-01-01&to=2029-01-01", "?from=x", "?to=9"]
)
def test_a_period_that_cannot_be_is_refused_in_words(client, asked):
    night, _, lead = make_lived_night()
    client.force_login(lead)

    assert client.get(reverse("shelters:shelter_report", args=[night.shelter_id]) + asked).status_code == 422
    files = reverse("shelters:shelter_report_file", args=[night.shelter_id, "pdf"])
    assert client.get(files + asked).status_code == 422


# Files


def get(client, night, kind, **asked):
    address = reverse("shelters:shelter_report_file", args=[night.shelter_id, kind])
    return client.get(address, {"from": TONIGHT, "to": TONIGHT, **asked}, **ENGLISH)


def test_the_workbook_holds_real_days_and_numbers(client):
    night, group, lead = make_lived_night(name="=HYPERLINK(1)")
    client.force_login(lead)

    book = load_workbook(io.BytesIO(get(client, night, "xlsx").content))

    page = book["Nights"]
    assert page.freeze_panes == "A2"
    told = [cell.value for cell in page[2]]
    assert told[0].date() == TONIGHT
    assert told[1:3] == ["=HYPERLINK(1)", group.name]
    assert page["B2"].data_type == "s"
    assert told[4:] == [4, 1, "vattenläcka", 0, 3, 3, 0, 0, 1]
    assert book.sheetnames == ["Nights", "Turned away by reason", "Turned away"]


@pytest.mark.parametrize(("asked", "separator", "share"), [({}, ";", "1"), ({"separator": "comma"}, ",", "1")])
def test_the_text_file_opens_in_a_spreadsheet_and_runs_nothing(client, asked, separator, share):
    night, _, lead = make_lived_night(name="=HYPERLINK(1)")
    client.force_login(lead)

    answer = get(client, night, "csv", **asked)

    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))
    assert rows[1][:2] == [TONIGHT.isoformat(), "'=HYPERLINK(1)"]
    assert rows[1][-1] == share
    assert get(client, night, "csv", table="turned-away").content.decode().count("\r\n") == 2


def test_decimals_have_the_readers_comma():
    sheet = sheets.Sheet("x", [sheets.Column("andel", "share")], [(0.875,)])

    assert sheets.csv(sheet).decode("utf-8-sig") == "andel\r\n0,875\r\n"
    assert sheets.csv(sheet, separator=",").decode("utf-8-sig") == "andel\r\n0.875\r\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])  # noqa: RUF001
def test_nothing_is_taken_for_a_formula(text):
    assert sheets.harmless(text).startswith("'")


@pytest.mark.slow
def test_the_paper_can_be_listened_to(client):
    night, _, lead = make_lived_night(name='#read("/etc/passwd") *Norr*')
    client.force_login(lead)
    address = reverse("shelters:night_report_file", args=[night.pk, "pdf"])

    for answer in (get(client, night, "pdf"), client.get(address, **ENGLISH)):
        paper = pikepdf.open(io.BytesIO(answer.content))
        assert str(paper.Root.Lang) == "en"
        assert "/StructTreeRoot" in paper.Root
        assert b"pdfuaid:part" in paper.Root.Metadata.read_bytes()
        assert '#read("/etc/passwd")' in str(paper.docinfo["/Title"])


@pytest.mark.parametrize("kind", ["exe", "xls", "CSV"])
def test_other_forms_are_not_there(client, kind):
    night, _, lead = make_lived_night()
    client.force_login(lead)

    assert get(client, night, kind).status_code == 404
    assert get(client, night, "csv", table="nonsense").status_code == 404
    assert client.get(reverse("shelters:night_report_file", args=[night.pk, kind])).status_code == 404


# Pages


def test_the_report_pages_show_the_night(client):
    night, group, lead = make_lived_night()
    client.force_login(lead)
    asked = {"from": TONIGHT, "to": TONIGHT}

    pages = [
        client.get(reverse("shelters:shelter_report", args=[night.shelter_id]), asked, **ENGLISH),
        client.get(reverse("shelters:organisation_report", args=[night.shelter.organisation_id]), asked, **ENGLISH),
        client.get(reverse("shelters:night_report", args=[night.pk]), **ENGLISH),
    ]

    for page in pages:
        assert group.name in page.content.decode()
        assert "vattenläcka" in page.content.decode()
    assert "kom klockan fem" in pages[2].content.decode()
    assert night.shelter.name in client.get(reverse("shelters:sheets"), **ENGLISH).content.decode()


def test_strangers_get_the_same_answer_as_for_what_is_not_there(client):
    night, _, _ = make_lived_night()
    client.force_login(make_user(Role.SHELTER_LEAD, at=make_organisation(territory="1480")))

    for name, pk in (
        ("shelter_report", night.shelter_id),
        ("organisation_report", night.shelter.organisation_id),
        ("night_report", night.pk),
    ):
        for there in (pk, new_id()):
            assert client.get(reverse(f"shelters:{name}", args=[there])).status_code == 404
            assert client.get(reverse(f"shelters:{name}_file", args=[there, "pdf"])).status_code == 404
