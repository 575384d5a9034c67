"""What may be published, what the public would see, and the page on which it is done."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core import actions as core
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry
from samverka.situation import actions, queries, tasks
from samverka.situation.actions import previews
from samverka.situation.actions.tables import work_out
from samverka.situation.disclosure import attack
from samverka.situation.indicators import INDICATORS, PUBLISHED
from samverka.situation.models import Contribution, Preview, PublishedCell, PublishedTable
from samverka.situation.tests.pages import enter, page, text


pytestmark = pytest.mark.django_db
AT = datetime(2027, 2, 1, 9, tzinfo=UTC)  # the last quarter of 2026 is settled
LATER = datetime(2027, 5, 3, 9, tzinfo=UTC)
AUTUMN = [date(2026, month, 1) for month in (10, 11, 12)]
WINTER = [date(2027, month, 1) for month in (1, 2, 3)]
COUNTIES = {"0180": 3, "0380": 4, "0580": 5}


def contribute(key, told, *, months=AUTUMN, part="", organisations=()):
    """What each organisation adds in each municipality and month."""
    for code, adds in told.items():
        make_territory(code)
        make_territory(code[:2])
        for place, month in enumerate(months):
            for number, organisation in enumerate(organisations or [None]):
                Contribution.objects.create(
                    indicator=key, part=part, territory_id=code, month=month, organisation=organisation,
                    numerator=adds + place + number,
                )  # fmt: skip


def follow():
    for county in sorted({code[:2] for code in Contribution.objects.values_list("territory", flat=True)}):
        actions.sum_up_county(county=county, at=AT)
    actions.sum_up_country(at=AT)


@pytest.fixture
def national():
    make_territory("00")
    return make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(territory="00"))


@pytest.fixture
def aid():
    """Emergency aid as three municipalities in three counties have stated it."""
    for part in ("food", "lodging"):
        contribute("aid_granted", COUNTIES, part=part)
    contribute("aid_granted", {code: 2 * adds for code, adds in COUNTIES.items()})
    follow()


@pytest.fixture
def nights():
    """Bed nights of four organisations in each of two municipalities, and of one alone in a third."""
    four = [make_organisation() for _ in range(4)]
    contribute("bed_nights", {"0180": 40, "0380": 50}, organisations=four)
    contribute("bed_nights", {"0580": 30}, organisations=four[:1])
    follow()


def prepare(by, key="aid_granted", *, code="00", at=AT):
    one = actions.prepare_publication(
        id=new_id(), territory=Territory.objects.get(pk=code), indicator=INDICATORS[key], by=by, at=at
    )  # fmt: skip
    actions.work_on_preview(id=one.pk, clock=lambda: at)
    return Preview.objects.get(pk=one.pk)


def told(measure):
    rows = PublishedCell.objects.filter(measure=measure).values_list("area", "period", "category", "value")
    return {(area, period, category): value for area, period, category, value in rows}


def test_what_is_published_counts_things_that_add_up():
    assert all(one.kind == "sum" and not one.is_stock for one in PUBLISHED)
    assert "children_channel" not in {one.key for one in PUBLISHED}


@pytest.mark.usefixtures("aid")
def test_only_quarters_that_are_over_and_settled_are_new(national):
    def new(on):
        here = Territory.objects.get(pk="00")
        return next(one.quarters for one in queries.measures(here, on=on) if one.indicator.key == "aid_granted")

    assert new(date(2026, 12, 31)) == []
    assert new(date(2027, 1, 30)) == []
    assert new(date(2027, 1, 31)) == ["2026-Q4"]
    assert queries.settles_on(date(2027, 1, 30)) == ("2026-Q4", date(2027, 1, 31))


@pytest.mark.usefixtures("aid")
def test_what_was_looked_at_is_published_and_passes_the_attack(national):
    one = prepare(national)
    assert (one.stage, one.quarters) == (Preview.Stage.READY, ["2026-Q4"])

    made = actions.publish_preview(preview=one, by=national, at=AT)

    assert [table.name for table in made] == [
        "aid-granted-county-month", "aid-granted-county-quarter", "aid-granted-nation-month",
    ]  # fmt: skip
    assert sorted([*codes, value] for codes, value in told("aid_granted").items()) == sorted(one.cells)
    assert not {1, 2, 3, 4} & set(told("aid_granted").values())
    assert attack.narrow(queries.releases("aid_granted")) == {}
    assert made[0].words["en"]["categories"] == {"food": "food", "lodging": "somewhere to sleep"}
    assert made[0].words["sv"]["unit"] == "ansökningar"
    assert actions.publish_preview(preview=one, by=national, at=LATER) == made
    assert Entry.objects.filter(verb="situation.publication_prepared").count() == 1


@pytest.mark.usefixtures("aid")
def test_the_next_quarter_supersedes(national):
    actions.publish_preview(preview=prepare(national), by=national, at=AT)
    for part in ("", "food", "lodging"):
        contribute("aid_granted", COUNTIES, part=part, months=WINTER)
    follow()

    one = prepare(national, at=LATER)
    made = actions.publish_preview(preview=one, by=national, at=LATER)

    assert one.quarters == ["2027-Q1"]
    assert {table.version for table in made} == {2}
    assert attack.narrow(queries.releases("aid_granted")) == {}
    with pytest.raises(Refused, match="nothing new"):
        prepare(national, at=LATER)


@pytest.mark.usefixtures("nights")
def test_whose_a_number_is_is_hidden_and_cannot_be_worked_out(national):
    actions.publish_preview(preview=prepare(national, "bed_nights"), by=national, at=AT)

    cells = told("bed_nights")
    assert cells["05", "2026-10", ""] is None
    assert cells["00", "2026-10", ""] is not None or cells["01", "2026-10", ""] is None
    assert attack.narrow(queries.releases("bed_nights")) == {}


def test_months_of_which_nothing_is_known_are_left_out_and_never_zero(national):
    four = [make_organisation() for _ in range(4)]
    contribute("bed_nights", {"0180": 40, "0380": 50, "0580": 60}, organisations=four)
    Contribution.objects.filter(territory="0380", month=AUTUMN[1]).delete()
    follow()

    actions.publish_preview(preview=prepare(national, "bed_nights"), by=national, at=AT)

    cells = told("bed_nights")
    assert ("03", "2026-11", "") not in cells
    assert ("03", "2026-Q4", "") not in cells
    assert cells["03", "2026-10", ""] == 4 * 50 + 6
    assert cells["00", "2026-11", ""] == cells["01", "2026-11", ""] + cells["05", "2026-11", ""]


def test_what_is_missing_does_not_hide_what_the_others_sum_to(national):
    """Two counties, of which one told nothing that month: the nation's number is the other's, so it is hidden too."""
    four = [make_organisation() for _ in range(4)]
    contribute("bed_nights", {"0180": 40, "0380": 50}, organisations=four)
    Contribution.objects.filter(territory="0380", month=AUTUMN[1]).delete()
    Contribution.objects.filter(territory="0180", month=AUTUMN[1], organisation__in=four[1:]).delete()
    follow()

    actions.publish_preview(preview=prepare(national, "bed_nights"), by=national, at=AT)

    cells = told("bed_nights")
    assert cells["01", "2026-11", ""] is None
    assert cells["00", "2026-11", ""] is None
    assert attack.narrow(queries.releases("bed_nights")) == {}


@pytest.mark.usefixtures("aid")
def test_a_county_publishes_its_own_and_nobody_elses(national):
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    with pytest.raises(Denied):
        prepare(county)

    made = actions.publish_preview(preview=prepare(county, code="01"), by=county, at=AT)

    assert {area for area, _period, _category in told("aid_granted")} == {"01"}
    assert {table.area for table in made} == {"county"}


@pytest.mark.usefixtures("aid")
def test_what_somebody_else_publishes_meanwhile_is_told(national):
    first, second = prepare(national), prepare(national)
    actions.publish_preview(preview=first, by=national, at=AT)

    with pytest.raises(Refused, match="just published"):
        actions.publish_preview(preview=second, by=national, at=AT)

    actions.discard_preview(preview=second, by=national, at=AT)
    with pytest.raises(Refused, match="stays"):
        actions.discard_preview(preview=first, by=national, at=AT)
    assert Preview.objects.get() == first


@pytest.mark.usefixtures("aid")
def test_a_county_that_was_missing_when_the_nation_was_told_stays_so(national):
    actions.publish_preview(preview=prepare(national), by=national, at=AT)
    contribute("aid_granted", {"0780": 9}, part="food")
    contribute("aid_granted", {"0780": 9})
    follow()

    with pytest.raises(Refused, match="nothing new"):
        prepare(make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="07")), code="07")


@pytest.mark.usefixtures("aid")
def test_what_cannot_be_published_says_why(national):
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    actions.publish_preview(preview=prepare(county, code="01"), by=county, at=AT)
    Contribution.objects.filter(territory="0180", part="food").update(numerator=700)

    one = prepare(national)

    assert one.stage == Preview.Stage.REFUSED
    assert "Det som är publicerat står kvar" in one.problem  # in the language of who asked
    with pytest.raises(Refused, match="not worked out"):
        actions.publish_preview(preview=one, by=national, at=AT)


@pytest.mark.usefixtures("aid")
def test_previews_go_when_their_time_is_over_and_what_was_published_stays(national):
    actions.publish_preview(preview=prepare(national), by=national, at=AT)

    core.purge(rule=RULES["situation.preview"], at=AT + timedelta(days=29))
    kept = Preview.objects.count()
    core.purge(rule=RULES["situation.preview"], at=AT + timedelta(days=31))

    assert (kept, Preview.objects.count()) == (1, 0)
    assert PublishedTable.objects.count() == 3


def test_a_county_that_told_as_a_whole_is_not_told_of_by_municipality(national):
    contribute("cold_nights", {"0180": 2})
    Contribution.objects.create(indicator="cold_nights", territory_id="01", month=AUTUMN[0], numerator=1)
    follow()

    found = queries.publishable(INDICATORS["cold_nights"], Territory.objects.get(pk="00"), ["2026-Q4"])

    assert {dict(cell).get("area") for cell in found.table.shown} == {None, "01"}
    assert found.table.values[queries.key_of("cold_nights", "01", "2026-10", "")] == 3


# the page


@pytest.mark.usefixtures("aid")
def test_a_coordinator_sees_what_is_new_looks_and_publishes(client, national, monkeypatch):
    monkeypatch.setattr("samverka.situation.views.publishing.now", lambda: AT)
    enter(client, national)
    shown = client.get(page("publish"), follow=True)
    assert "Emergency aid, granted" in text(shown)
    assert "New: 2026-Q4" in text(shown)

    id = new_id()
    seen = client.post(page("prepare_publication", "00", "aid_granted"), {"id": id}, follow=True)
    assert "Counts from 1 to 4 are never shown" in text(seen)
    assert PublishedTable.objects.count() == 0
    unsure = client.post(page("publish_preview", id))
    assert unsure.status_code == 409
    assert PublishedTable.objects.count() == 0

    done = client.post(page("publish_preview", id), {"sure": "on"}, follow=True)

    assert "Published. It stands on the statistics page now" in text(done)
    assert PublishedTable.objects.count() == 3
    assert "Emergency aid, granted: counties by quarter" in text(client.get(page("statistics") + "?language=en"))
    assert "Published on" in text(client.get(page("preview", id)))
    assert client.post(page("discard_preview", id)).status_code == 302


@pytest.mark.usefixtures("aid")
def test_long_work_goes_on_in_the_background_and_the_page_says_how_far(client, national, monkeypatch):
    monkeypatch.setattr(tasks, "SHORT", 0)
    begun = []
    monkeypatch.setattr(tasks, "start_preview", begun.append)
    monkeypatch.setattr("samverka.situation.views.publishing.now", lambda: AT)
    enter(client, national)
    id = new_id()

    seen = client.post(page("prepare_publication", "00", "aid_granted"), {"id": id}, follow=True)

    assert "Adding up what was counted" in text(seen)
    assert begun == [id, id]  # begun, and looked at before anybody was at it
    Preview.objects.filter(pk=id).update(worked_at=AT, step="attacking")
    part = client.get(page("preview", id), headers={"HX-Request": "true"})
    assert "Trying to work out what is hidden" in text(part)
    assert begun == [id, id]
    Preview.objects.filter(pk=id).update(problem="No way was found.")
    assert client.get(page("preview", id), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "No way was found." in text(client.get(page("preview", id)))


def test_who_publishes_nothing_finds_no_page(client, national):
    county = enter(client, make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01")))
    assert county.standing
    own, nation = (client.get(page("publish_territory", code)) for code in ("01", "00"))
    assert (own.status_code, nation.status_code) == (200, 404)
    assert "Nothing is new just now." in text(own)
    assert client.post(page("prepare_publication", "01", "occupancy"), {"id": new_id()}).status_code == 404
    refused = client.post(page("prepare_publication", "01", "bed_nights"), {"id": new_id()})
    assert (refused.status_code, "nothing new" in text(refused)) == (409, True)
    assert client.get(reverse("situation:preview", args=[new_id()])).status_code == 404


@pytest.mark.usefixtures("nights", "aid")
def test_the_page_costs_the_same_for_one_measure_and_for_many(client, national, django_assert_num_queries):
    for key in ("bed_nights", "aid_granted"):
        actions.publish_preview(preview=prepare(national, key), by=national, at=AT)
        with django_assert_num_queries(5):
            client.get(page("statistics"))


@pytest.mark.usefixtures("aid")
def test_the_statistics_page_names_the_counties_that_are_missing(client, national):
    Contribution.objects.filter(territory="0380", month=AUTUMN[2]).delete()
    follow()
    actions.publish_preview(preview=prepare(national), by=national, at=AT)

    shown = text(client.get(page("statistics") + "?language=en"))

    named = re.findall(r"so not in any sum: ([^.]+)\.", shown)
    assert len(named) == 3
    assert all("Uppsala län" in one and "Östergötlands län" not in one for one in named)


@pytest.mark.usefixtures("aid")
def test_they_are_named_also_after_a_county_has_published_an_older_quarter(client, national):
    actions.publish_preview(preview=prepare(national), by=national, at=AT)
    for part in ("", "food"):
        contribute("aid_granted", {"0180": 9}, part=part, months=[date(2026, month, 1) for month in (7, 8, 9)])
    follow()
    make_territory("07")
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"))
    actions.publish_preview(preview=prepare(county, code="01"), by=county, at=AT)

    shown = text(client.get(page("statistics") + "?language=en"))

    named = re.findall(r"so not in any sum: ([^.]+)\.", shown)
    assert len(named) == 3
    assert all("Kronobergs län" in one for one in named)


@pytest.mark.usefixtures("aid")
def test_what_somebody_is_looking_at_is_not_worked_out_over_it(national, monkeypatch):
    def slow(*args, **more):
        Preview.objects.update(cells=[["00", "2026-10", "", 77]], ready_at=AT)  # another was quicker
        return work_out(*args, **more)

    monkeypatch.setattr(previews, "work_out", slow)

    assert prepare(national).cells == [["00", "2026-10", "", 77]]


@pytest.mark.usefixtures("aid")
def test_what_is_thrown_away_twice_is_gone_and_not_published(client, national, monkeypatch):
    enter(client, national)
    one = prepare(national)
    actions.discard_preview(preview=one, by=national, at=AT)
    monkeypatch.setattr("samverka.situation.views.publishing._find", lambda request, pk: one)  # found just before

    twice = client.post(page("discard_preview", one.pk))
    late = client.post(page("publish_preview", one.pk), {"sure": "on"}, follow=True)

    assert twice.headers["Location"] == page("publish_territory", "00")
    assert late.redirect_chain == [(page("publish_territory", "00"), 302)]
    assert "This was thrown away." in text(late)
    assert Entry.objects.filter(verb="situation.preview_discarded").count() == 1
    with pytest.raises(Refused, match="thrown away"):
        actions.publish_preview(preview=one, by=national, at=AT)


@pytest.mark.usefixtures("aid")
def test_work_that_fails_is_told_on_its_page(client, national, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(previews, "work_out", fail)
    monkeypatch.setattr("samverka.situation.views.publishing.now", lambda: AT)
    enter(client, national)

    seen = client.post(page("prepare_publication", "00", "aid_granted"), {"id": new_id()}, follow=True)

    assert "Something of ours failed." in text(seen)
    assert Preview.objects.get().problem == "failed"
