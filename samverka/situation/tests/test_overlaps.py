"""A table of overlaps is brought, worked out, kept in versions, and stated when it says something."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import Workbook

from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.sheets import Unreadable, csv, xlsx
from samverka.situation import actions, integrity
from samverka.situation.estimate_words import tell
from samverka.situation.estimates import answer_in, estimate, plain, read
from samverka.situation.estimates.plain import ENDLESS
from samverka.situation.forms.overlaps import PROBLEMS, read_sheet, template
from samverka.situation.models import Estimate, OverlapTable
from samverka.situation.queries.hidden import answer_of, pairs, rows_of
from samverka.situation.retention import purge
from samverka.situation.tests.estimating import AT, STEADY, TAIWAN, bring, overlaps
from samverka.situation.tests.factories import home, make_county_coordinator, make_town_coordinator
from samverka.situation.tests.pages import enter, page


FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LISTS = ("A", "B", "C")


def sheet(text):
    return text.encode()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_table_is_worked_out_and_told():
    one = bring()

    answer = answer_of(one)
    assert (answer.verdict, answer.seen, one.stage) == ("steady", 328, OverlapTable.Stage.TOLD)
    assert answer == estimate(read(one.lists, STEADY), seed=one.seed)
    assert [entry.verb for entry in Entry.objects.order_by("number") if "overlaps" in entry.verb] == [
        "situation.overlaps_brought", "situation.overlaps_worked_out",
    ]  # fmt: skip
    assert list(integrity.overlaps(AT)) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_worked_out_once():
    one = bring()

    actions.work_out_overlaps(id=one.pk, clock=lambda: AT)

    assert Entry.objects.filter(verb="situation.overlaps_worked_out").count() == 1


@pytest.mark.django_db
def test_while_somebody_works_on_it_nobody_else_does():
    one = bring(work=False)
    OverlapTable.objects.filter(pk=one.pk).update(worked_at=AT)

    actions.work_out_overlaps(id=one.pk, clock=lambda: AT + timedelta(seconds=5))

    one.refresh_from_db()
    assert one.is_at_work


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_and_tried_no_more():
    one = bring(work=False)
    OverlapTable.objects.filter(pk=one.pk).update(counts=["x"] * 8)

    with pytest.raises(TypeError):
        actions.work_out_overlaps(id=one.pk, clock=lambda: AT)

    one.refresh_from_db()
    assert (one.stage, one.is_at_work) == (OverlapTable.Stage.FAILED, False)


@pytest.mark.slow
@pytest.mark.django_db
def test_its_range_becomes_an_estimate_of_the_last_day_with_its_source():
    by = make_town_coordinator()
    table, id = bring(by), new_id()

    made = actions.state_hidden_number(id=id, table=table, by=by, at=AT)

    assert made == actions.state_hidden_number(id=id, table=table, by=by, at=AT)
    answer = answer_of(table)
    assert made.low <= answer.interval[0] <= answer.interval[1] <= made.high
    assert (made.method, made.confidence, made.definition, made.as_of, made.table, made.source) == (
        "external", "low", "over_time", date(2027, 2, 28), table, "Vintern, Stadsmissionen",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows", [TAIWAN, ((1, 0, 0, 5), (0, 1, 0, 5), (0, 0, 1, 5), (1, 1, 0, 3))], ids=["unstable", "refused"]
)
def test_what_the_lists_do_not_settle_is_never_stated(rows):
    by = make_town_coordinator()
    table = bring(by, rows=rows)

    with pytest.raises(Refused, match="do not settle"):
        actions.state_hidden_number(id=new_id(), table=table, by=by, at=AT)

    assert not Estimate.objects.exists()


@pytest.mark.django_db
def test_nothing_is_stated_before_it_is_worked_out():
    by = make_town_coordinator()

    with pytest.raises(Refused, match="Wait"):
        actions.state_hidden_number(id=new_id(), table=bring(by, work=False), by=by, at=AT)


@pytest.mark.django_db
def test_a_table_put_right_is_the_next_version_and_the_first_stays():
    by = make_town_coordinator()
    first = bring(by, work=False)

    second = bring(by, work=False, follows=first, rows=(*STEADY[:-1], (1, 1, 1, 20)))

    assert (first.version, second.version, second.series) == (1, 2, first.series)
    assert OverlapTable.objects.count() == 2


@pytest.mark.django_db
def test_nobody_else_follows_it():
    first = bring(work=False)

    with pytest.raises(Denied):
        bring(make_town_coordinator(), work=False, follows=first)
    by = make_county_coordinator()
    with pytest.raises(Refused, match="same territory"):
        bring(by, code="0184", work=False, follows=bring(by, work=False))


@pytest.mark.django_db
def test_a_table_is_seen_by_the_coordinators_of_the_organisation_that_brought_it_alone():
    by = make_town_coordinator()
    one = bring(by, work=False)

    assert list(OverlapTable.objects.visible_to(by)) == [one]
    for other in (make_town_coordinator(), make_county_coordinator()):
        assert not OverlapTable.objects.visible_to(other).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "field", "text"),
    [
        ({"rows": ((1, 2, 0, 5),)}, "table", "mark each list by 1"),
        ({"rows": ((0, 0, 0, 5),)}, "table", "leave the row out"),
        ({"rows": ((1, 0, 0, -1),)}, "table", "whole number"),
        ({"rows": (*STEADY, (1, 1, 1, 3))}, "table", "repeats"),
        ({"rows": ((1, 0, 5),)}, "table", "3 columns; there should be 4"),
        ({"rows": STEADY[:1]}, "table", "Nobody is on the list"),
        ({"lists": ("A",), "rows": ((1, 5),)}, "table", "from 2 to 8 lists"),
        ({"lists": ("A", "a", "B")}, "table", "name of its own"),
        ({"lists": ("A" * 61, "B", "C")}, "table", "at most 60"),
        ({"lists": ("19121212-1212", "B", "C")}, "table", "personal number"),
        ({"rows": (*STEADY[:-1], (1, 1, 1, 10_000_000))}, "table", "more people"),
        ({"definition": "everybody"}, "definition", "came by"),
        ({"last_day": date(2026, 10, 1)}, "last_day", "before the first"),
        ({"last_day": date(2027, 3, 2)}, "last_day", "still to come"),
        ({"name": " "}, "name", "Write something"),
        ({"made_by": "19121212-1212"}, "made_by", "personal number"),
        ({"name": "x" * 101}, "name", "at most 100"),
    ],
)
def test_a_bad_table_is_refused_with_the_reason(told, field, text):
    with pytest.raises(Unfit, match=text) as refused:
        bring(work=False, **told)

    assert refused.value.field == field
    assert not OverlapTable.objects.exists()


@pytest.mark.django_db
def test_the_same_id_again_is_the_same_table():
    by, id = make_town_coordinator(), new_id()
    said = {"organisation": home(by), "territory": by.standing[0].territory, "by": by, "at": AT}

    first, again = (actions.bring_overlaps(id=id, overlaps=overlaps(), **said) for _try in range(2))

    assert first == again
    assert OverlapTable.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_an_answer_without_an_end_is_drawn_without_it(client):
    one = bring(enter(client, make_town_coordinator()))
    endless = {"interval": [one.answer["interval"][0], ENDLESS], "verdict": "unstable"}
    OverlapTable.objects.filter(pk=one.pk).update(answer=one.answer | endless)

    assert client.get(page("hidden_number", one.pk)).status_code == 200


@pytest.mark.django_db
def test_the_same_id_with_other_numbers_is_no_other_table():
    by, id = make_town_coordinator(), new_id()
    said = {"organisation": home(by), "territory": by.standing[0].territory, "by": by, "at": AT}
    actions.bring_overlaps(id=id, overlaps=overlaps(), **said)

    with pytest.raises(Refused, match="already names something else"):
        actions.bring_overlaps(id=id, overlaps=overlaps(TAIWAN), **said)


@pytest.mark.slow
@pytest.mark.django_db
def test_old_tables_go_and_what_was_stated_of_them_stays():
    by = make_town_coordinator()
    table = bring(by)
    made = actions.state_hidden_number(id=new_id(), table=table, by=by, at=AT)

    assert purge.purge_overlaps(county="00", before=AT, at=AT, limit=9) == 1
    made.refresh_from_db()
    assert (made.table, made.source) == (None, "Vintern, Stadsmissionen")


@pytest.mark.django_db
def test_two_lists_at_a_time_tell_the_simplest_answers():
    one = bring(work=False)

    found = list(pairs(one))

    assert [(pair.first, pair.second, pair.both) for pair in found] == [
        ("Fältare", "Härbärge", 45), ("Fältare", "Dagcentral", 54), ("Härbärge", "Dagcentral", 36),
    ]  # fmt: skip
    assert found[0].lincoln_petersen == pytest.approx(181 * 121 / 45)
    assert rows_of(one)[0] == ([True, False, False], 96)


def test_a_sheet_in_csv_is_read():
    names, rows = read_sheet(sheet("Fält;Härbärge;Antal\n1;0;131\nx;ja;42\n;1;17\n"))

    assert (names, rows[:2]) == (["Fält", "Härbärge"], [[1, 0, 131], [1, 1, 42]])
    assert rows[2][0] == -1  # an empty mark is not a 0


def test_a_number_left_out_is_not_nought():
    with pytest.raises(Unfit, match="Row 2: the number of people"):
        _check(read_sheet(sheet("A;B;Antal\n1;0;3\n0;1;\n1;1;2\n")))


def test_a_workbook_is_read():
    book, file = Workbook(), BytesIO()
    for row in (["A", "B", "People"], [1, 0, 30], [0, 1, 20], [1, 1, 10]):
        book.active.append(row)
    book.save(file)

    assert read_sheet(file.getvalue()) == (["A", "B"], [[1, 0, 30], [0, 1, 20], [1, 1, 10]])


@pytest.mark.parametrize("lists", [2, 3, 4, 5])
@pytest.mark.parametrize("write", [csv, lambda one: xlsx([one], title="x")], ids=["csv", "xlsx"])
def test_the_sheet_to_fill_in_has_each_combination_once_and_is_refused_empty(lists, write):
    names, rows = read_sheet(write(template(lists)))

    assert len(names) == lists
    assert len({tuple(row[:-1]) for row in rows}) == len(rows) == 2**lists - 1
    with pytest.raises(Unfit, match="Row 1: the number of people"):
        _check((names, rows))


def _check(found):
    """What bringing it would say of the table."""
    actions.overlaps._read(overlaps(lists=found[0], rows=found[1]))


def refusal(raw):
    """Why what is sent is no table, in words; None when it is one."""
    try:
        _check(read_sheet(raw))
    except Unreadable as unreadable:
        return str(PROBLEMS[unreadable.why])
    except Unfit as unfit:
        return str(unfit)
    return None


CELLS = some.one_of(
    some.sampled_from(["0", "1", "x", "", "17", "-3", "1,5", "½", "1e9", "nan", "=1+1", "Summa", "'", '"', "\x00"]),
    some.integers(-5, 10**12).map(str),
    some.text(max_size=8),
)


@FEW
@given(
    rows=some.lists(some.lists(CELLS, max_size=10), max_size=12), sign=some.sampled_from([";", ",", "\t", "|"]),
    code=some.sampled_from(["utf-8", "utf-16", "cp1252"]),
)  # fmt: skip
def test_whatever_is_sent_is_a_table_or_refused_in_words(rows, sign, code):
    raw = "\n".join(sign.join(row) for row in rows).encode(code, "replace")

    assert refusal(raw) != ""


@FEW
@given(raw=some.binary(max_size=300))
def test_what_is_no_file_of_a_table_is_refused_too(raw):
    assert refusal(raw)
    assert refusal(b"PK\x03\x04" + raw)


@FEW
@given(lists=some.integers(2, 4), data=some.data())
def test_any_table_is_answered_in_words_and_kept_as_it_was_answered(lists, data):
    people = some.one_of(some.integers(0, 3), some.integers(0, 300))
    rows = [[*(pattern >> number & 1 for number in range(lists)), data.draw(people)] for pattern in range(1, 2**lists)]
    try:
        table = read(LISTS[:lists] if lists < 4 else "ABCD", rows)
    except ValueError:
        return

    answer = estimate(table, seed=1, times=20)

    assert tell(answer).headline
    assert answer_in(plain(answer)) == answer
