"""Paper for a town: for everybody, made once, never too long, and good to listen to."""

# ruff: noqa: RUF001 (ranges)

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from io import BytesIO
from threading import Barrier

import pikepdf
import pytest
from django.utils.timezone import localdate, now
from django.utils.translation import override

from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.directory import actions, queries
from samverka.directory.models import Category, DateException, Language, Service
from samverka.directory.tests.factories import add_hours, make_editor, make_place, make_provider, make_service
from samverka.shelters.models import Pool, Shelter
from samverka.shelters.queries import standing_intakes
from samverka.shelters.tests.factories import make_pool, make_shelter
from samverka.web.paper import Reader, making, tell
from samverka.web.paper.weeks import hours_in_a_line


A4, A7 = (595, 842), (210, 298)  # points
SHEETS = {"card": (2, A7), "fold-out": (2, A4), "poster": (1, A4)}
MONDAY = date(2026, 11, 2)
SUNDAY_FOUR_WEEKS_ON = date(2026, 11, 29)


@pytest.fixture
def shower():
    service = make_service(name="Duscha hos oss", phone="08-123 45 67", verified_on=localdate(now()))
    add_hours(service)
    for language, text in (("ro", "Fă duș la noi, țară și șapte"), ("bg", "Душ при нас")):
        actions.translate(
            subject=service.pk, field="name", language=Language.objects.get(pk=language), text=text, of_version=1,
            by=make_user(Role.TRANSLATOR), at=now(),
        )  # fmt: skip
    return service


def sheet(client, template, edition="sv", town="stockholm"):
    answer = client.get(f"/{edition}/{town}/{template}.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer


def opened(answer):
    return pikepdf.open(BytesIO(answer.content))


def told(town="stockholm", *, language="sv", on=None):
    on, here = on or localdate(now()), queries.towns()[town]
    with override(language):
        reader = Reader(language, language, f"https://hjalp.example/{language}/{town}/")
        return tell(here, reader, stamp=queries.stamp(here, on=on), on=on)


def make_intake(place, *, name="", **facts):
    pool = make_pool()
    Pool.objects.filter(pk=pool.pk).update(name=name or pool.name, intake_place=place)
    shelter = make_shelter(pool=pool, organisation=pool.organisation)
    Shelter.objects.filter(pk=shelter.pk).update(**{"is_active": True} | facts)


def line(service, first=MONDAY, last=SUNDAY_FOUR_WEEKS_ON, language="en"):
    with override(language):
        [found] = queries.told(Service.objects.filter(pk=service.pk), on=first)
        return hours_in_a_line(found.spots[0], first=first, last=last)


def make_many(count):
    """A town with more than any paper has room for, in long words."""
    provider = make_provider()
    place = make_place(provider, name="Samlingshuset vid den långa gatan bortom torget")
    for number, category in enumerate(list(Category.objects.exclude(code="SHELTER-WOMEN").order_by("position")) * 9):
        if number >= count:
            break
        service = make_service(
            provider, category=category.code, places=(place,), name=f"{category.code} med ett långt namn {number}",
            phone="08-123 45 67", access="appointment",
        )  # fmt: skip
        add_hours(service)
        add_hours(service, "67", time(10, 30), time(14))


@pytest.mark.slow
@pytest.mark.parametrize("template", SHEETS)
@pytest.mark.parametrize("edition", ["sv", "lattlast", "en", "ro", "bg"])
def test_paper_is_pdf_ua_in_the_readers_language(client, shower, template, edition):
    answer = sheet(client, template, edition)

    assert answer.cookies == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    language = {"lattlast": "sv"}.get(edition, edition)
    assert answer.headers["Content-Language"] == language
    with opened(answer) as pdf, pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked
        assert "Stockholm" in about["dc:title"]
        assert str(shower.pk) not in about["dc:title"]
        pages, (wide, high) = SHEETS[template]
        assert len(pdf.pages) == pages
        assert [round(float(number)) for number in pdf.pages[0].MediaBox[2:]] == [wide, high]


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "name"), [("ro", "Fă duș la noi, țară și șapte"), ("bg", "Душ при нас")])
@pytest.mark.parametrize("template", ["card", "fold-out"])
def test_paper_holds_the_translated_names(client, shower, template, edition, name):
    assert name in text_of(sheet(client, template, edition).content)


