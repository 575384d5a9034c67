"""What becomes of the lines of sheets that people send."""

from datetime import timedelta

import pytest
from openpyxl import Workbook

from samverka.core.access import Refused
from samverka.core.models import Policy
from samverka.shelters.actions import imports
from samverka.shelters.models import Capacity, Import, Night
from samverka.shelters.queries.imports import fates, unread_columns
from samverka.shelters.tests.factories import MORNING, TONIGHT, make_group, make_night, set_rule
from samverka.shelters.tests.sending import LATER, go_on, kinds, make_place, send, why, write
from samverka.shelters.tests.tables import table, text


# What becomes of the lines


def test_a_sheet_plans_nights_with_the_beds_it_says():
    shelter, women, by = make_place(beds=8)
    men = make_group(shelter, kind="men", beds=5)

    one = send(text("Natt;Härbärge;Grupp;Platser;Extra", f"{TONIGHT};Härbärget Norr;Kvinnor;6;2"), by)
    assert (one.stage, kinds(one)) == (Import.Stage.PREVIEW, ["new"])
    assert Night.objects.count() == 0
    one = write(one)

    night = Night.objects.get(shelter=shelter)
    assert (night.date, night.state, one.stage) == (TONIGHT, Night.State.PLANNED, Import.Stage.WRITTEN)
    assert [(c.nominal, c.overflow) for c in night.capacities.filter(group=women)] == [(6, 2)]
    assert [(c.nominal, c.overflow) for c in night.capacities.filter(group=men)] == [(5, 0)]


def test_every_line_has_a_fate():
    shelter, _, by = make_place(beds=8)
    make_night(shelter=shelter, date=LATER)
    make_night(shelter=shelter, date=LATER + timedelta(days=1))
    make_night(shelter=shelter, date=LATER + timedelta(days=2), state=Night.State.CLOSED)
    day = lambda ahead: str(LATER + timedelta(days=ahead))  # noqa: E731

    one = send(
        text(
            "Natt;Härbärge;Platser;Spärrade;Orsak",
            f"{day(0)};Härbärget Norr;8;0;",
            f"{day(1)};Härbärget Norr;8;2;vattenläcka",
            f"{day(2)};Härbärget Norr;8;2;vattenläcka",
            f"{day(3)};Härbärget Norr;8;1;",
            f"{day(4)};Härbärget Norr;åtta;;",
            f"{day(5)};Härbärget Söder;8;;",
            f"{TONIGHT - timedelta(days=1)};Härbärget Norr;8;;",
            f"{day(1)};Härbärget Norr;7;;",
            f"{day(900)};Härbärget Norr;8;;",
            "i övermorgon;Härbärget Norr;8;;",
            f"{day(9)};Härbärget Norr;9000;;",
            f"{day(9)};Härbärget Norr;4;5;vattenläcka",
            f"{day(10)};Härbärget Norr;;;",
            "Natt;Härbärge;Platser;Spärrade;Orsak",
            "Summa;;64;;",
        ),
        by,
    )

    assert kinds(one) == [
        *("unchanged", "changed", "left_out", "refused", "refused", "refused", "left_out", "refused", "refused"),
        *("refused", "refused", "refused", "left_out", "left_out", "left_out"),
    ]
    assert one.counts == {"unchanged": 1, "changed": 1, "left_out": 5, "refused": 8}
    assert all(fate.why for fate in fates(one, "refused", "left_out"))
    assert [fate.line for fate in fates(one)] == list(range(2, 17))


def test_blank_nights_and_shelters_mean_the_same_as_above():
    shelter, _, by = make_place()
    men = make_group(shelter, kind="men")

    one = send(text("Natt;Härbärge;Grupp;Platser", f"{LATER};Norr;Kvinnor;4", f";;{men.name};3", ";;Kvinnor;2"), by)

    assert kinds(one) == ["new", "new", "refused"]
    assert why(one) == ["Line 2 says something of the same group and night."]


def test_an_empty_cell_changes_nothing():
    shelter, _, by = make_place(beds=8)
    night = make_night(shelter=shelter, date=LATER)
    Capacity.objects.filter(night=night).update(blocked=2, blocked_because="vattenläcka", reserved=1)

    write(send(text("Natt;Platser;Spärrade;Extra", f"{LATER};;;3"), by))

    capacity = Capacity.objects.get(night=night)
    assert (capacity.blocked, capacity.blocked_because, capacity.overflow, capacity.reserved) == (
        2,
        "vattenläcka",
        3,
        1,
    )


def test_private_rooms_are_blocked_by_their_numbers():
    _, _, by = make_place(kind="family", rooms=[4, 2, 2])
    day = lambda ahead: str(LATER + timedelta(days=ahead))  # noqa: E731

    one = send(
        text(
            "Natt;Platser;Spärrade;Spärrade rum;Orsak",
            f"{day(0)};8;;1, 3;målning",
            f"{day(1)};8;2;;målning",
            f"{day(2)};6;;;",
            f"{day(3)};8;;4;målning",
        ),
        by,
    )

    assert kinds(one) == ["new", "refused", "refused", "refused"]
    [first, *_] = fates(one)
    assert first.now[1:4] == [6, "målning", [1, 3]]


