"""Sheets as people make them."""

import io
import zipfile
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from samverka.shelters import sheets
from samverka.shelters.tests.factories import (
    TONIGHT,
)
from samverka.shelters.tests.tables import table


pytestmark = pytest.mark.on_sqlite


# Cells


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2026-11-24",
            "24/11 2026",
            "24 nov",
            "24 nov.",
            "24:e november",
            "tis 24 nov",
            "tisdag den 24 november 2026",
        ),
        *("24.11.2026", "24/11-26", "24/11", "20261124", "2026-11-24 20:30", "2026-11-24T20:30:00", "46350", 46350),
        *(46350.0, date(2026, 11, 24), "2026/11/24", " 24 Nov 2026 "),
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert sheets.day(written, near=date(2026, 11, 20)) == date(2026, 11, 24)


@pytest.mark.parametrize("written", ["11/24/2026", "2026-02-30", "kväll", "24", 24, float("nan"), float("inf"), "0/0"])
def test_what_is_no_day_or_could_be_two_is_not_guessed(written):
    with pytest.raises(ValueError):  # noqa: PT011 (any sentence will do)
        sheets.day(written, near=date(2026, 11, 20))


def test_a_day_without_a_year_is_the_nearest():
    assert sheets.day("2 jan", near=date(2026, 12, 20)) == date(2027, 1, 2)
    assert sheets.day("20/12", near=date(2027, 1, 2)) == date(2026, 12, 20)


@pytest.mark.parametrize("written", ["12", "12 st", "12,0", "12.0", 12, 12.0, " 12 platser", "12\u00a0st", "12st."])
def test_a_number_is_read_however_it_is_written(written):
    assert sheets.whole(written) == 12


@pytest.mark.parametrize("written", ["12,5", "ca 12", "-3", -3, 12.5, "12+2", True, "#REF!", float("inf"), "9" * 30])
def test_what_is_no_whole_number_is_not_guessed(written):
    with pytest.raises(ValueError):  # noqa: PT011
        sheets.whole(written)


@pytest.mark.parametrize("written", [None, "", " ", "-", "–"])  # noqa: RUF001
def test_dashes_and_blanks_say_nothing(written):
    assert sheets.whole(written) is None
    assert sheets.day(written, near=TONIGHT) is None


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.booleans()))
def test_any_cell_is_a_number_a_day_or_neither(cell):
    for read in (sheets.whole, sheets.wholes, lambda one: sheets.day(one, near=TONIGHT)):
        try:
            read(cell)
        except ValueError:
            continue


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_in_the_usual_encodings(encoding, separator):
    file = f"Natt{separator}Härbärge{separator}Platser\r\n2026-11-24{separator}Örat{separator}4\r\n".encode(encoding)

    assert sheets.read(file, most_lines=9).lines == [
        (1, ["Natt", "Härbärge", "Platser"]),
        (2, ["2026-11-24", "Örat", "4"]),
    ]


def test_text_may_say_its_separator():
    assert sheets.read(b"sep=|\nNatt|Platser\n2026-11-24|4,0\n", most_lines=9).lines[1][1] == ["2026-11-24", "4,0"]


def test_the_heading_is_found_below_titles_and_by_other_names():
    rows = [["Vinternatt 2026/27"], [], ["Upprättad av", "staben"], ["Nattdatum", "Boende", "Avd.", "Antal platser"]]
    read = sheets.read(table([*rows, [TONIGHT, "Norr", "Kvinnor", 4]]), most_lines=99)

    header = sheets.find_header([row for _, row in read.lines])

    assert header.columns == {"date": 0, "site": 1, "group": 2, "beds": 3}
    assert read.lines[header.row + 1] == (5, [TONIGHT, "Norr", "Kvinnor", 4])


def test_the_most_particular_meaning_wins():
    headings = ["Datum", "Platser", "Spärrade platser", "Orsak till spärrade platser", "Extra platser", "Spärrade rum"]

    named = sheets.guess(headings)

    assert named == {"date": 0, "beds": 1, "blocked": 2, "because": 3, "overflow": 4, "rooms": 5}


def test_merged_cells_count_for_every_line():
    file = table(
        [["Natt", "Härbärge", "Grupp", "Platser"], [TONIGHT, "Norr", "A", 1], [None, None, "B", 2]],
        merge=["A2:A3", "B2:B3"],
    )

    assert sheets.read(file, most_lines=9).lines[2] == (3, [TONIGHT, "Norr", "B", 2])


def test_the_sheet_with_the_table_is_found_and_others_can_be_asked_for():
    book = Workbook()
    book.create_sheet("Nätter").append(["Natt", "Platser"])
    file = table([["Läs detta först"]], name="Info", book=book)

    assert sheets.read(file, most_lines=9).sheet == "Nätter"
    assert sheets.read(file, most_lines=9, sheet="Info").lines == [(1, ["Läs detta först"])]


def test_formulas_without_a_saved_result_are_told_of():
    assert sheets.read(table([["Natt", "Platser"], [TONIGHT, "=2+2"]]), most_lines=9).has_empty_formulas
    assert not sheets.read(table([["Natt", "Platser"], [TONIGHT, 4]]), most_lines=9).has_empty_formulas


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 200_000_000)
    return file.getvalue()


def laughs():
    """The billion laughs: entities that name each other."""
    file = io.BytesIO(table([["Natt", "Platser"], [TONIGHT, 4]]))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><workbook>&a9;</workbook>'
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, evil if part == "xl/workbook.xml" else old.read(part))
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (lambda: b"", "empty"),
        (lambda: b" \r\n ", "empty"),
        (lambda: table([]), "empty"),
        (lambda: b"PK\x03\x04 and then nothing", "broken"),
        (lambda: table([["Natt"]])[:-900], "broken"),
        (lambda: b"\xd0\xcf\x11\xe0 as Excel wrote in 1997", "old_excel"),
        (lambda: b"%PDF-1.7\x00\x01\x02\x03\x04\x05", "not_a_table"),
        (lambda: b'"' + b"x" * 200_000, "broken"),
        (lambda: b"a;b\n" * 100, "too_many_lines"),
        (bomb, "too_large"),
        (laughs, "broken"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(file, problem):
    with pytest.raises(sheets.Unreadable) as unreadable:
        sheets.read(file(), most_lines=50)

    assert unreadable.value.why == problem


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]))
def test_garbage_is_a_table_or_a_plain_reason(garbage, start):
    try:
        read = sheets.read(start + garbage, most_lines=50)
    except sheets.Unreadable:
        return
    assert sheets.find_header([row for _, row in read.lines]).row < len(read.lines)


@cache
def a_workbook():
    """Made once: a workbook tells when it was made, so that the next one may be longer."""
    return table([["Natt", "Platser"], [TONIGHT, 4], [TONIGHT, "fyra"]])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_a_table_or_a_plain_reason(data):
    file = bytearray(a_workbook())
    for _ in range(data.draw(st.integers(1, 12))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    try:
        sheets.read(bytes(file), most_lines=50)
    except sheets.Unreadable:
        return
