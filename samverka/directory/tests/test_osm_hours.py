from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, text

from samverka.directory.hours import (
    EVERY_DAY,
    MIDNIGHT,
    Behaviour,
    DatedException,
    Effect,
    Hours,
    Kind,
    Rule,
    Wall,
    timetable,
)
from samverka.directory.osm_hours import Unreadable, read, write
from samverka.directory.osm_hours.words import MONTHS, WEEKDAYS
from samverka.directory.tests.weeks import CALENDAR, some_hours, some_instant


pytestmark = pytest.mark.on_sqlite


PIECES = [
    *(*MONTHS[:3], *WEEKDAYS, "2026", "2027", "24", "1", "-", "[1]", "[-1]", ",", ";", "PH", "SH", "24/7", "+"),
    *("10:00-12:00", "20:30-07:30", "off", "unknown", '"by appointment"', '"', "||", ":", "week", " ", " ", " "),
]


@pytest.mark.parametrize(
    "stated",
    [
        "24/7",
        "Mo-Fr 10:00-18:00; Sa 10:00-14:00",
        "Mo-Fr 10:00-12:00,13:00-16:00; PH off",
        "Mo,We,Fr 10:00-12:00; PH unknown",
        "Mo-Su 20:30-07:30; PH 20:30-07:30 off",
        "Mo-Su 20:30-07:30; PH 20:30-07:30 unknown",
        "Mo-Fr 20:30-07:30, Sa 22:00-00:30",
        "We[1] 10:00-12:00, We[-1] 13:00-14:00",
        "Mo-Sa 10:00-18:00; Su 11:00-15:00; PH off, PH 11:00-15:00",
        "2026 Dec 01-2027 Mar 31 Mo 10:00-12:00",
        "2026 Dec 01+ Mo 10:00-12:00",
        "1900 Jan 01-2026 Mar 31 Mo 10:00-12:00",
        "Dec 01-Mar 31 Mo 10:00-12:00",
        'Mo-Fr 10:00-12:00; 2026 Dec 24 off "Vi firar jul."',
        "Mo-Fr 10:00-12:00; 2026 Jul 01-2026 Aug 15 off",
        "Mo-Fr 10:00-12:00; 2026 Dec 24 off, 2026 Dec 24 10:00-11:00,12:00-13:00",
        "Mo-Su 20:30-07:30; 2026 Dec 24 20:30-07:30,22:00-10:00 off, 2026 Dec 24 22:00-10:00",
    ],
)
def test_what_we_write_is_read_as_we_wrote_it(stated):
    assert write(read(stated, unsaid=Behaviour.OPEN)) == stated