@pytest.mark.slow
@pytest.mark.parametrize("template", SHEETS)
def test_a_large_town_never_grows_out_of_its_paper(client, template):
    make_many(120)

    for edition in ("sv", "bg"):
        with opened(sheet(client, template, edition)) as pdf:
            assert len(pdf.pages) == SHEETS[template][0]
    if template == "fold-out":
        assert "Det finns mer än som får plats" in text_of(sheet(client, template).content)


@pytest.mark.slow
@pytest.mark.parametrize("template", SHEETS)
def test_a_protected_place_tells_its_area_alone(client, template):
    provider = make_provider()
    secret = make_place(provider, address_class="area_only", name="Hemliga huset", area="Innerstaden")
    make_service(provider, category="SHELTER-NIGHT", places=(secret,), name="Natthärbärget")

    text = text_of(sheet(client, template).content)

    assert "Hemliga" not in text
    if template != "poster":
        assert "Innerstaden" in text


@pytest.mark.slow
def test_what_is_told_stays_text_whatever_it_says(client):
    make_service(name='#read("making.py") *x* $y$ <a> @b')

    assert '#read("making.py") *x* $y$ <a> @b' in text_of(sheet(client, "fold-out").content)


@pytest.mark.slow
def test_an_unchanged_sheet_is_neither_made_nor_sent_again(client, shower, django_assert_num_queries):
    etag = sheet(client, "card").headers["ETag"]

    with django_assert_num_queries(4):
        again = client.get("/sv/stockholm/card.pdf", headers={"If-None-Match": etag})
    actions.change_service(service=shower, name="Nya duschen", by=make_editor(shower.provider), at=now())
    after = client.get("/sv/stockholm/card.pdf", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200
    assert "Nya duschen" in text_of(after.content)


@pytest.mark.slow
@pytest.mark.parametrize(("template", "told"), [("card", ""), ("fold-out", "Who wins gets a bed for 5 nights.")])
def test_where_a_bed_for_the_night_is_given_out_is_on_paper(client, shower, template, told):
    assert "Draw at" not in text_of(sheet(client, template, "en").content)

    make_intake("Provgatan 1", name="Vinternatt")
    said = text_of(sheet(client, template, "en").content)

    assert "Here you get a place: Vinternatt Draw at 10:00" in said
    assert told in said
    assert "Provgatan 1" in said


def test_where_no_place_is_given_out_or_only_an_area_is_known_paper_says_nothing(db):
    make_intake("")
    make_intake("Provgatan 1", visibility="area_only")
    make_intake("Provgatan 2", is_active=False)

    assert standing_intakes(codes=("0180", "01"), on=MONDAY) == []


def test_there_is_no_paper_of_a_town_that_has_not_begun(client):
    assert client.get("/sv/kiruna/card.pdf").status_code == 404
    assert client.get("/sv/stockholm/letter.pdf").status_code == 404


@pytest.mark.slow
def test_many_who_ask_at_once_get_the_same_sheet_made_once(db, shower):
    facts, together, made = told(), Barrier(4), []

    def tell_once():
        made.append(1)
        return facts

    def ask(_number):
        together.wait()
        return making.printed("poster", key="race", stamp=str(shower.pk), tell=tell_once)

    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(ask, range(4)))

    assert len({one.body for one in found}) == 1
    assert made == [1]


def test_who_would_wait_too_long_is_asked_to_come_again(client, shower, monkeypatch):
    monkeypatch.setattr(making, "PATIENCE", 0.01)

    with making._press:
        answer = client.get("/sv/stockholm/poster.pdf")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_the_town_page_leads_to_its_paper(client, shower):
    page = client.get("/ro/stockholm/").content.decode()

    assert [f"/ro/stockholm/{template}.pdf" in page for template in SHEETS] == [True] * 3


