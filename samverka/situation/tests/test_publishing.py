from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.verifying import CHECKS
from samverka.situation import integrity, queries
from samverka.situation.disclosure import attack
from samverka.situation.disclosure.lattice import cube
from samverka.situation.disclosure.primary import Rule
from samverka.situation.disclosure.tables import Dimension, tabulate
from samverka.situation.models import PublishedCell, PublishedTable
from samverka.situation.tests.publishing import (
    AT,
    MONTHS,
    WORDS,
    bed_nights,
    counts,
    make_county,
    make_nation,
    make_national,
    publish,
)


def told():
    return {(one.area, one.period, one.category): one.value for one in PublishedCell.objects.all()}


def faults():
    return [fault for check in (integrity.versions, integrity.cells, integrity.attacked) for fault in check(now())]


def test_what_a_table_shows_is_published_by_the_tables_of_the_lattice():
    made = publish()

    assert [(one.name, one.version, one.first_period, one.last_period) for one in made] == [
        ("bed-nights-county-month", 1, "2026-10", "2026-12"),
        ("bed-nights-county-quarter", 1, "2026-Q4", "2026-Q4"),
        ("bed-nights-nation-month", 1, "2026-10", "2026-12"),
    ]
    assert PublishedCell.objects.count() == len(bed_nights().shown)
    assert {len(area) for area, _period, _category in told()} == {2}  # people are not told of by municipality


def test_rounded_numbers_add_up_and_tell_no_small_count():
    publish()

    cells = told()
    for month in MONTHS:
        assert cells["00", month, ""] == sum(cells["00", month, one] for one in ("men", "women"))
        assert cells["00", month, ""] == cells["01", month, ""] + cells["03", month, ""]
    assert cells["01", "2026-Q4", ""] == sum(cells["01", month, ""] for month in MONTHS)
    assert not {1, 2, 3, 4} & set(cells.values())


def test_publishing_leaves_a_line_for_each_table():
    made = publish()

    lines = Entry.objects.filter(verb="situation.table_published")
    assert {line.subject for line in lines} == {f"situation.publishedtable:{one.pk}" for one in made}
    assert {line.detail["version"] for line in lines} == {1}


def test_the_same_again_changes_nothing():
    id = new_id()
    made = publish(id=id)

    assert publish(id=id, at=AT + timedelta(days=1)) == made
    assert PublishedTable.objects.count() == 3


def test_an_id_names_one_publication():
    id = new_id()
    publish(id=id)

    with pytest.raises(Refused, match="already names something else"):
        publish(cube("visits", counts(), about="visits"), id=id, about="visits")


def test_a_later_quarter_is_a_new_version_and_the_old_one_stays():
    first = publish()
    later = publish(bed_nights(counts(months=("2027-01", "2027-02", "2027-03"))), at=AT + timedelta(days=90))

    assert [(one.version, one.supersedes) for one in later] == [(2, one) for one in first]
    assert list(queries.newest_tables()) == later
    quarters = [queries.cube(one, "en").axes[1].codes for one in (first[1], later[1])]
    assert quarters == [["2026-Q4"], ["2026-Q4", "2027-Q1"]]


def test_an_older_quarter_of_another_county_does_not_take_the_page_back():
    make_nation()
    for code, months in (("01", MONTHS), ("03", ("2026-07", "2026-08", "2026-09"))):
        told = {codes: count for codes, count in counts(months).items() if codes[0][:2] == code}
        by = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory=code))
        publish(bed_nights(told, is_nation=False), territory=Territory.objects.get(code=code), by=by)

    last = {one.table.name: one.periods[-1] for one in queries.shown("en")}

    assert last == {"bed-nights-county-month": "2026-12", "bed-nights-county-quarter": "2026-Q4"}


def test_numbers_that_were_published_come_out_the_same_in_a_wider_table():
    stockholm = {codes: count for codes, count in counts().items() if codes[0][:2] == "01"}
    make_nation()
    publish(bed_nights(stockholm, is_nation=False), territory=Territory.objects.get(code="01"), by=make_county())
    before = told()

    publish()

    assert {codes: value for codes, value in told().items() if codes in before} == before
    assert ("03", "2026-10", "") in told()


def test_all_of_it_again_is_refused():
    publish()

    with pytest.raises(Refused, match="published before"):
        publish()


def test_a_number_that_has_changed_is_not_told_otherwise():
    publish()
    changed = counts() | {("0180", "2026-10", "men"): 400}

    with pytest.raises(Refused, match="What was published stays"):
        publish(bed_nights(changed))


def test_a_county_publishes_within_itself_alone():
    nation, county = make_nation(), make_county()

    with pytest.raises(Denied):
        publish(by=county)
    with pytest.raises(Refused, match="outside"):
        publish(by=county, territory=Territory.objects.get(code="01"))
    with pytest.raises(Denied):
        publish(by=county, territory=Territory.objects.get(code="03"))
    with pytest.raises(Denied):
        publish(by=county, territory=Territory.objects.get(code="0180"))
    assert nation.code == "00"