@pytest.mark.parametrize(
    ("stated", "same"),
    [
        ("  mo".replace("m", "M") + " 10:00 - 12:00 ;", "Mo 10:00-12:00"),
        ("Mo-Fr 10:00-12:00, 13:00-14:00", "Mo-Fr 10:00-12:00,13:00-14:00"),
        ("Mo-Fr", "Mo-Fr 00:00-24:00"),
        ("10:00-12:00", "Mo-Su 10:00-12:00"),
        ("Fr-Mo 10:00-12:00", "Mo,Fr-Su 10:00-12:00"),
        ("Fr 22:00-26:00", "Fr 22:00-02:00"),
        ("Fr 10:00-34:00", "Fr 10:00-10:00"),
        ("We[1,3] 10:00-12:00", "We[1] 10:00-12:00, We[3] 10:00-12:00"),
        ("Mo-Su 10:00-12:00; We closed", "Mo-Tu,Th-Su 10:00-12:00"),
        ("Mo-Su 10:00-12:00; Sa,Su 11:00-12:00", "Mo-Fr 10:00-12:00; Sa-Su 11:00-12:00"),
        ("Mo-Sa 10:00-12:00; Su,PH 11:00-12:00", "Mo-Sa 10:00-12:00; Su 11:00-12:00; PH off, PH 11:00-12:00"),
        ("Mo-Sa 10:00-12:00; PH 11:00-12:00; PH off", "Mo-Sa 10:00-12:00; PH off"),
        ("Dec-Feb Mo 10:00-12:00", "Dec 01-Feb 29 Mo 10:00-12:00"),
        ("Dec: Mo 10:00-12:00", "Dec 01-Dec 31 Mo 10:00-12:00"),
        ("Dec 10-24 Mo 10:00-12:00", "Dec 10-Dec 24 Mo 10:00-12:00"),
        ("2027 Feb Mo 10:00-12:00", "2027 Feb 01-2027 Feb 28 Mo 10:00-12:00"),
        ("2026 Dec 24-Jan 06 Mo 10:00-12:00", "2026 Dec 24-2027 Jan 06 Mo 10:00-12:00"),
        ("24/7; 2026 Dec 24,2026 Dec 31 off", "24/7; 2026 Dec 24 off; 2026 Dec 31 off"),
        ("24/7; 2026 Dec 24 10:00-12:00", "24/7; 2026 Dec 24 off, 2026 Dec 24 10:00-12:00"),
        ("24/7; 2026 Dec 24", "24/7; 2026 Dec 24 off, 2026 Dec 24 00:00-24:00"),
    ],
)
def test_others_write_the_same_in_other_ways(stated, same):
    assert write(read(stated, unsaid=Behaviour.OPEN)) == same


@pytest.mark.parametrize(
    ("stated", "reason", "position"),
    [
        ("", "We cannot read this", 1),
        ("Mo 10:00-12:00; ?", "We cannot read this", 17),
        ("Mon 10:00-12:00", "We cannot read this", 1),
        ("Mo 10:00-12:00; SH off", "School holidays differ from place to place; state dates", 17),
        ('Mo 10:00-12:00 || "ring"', "We have no hours that hold only when nothing else is known", 16),
        ("Mo sunrise-12:00", "We need hours of the clock, not of the sun", 4),
        ("week 10-20 Mo 10:00-12:00", "We know no numbers of weeks and no movable feasts; state dates", 1),
        ("Mo 10:00+", "Hours need an end", 4),
        ("Mo 10:00-12:00/00:30", "Hours at intervals must be stated one by one", 4),
        ("Mo 24:00-26:00", "There is no such time", 4),
        ("Mo 10:00-36:00", "Hours cannot last longer than a day", 4),
        ("2026 Feb 29 Mo 10:00-12:00", "There is no such date", 1),
        ("Feb 30 Mo 10:00-12:00", "There is no such date", 1),
        ("2026 Mo 10:00-12:00", "A year needs a month", 1),
        ("Dec 01+ Mo 10:00-12:00", "These dates need a year", 1),
        ("2026 Dec 24-2026 Dec 01 Mo 10:00-12:00", "These dates end before they begin", 1),
        ("PH off", "There are no weekly hours in this", 1),
        ('Mo "by appointment"', "These hours have no times", 1),
        ('Mo 10:00-12:00 "women"', "We know no hours “women”; say it as an access condition", 1),
        ("Mo 10:00-12:00 unknown", "Weekly hours cannot be unknown", 1),
        ("PH off; Mo 10:00-12:00", "Weekly hours must stand before public holidays and single dates", 9),
        ("Mo 10:00-12:00; 2026 Dec 24 off; PH off; Tu 10:00-12:00", "Weekly hours must stand before", 42),
        ("Mo 10:00-18:00; Mo 12:00-13:00 off", "We cannot close for a part of a day", 17),
        ("Mo 10:00-18:00; 2026 Dec 24 12:00-13:00 off", "We cannot close for a part of a day", 17),
        ("Mo 10:00-18:00; PH 12:00-13:00 off", "We cannot close for a part of a day", 17),
        ("Mo 10:00-18:00; Jul Mo 10:00-12:00", "These hours replace earlier ones on some days only", 17),
        ("Mo 10:00-18:00; Mo[1] off", "These hours replace earlier ones on some days only", 17),
        ("Mo 10:00-18:00; PH 10:00-12:00", "On public holidays we know only the hours of Sunday, or none", 17),
        ("Mo 10:00-18:00, PH 10:00-12:00", "Hours cannot be added to those of a public holiday", 17),
        ("Mo 10:00-18:00; 2026 Dec 24 10:00-11:00; PH off", "Public holidays must stand before single dates", 42),
        ("Mo 10:00-18:00; 2026 Dec 24 unknown", "Single dates cannot be unknown", 17),
    ],
)
def test_what_we_cannot_say_is_refused_with_its_place(stated, reason, position):
    with pytest.raises(Unreadable, match=f"^{reason.replace('?', '.')}.* \\(character {position}: ") as refused:
        read(stated)

    assert refused.value.position == position