def test_who_is_for_everybody_and_easy_to_get_comes_first(db):
    provider = make_provider()
    for name, facts in (
        ("Bara kvinnor", {"audience": ["women"]}),
        ("Boka", {"access": "appointment"}),
        ("Kom", {"access": "drop_in"}),
    ):
        make_service(provider, name=name, **facts)

    [group] = told()["groups"]

    assert [entry["name"]["text"] for entry in group["entries"]] == ["Kom", "Boka", "Bara kvinnor"]


def test_who_has_closed_for_a_while_is_not_on_paper(shower):
    Service.objects.filter(pk=shower.pk).update(state="temporarily_closed")

    assert told()["groups"] == []


def test_the_line_for_children_is_on_paper(shower):
    ContactLine.objects.create(
        organisation=make_organisation(territory="0180"), function="social_emergency", phone="08-000 11 22",
        hours="16-08", verified_on=MONDAY,
    )  # fmt: skip

    assert told(language="en")["numbers"] == [
        {"number": "112", "what": "danger to life"},
        {"number": "114 14", "what": "police, no hurry"},
        {"number": "08-000 11 22", "what": "a child needs help (16-08)"},
    ]


def test_paper_is_good_for_thirty_days(shower):
    assert told(on=MONDAY)["said"]["good"] == "Utskrivet 2 november 2026. Gäller till 2 december 2026."
    assert json.dumps(told(language="bg"))


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "mån–fre 9–15"), ("en", "Mon–Fri 9–15"), ("ro", "lun–vin 9–15"), ("bg", "пон–пет 9–15")],
)
def test_days_with_the_same_hours_are_one_stretch(shower, language, said):
    assert line(shower, language=language) == said


def test_hours_are_told_as_one_says_them():
    service = make_service()
    assert line(service) == "Hours not known: call first"

    add_hours(service, "12", time(9), time(11, 30))
    add_hours(service, "12", time(13), time(0))
    add_hours(service, "7", time(0), time(0))
    assert line(service) == "Mon, Tue 9–11:30 + 13–24, Sun day and night"


def test_days_apart_with_the_same_hours_are_told_together():
    service = make_service()
    add_hours(service, "1357")

    assert line(service) == "Mon, Wed, Fri, Sun 9–15"


def test_hours_once_a_month_and_of_a_season_say_so():
    service = make_service()
    add_hours(service, "2", time(18), time(20), nth=2)
    add_hours(service, "5", time(18), time(20), nth=-1)
    add_hours(service, "1234567", time(21), time(7), valid_to=date(2026, 11, 15))
    add_hours(service, "1234567", time(20), time(8), valid_from=date(2026, 11, 16))
    add_hours(service, "1", time(1), time(2), valid_from=date(2027, 1, 1))

    assert line(service) == (
        "every day 21–7 until 15/11, last Fri of the month 18–20, Tue no. 2 of the month 18–20, "
        "every day 20–8 from 16/11"
    )


def test_days_that_are_not_like_others_are_named(shower):
    for first, last, kind, hours in (
        (date(2026, 11, 9), date(2026, 11, 11), "closed", {}),
        (date(2026, 11, 20), date(2026, 11, 20), "other", {"opens": time(10), "closes": time(11)}),
    ):
        DateException.objects.create(service=shower, first_day=first, last_day=last, kind=kind, language="sv", **hours)

    assert line(shower) == "Mon–Fri 9–15; closed 9–11/11; other hours 20/11"


def test_an_open_holiday_is_no_exception_and_an_unknown_one_is_told(shower):
    around = {"first": date(2026, 12, 28), "last": date(2027, 1, 10)}
    assert line(shower, **around) == "Mon–Fri 9–15; call first 31/12–1/1, 6/1"  # New Year and Epiphany

    Service.objects.filter(pk=shower.pk).update(holidays="open", eves="open")
    assert line(shower, **around) == "Mon–Fri 9–15"


def test_who_is_not_known_to_run_must_be_called_first(shower):
    Service.objects.filter(pk=shower.pk).update(state="unknown")

    assert line(shower) == "Hours not known: call first"


def text_of(pdf):
    """The words of all pages, in the order of the page."""
    found = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=20)  # noqa: S607
    return " ".join(found.stdout.decode().split())