def test_what_seems_to_point_somebody_out_is_refused_or_remarked_on():
    _, _, by = make_place()

    one = send(
        text(
            "Natt;Platser;Spärrade;Orsak",
            f"{LATER};8;1;ring 08-123 45 67",
            f"{LATER + timedelta(days=1)};8;1;19121212-1212",
        ),
        by,
    )

    assert kinds(one) == ["new", "refused"]
    assert "phone" in why(one)[0]


def test_other_peoples_shelters_are_not_told_of():
    _, _, by = make_place()
    make_place(name="Hemliga huset")

    one = send(text("Natt;Härbärge;Platser", f"{LATER};Hemliga huset;8", f"{LATER};Påhittade huset;8"), by)

    assert why(one) == ["You have no shelter called “Hemliga huset”.", "You have no shelter called “Påhittade huset”."]


def test_an_unknown_group_is_told_which_there_are():
    shelter, _, by = make_place(name="Härbärget Norr", group="Kvinnor")
    make_group(shelter, beds=4, name="Familjerum")

    one = send(text("Natt;Grupp;Platser", f"{LATER};Västra;8", f"{LATER};;8"), by)

    assert why(one) == [
        "Härbärget Norr has no group called “Västra”. Its groups are: Familjerum, Kvinnor.",
        "It does not say which group at Härbärget Norr: Familjerum, Kvinnor.",
    ]


def test_columns_that_mean_nothing_are_named():
    _, _, by = make_place()

    one = send(text("Natt;Vaktmästare;Platser;;Kod", f"{LATER};Kim;8;x;17"), by)

    assert unread_columns(one) == ["Vaktmästare", "Kod"]


def make_limited(most):
    """A confirmed night with 8 beds for women and 4 for families, at a shelter that may give out so many."""
    shelter, _, by = make_place(group="Kvinnor", beds=8)
    night = make_night(shelter=shelter, date=LATER)
    families = make_group(shelter, beds=4, name="Familjer")
    Capacity.objects.create(county=night.county, night=night, group=families, nominal=4)
    set_rule(f"site:{shelter.pk}", "capacity_max", most)
    return night, by


def test_a_confirmed_night_gets_no_more_places_than_may_be_given_out():
    _, by = make_limited(13)
    lines = (f"{LATER};Kvinnor;10", f"{LATER};Familjer;4", f"{LATER + timedelta(days=1)};Kvinnor;9")

    one = send(text("Natt;Grupp;Platser", *lines), by)

    assert kinds(one) == ["refused", "unchanged", "new"]
    assert why(one) == ["This night would have 14 places. At most 13 places may be given out here."]
    assert one.counts == {"refused": 1, "unchanged": 1, "new": 1}
    with pytest.raises(Refused, match="All or nothing"):
        write(one)


def test_the_lines_of_a_night_are_weighed_together():
    night, by = make_limited(12)

    one = write(send(text("Natt;Grupp;Platser", f"{LATER};Kvinnor;10", f"{LATER};Familjer;2"), by))

    assert one.stage == Import.Stage.WRITTEN
    assert sorted(night.capacities.values_list("nominal", flat=True)) == [2, 10]


def test_a_new_night_with_too_many_places_is_refused_and_another_limit_holds_another_day():
    shelter, _, by = make_place(beds=8)
    set_rule(f"site:{shelter.pk}", "capacity_max", 9)
    Policy.objects.update(valid_to=LATER)

    one = send(text("Natt;Platser", f"{LATER};10", f"{LATER + timedelta(days=1)};10"), by)

    assert kinds(one) == ["refused", "new"]


def test_a_limit_decided_after_the_preview_holds():
    _, by = make_limited(20)
    one = send(text("Natt;Grupp;Platser", f"{LATER};Kvinnor;12"), by)
    Policy.objects.update(value=13)

    one = write(one)

    assert (one.stage, one.is_stale, kinds(one)) == (Import.Stage.PREVIEW, True, ["refused"])


def test_headings_nobody_knows_are_named_by_hand():
    _, _, by = make_place()
    one = send(text("När;Hur många", f"{LATER};4"), by)
    assert one.stage == Import.Stage.COLUMNS

    one = go_on(imports.name_columns(one=one, sheet="", heading=0, columns={"date": 0, "beds": 1}, at=MORNING))

    assert kinds(one) == ["new"]


def test_another_sheet_is_read_anew():
    _, _, by = make_place()
    book = Workbook()
    book.create_sheet("Maj").append(["Natt", "Platser"])
    book["Maj"].append([LATER, 4])
    one = send(table([["Natt", "Platser"], [LATER, 7]], name="April", book=book), by)

    one = go_on(imports.name_columns(one=one, sheet="Maj", heading=0, columns={}, at=MORNING))

    assert [fate.now[0] for fate in fates(one)] == [4]