def test_what_was_not_declared_is_not_published():
    table = tabulate("bed_nights", [Dimension.flat("language", ["ro", "bg"])], {("ro",): 40, ("bg",): 50})

    with pytest.raises(Refused, match="not among the tables that were declared"):
        publish(table)


def test_people_are_not_told_of_by_municipality():
    with pytest.raises(Refused, match="not among the tables"):
        publish(bed_nights(about="supply"), about="people")


def test_a_table_has_words_in_both_languages():
    with pytest.raises(Refused, match="words in Swedish and English"):
        publish(words={"sv": WORDS["sv"]})


def test_a_measure_keeps_its_method():
    publish()

    with pytest.raises(Refused, match="another method"):
        publish(bed_nights(counts(months=("2027-01",))), method="suppression")


def test_numbers_that_rest_on_few_are_not_rounded():
    shared = {codes: {"one": count, "another": 1} for codes, count in counts().items()}

    with pytest.raises(Refused, match="too few organisations"):
        publish(bed_nights(shared))


def test_hidden_numbers_are_null_with_a_letter_and_cannot_be_worked_out():
    publish(
        bed_nights(counts() | {("0380", "2026-10", "men"): 2, ("0380", "2026-10", "women"): 1}), method="suppression"
    )

    cells = {(one.area, one.period, one.category): one for one in PublishedCell.objects.all()}
    hidden = [one for one in cells.values() if one.status == "c"]
    assert hidden
    assert {one.value for one in hidden} == {None}
    assert not {1, 2, 3, 4} & {one.value for one in cells.values()}
    assert attack.narrow(queries.releases("bed_nights")) == {}


def test_a_later_table_that_would_give_a_hidden_number_away_is_refused():
    """By a rule that protects nothing: the gate stands by itself."""
    careless = Rule(small=0, contributors=0, dominance=1, width=0)
    few = bed_nights({("01", "2026-10", "men"): 3}, is_nation=False)
    publish(few, method="suppression")
    both = {("01", "2026-10", "men"): 3, ("03", "2026-10", "men"): 50}

    with pytest.raises(Refused, match=r"could be worked out.*bed_nights, \S") as refused:
        publish(bed_nights(both), method="suppression", rule=careless)
    assert "between" not in str(refused.value)  # nobody is told what is hidden

    assert {one.version for one in PublishedTable.objects.all()} == {1}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once():
    make_nation()
    together, coordinators = Barrier(2), [make_national(), make_national()]

    def ask(by):
        connection.ensure_connection()
        together.wait()
        try:
            return publish(by=by, territory=Territory.objects.get(code="00"))
        except Refused:
            return []
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as at_once:
        done = sorted(len(made) for made in at_once.map(ask, coordinators))

    assert done == [0, 3]
    assert [one.version for one in PublishedTable.objects.all()] == [1, 1, 1]


def test_letters_come_with_their_numbers():
    table = bed_nights()
    [cell] = [cell for cell in table.shown if dict(cell) == {"measure": "bed_nights", "period": "2026-10"}]

    publish(table, statuses={cell: "p"})

    assert PublishedCell.objects.get(area="00", period="2026-10", category="").status == "p"


@pytest.mark.parametrize("model", [PublishedTable, PublishedCell])
def test_what_was_published_is_never_changed_nor_deleted(model):
    publish()

    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        model.objects.all().update(measure="else")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_all_that_was_published_is_attacked_again_when_data_is_verified():
    publish()
    publish(bed_nights(counts(months=("2027-01", "2027-02", "2027-03"))), at=AT + timedelta(days=90))

    assert faults() == []
    assert integrity.attacked in CHECKS.values()


def test_a_hidden_cell_that_can_be_worked_out_is_found_when_data_is_verified():
    """Written past the action: all but one part of a sum."""
    made = publish(
        cube("bed_nights", {("0180", "2026-10", "men"): 30, ("0180", "2026-10", "women"): 40}, about="people"),
        method="suppression",
    )
    table = next(one for one in made if one.name == "bed-nights-nation-month")
    said = {field.name: getattr(table, field.name) for field in table._meta.concrete_fields}
    said |= {"id": new_id(), "publication": new_id(), "version": 2, "supersedes": table}
    said["dimensions"] = [
        [name, total, {**parents, "children": total} if name == "category" else parents]
        for name, total, parents in table.dimensions
    ]
    later = PublishedTable.objects.create(**said)
    PublishedCell.objects.create(
        table=later, measure="bed_nights", area="00", period="2026-10", category="children", status="c"
    )

    assert [fault for fault in faults() if "children" in fault] == [
        "The published cell bed_nights, children, 2026-10 lies between 0 and 0."
    ]