def test_a_text_without_holidays_leaves_them_unknown():
    assert read("Mo 10:00-12:00").on_holiday == Behaviour.UNKNOWN


@pytest.mark.parametrize(
    ("on_holiday", "on_eve", "written"),
    [
        (Behaviour.CLOSED, Behaviour.OPEN, "24/7; PH off"),
        (Behaviour.OPEN, Behaviour.CLOSED, "24/7; PH off"),
        (Behaviour.OPEN, None, "24/7; PH unknown"),
        (Behaviour.OPEN, Behaviour.OPEN, "24/7"),
    ],
)
def test_of_holidays_and_eves_the_text_says_the_more_careful(on_holiday, on_eve, written):
    assert write(Hours((Rule(EVERY_DAY, Wall(MIDNIGHT, MIDNIGHT)),), (), on_holiday, on_eve)) == written


def test_each_kind_is_a_text_of_its_own():
    hours = read('Mo 10:00-12:00, Tu 10:00-12:00 "by appointment", We 09:00-10:00 "by phone"', unsaid=Behaviour.OPEN)

    assert [write(hours, kind) for kind in Kind] == [
        "Mo 10:00-12:00",
        'Tu 10:00-12:00 "by appointment"',
        "",
        'We 09:00-10:00 "by phone"',
    ]


def test_a_message_alone_is_not_written():
    on = next(iter(CALENDAR))
    hours = replace(read("24/7"), exceptions=(DatedException(on, on, Effect.MESSAGE, message="Välkomna!"),))

    assert write(hours) == "24/7; PH unknown"


def test_what_cannot_be_said_is_not_written():
    both = read("2026 Dec 01+ Mo 10:00-12:00").rules[0], read("Dec-Mar Mo 10:00-12:00").rules[0]
    rule = replace(both[0], season=both[1].season)

    assert write(Hours((rule,))) == ""
    assert write(Hours()) == ""


@pytest.mark.slow
@given(integers(0, 2**32), sampled_from(Kind))
def test_whatever_is_written_is_read_back(seed, kind):
    chance = Random(seed)  # noqa: S311 (hypothesis chooses it)
    hours = some_hours(chance)
    hours = replace(
        hours,
        rules=tuple(replace(rule, kind=kind) for rule in hours.rules),
        exceptions=tuple(
            replace(one, kind=kind) if one.effect == Effect.OTHER_HOURS else replace(one, message="Så är det.")
            for one in hours.exceptions
        ),
    )
    again = read(write(hours, kind), unsaid=Behaviour.OPEN)
    at = some_instant(chance, hours)

    assert set(again.rules) == set(hours.rules)
    assert again.exceptions == hours.exceptions
    assert timetable(again, CALENDAR, kind).status(at) == timetable(hours, CALENDAR, kind).status(at)


@pytest.mark.slow
@given(lists(sampled_from(PIECES), max_size=12).map("".join) | text(max_size=12))
def test_any_text_is_read_or_refused(stated):
    with suppress(Unreadable):
        for kind in Kind:
            again = write(read(stated), kind)

            assert again == (again and write(read(again), kind))
