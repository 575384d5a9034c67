"""The pages of estimates and hidden numbers."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from samverka.core.ids import new_id
from samverka.situation.forms.overlaps import read_sheet
from samverka.situation.models import Estimate, OverlapTable
from samverka.situation.tests.estimating import TAIWAN, bring, state
from samverka.situation.tests.factories import home, make_county_coordinator, make_town_coordinator
from samverka.situation.tests.pages import enter, page, text


pytestmark = pytest.mark.django_db
DASH = "\u2013"
SHEET = "Fält;Härbärge;Antal\n1;0;131\n0;1;80\n1;1;42\n"


@pytest.fixture
def town(client):
    return enter(client, make_town_coordinator())


def today():
    return localdate(now())


def known(by, low, high, *, ago=0, **told):
    return state(low, high, by=by, as_of=today() - timedelta(days=ago), at=now(), **told)


def said(**told):
    return {
        "id": new_id(), "definition": "everybody", "low": 60, "high": 80, "as_of": today(), "confidence": "low",
        "method": "expert_judgement", "source": "", "note": "", **told,
    }  # fmt: skip


def about(by, **told):
    return {
        "id": new_id(), "organisation": home(by).pk, "name": "Vintern", "made_by": "Stadsmissionen",
        "definition": "over_time", "first_day": today() - timedelta(days=90), "last_day": today(), **told,
    }  # fmt: skip


def test_an_empty_page_says_what_to_do(client, town):
    seen = text(client.get(page("estimates", "0180")))

    assert "Nobody has said how many there are." in seen
    assert "State an estimate" in seen


def test_an_estimate_is_stated_and_shown_as_a_range_with_its_table(client, town):
    sent = client.post(page("state_estimate", "0180"), said(organisation=home(town).pk))
    answer = client.get(sent.url)

    assert sent.url == page("estimates", "0180")
    assert f"60{DASH}80" in text(answer)
    assert '<svg class="ranges" role="img"' in answer.content.decode()
    assert "There is one number. A trend takes two" in text(answer)


def test_what_cannot_be_is_told_beside_the_field_and_nothing_is_kept(client, town):
    answer = client.post(page("state_estimate", "0180"), said(organisation=home(town).pk, low=90, confidence="high"))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"high": ["The highest number is below the lowest."]}
    assert not Estimate.objects.exists()


def test_a_note_that_may_point_somebody_out_is_kept_when_it_is_read_through(client, town):
    doubtful = said(organisation=home(town).pk, note="Ring 070-123 45 67")

    first = client.post(page("state_estimate", "0180"), doubtful)
    second = client.post(page("state_estimate", "0180"), {**doubtful, "note_read_through": "on"})

    assert (first.status_code, second.status_code) == (422, 302)


def test_a_correction_and_a_withdrawal(client, town):
    one = known(town, 60, 80)

    shown = client.get(page("correct_estimate", one.pk))
    client.post(page("correct_estimate", one.pk), said(low=50))
    new = Estimate.objects.stated().get()
    client.post(page("withdraw_estimate", new.pk))
    client.post(page("withdraw_estimate", new.pk))

    assert shown.context["form"]["low"].value() == 60
    assert (new.low, new.replaces) == (50, one)
    assert not Estimate.objects.stated().exists()


def test_the_trend_is_told_in_words_and_a_break_is_drawn(client, town):
    known(town, 10, 20, ago=400, method="survey")
    known(town, 30, 40, ago=300)
    known(town, 60, 80)

    answer = client.get(page("estimates", "0180"))

    assert "There are more than on" in text(answer)
    assert "Numbers from before the break were found in another way" in text(answer)
    assert answer.content.decode().count('class="break" d=') == 1


def test_the_county_sees_its_municipalities_added_and_which_are_missing(client):
    enter(client, make_county_coordinator())
    known(None, 60, 80, code="0184")
    known(None, 2, 4, code="0186", note="Ett par vid stationen.")

    seen = text(client.get(page("estimates", "01")))

    assert f"60{DASH}85" in seen
    assert "2 of 26 areas. Missing:" in seen
    assert f"2{DASH}4" not in seen
    assert f"0{DASH}5 (ends of 1 to 4 widened)" in seen
    assert "Ett par vid stationen." not in seen


def test_the_rest_of_a_whole_is_not_had_by_subtracting(client):
    enter(client, make_county_coordinator())
    known(None, 43, 62, code="0184")
    known(None, 40, 60, code="0184", definition="adults")  # so there are 2 or 3 children

    seen = text(client.get(page("estimates", "01")))

    assert f"43{DASH}62" not in seen
    assert f"40{DASH}65" in seen
    assert f"40{DASH}60" in seen


def test_another_day_to_compare_with_is_chosen(client, town):
    known(town, 10, 20, ago=60)
    known(town, 60, 80)

    answer = client.get(page("estimates", "0180"), {"before": (today() - timedelta(days=30)).isoformat()})

    assert "they have become between 40 and 70 more." in text(answer)


@pytest.mark.parametrize("name", ["estimates", "state_estimate", "hidden", "bring_overlaps"])
def test_others_territories_are_not_there(client, town, name):
    assert client.get(page(name, "0184")).status_code == 404


def test_others_estimates_and_tables_are_not_there(client, town):
    other = make_town_coordinator()
    one, table = state(by=other), bring(other, work=False)

    assert client.get(page("correct_estimate", one.pk)).status_code == 404
    assert client.get(page("hidden_number", table.pk)).status_code == 404
    assert client.post(page("state_hidden_number", table.pk), {"id": new_id()}).status_code == 404


def test_a_page_asks_few_questions(client, town, django_assert_max_num_queries):
    for number in range(6):
        known(town, 10, 20 + number, ago=100 * number)
    client.get(page("estimates", "0180"))

    with django_assert_max_num_queries(10):
        client.get(page("estimates", "0180"))


def test_a_sheet_is_sent_worked_out_and_told_in_plain_words(client, town):
    file = SimpleUploadedFile("lists.csv", SHEET.encode())
    sent = client.post(page("bring_overlaps", "0180"), about(town, table_file=file))
    seen = text(client.get(sent.url))

    assert sent.url == page("hidden_number", OverlapTable.objects.get().pk)
    for words in ("Somewhere between", "A third list would tell.", "What it does not mean", "Chapman", "Chao"):
        assert words in seen
    assert "Vintern" in text(client.get(page("hidden", "0180")))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("", "There is nothing in this file."),
        ("A;B;Antal\n1;0;3\n1;0;4\n1;1;2\n", "Row 2 repeats the lists of an earlier row."),
        ("A;B;Antal\n1;0;3\n0;1;\n", "Row 2: the number of people is a whole number, 0 or more."),
        ("A;B;Antal\n0;0;3\n", "Row 1 tells of people on no list."),
        ("A;B;Antal\n", "Nobody is on the list A"),
        ("Namn\nN.N.\n", "A table has from 2 to 8 lists; this one has 0."),
        ("A;B\n" + "1;0\n" * 600, "There are more rows than eight lists can have."),
        ("A;B;Antal\n" + " " * 1_000_001, "larger than any table of overlaps"),
    ],
)
def test_a_bad_sheet_is_refused_in_words(client, town, file, why):
    sent = SimpleUploadedFile("lists.csv", file.encode())

    answer = client.post(page("bring_overlaps", "0180"), about(town, table_file=sent))

    assert answer.status_code == 422
    assert why in text(answer)
    assert not OverlapTable.objects.exists()


@pytest.mark.slow
def test_a_table_is_written_into_a_grid_and_stated_in_one_click(client, town):
    people = dict(zip((f"people_{pattern}" for pattern in range(1, 8)), (96, 54, 31, 71, 40, 22, 14), strict=True))
    names = {"list_0": "Fältare", "list_1": "Härbärge", "list_2": "Dagcentral"}

    sent = client.post(f"{page('bring_overlaps', '0180')}?lists=3", about(town, **people, **names))
    stated = client.post(page("state_hidden_number", OverlapTable.objects.get().pk), {"id": new_id()})
    seen = text(client.get(sent.url))

    assert OverlapTable.objects.get().counts == [0, 96, 54, 31, 71, 40, 22, 14]
    assert stated.url == page("estimates", "0180")
    assert Estimate.objects.get().source == "Vintern, Stadsmissionen"
    assert "It is stated as an estimate." in seen


def test_a_grid_left_open_is_refused(client, town):
    answer = client.post(f"{page('bring_overlaps', '0180')}?lists=2", about(town, list_0="A", list_1="B", people_1=3))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"people_2", "people_3"}


@pytest.mark.slow
def test_an_unstable_answer_cannot_be_stated(client, town):
    table = bring(town, rows=TAIWAN)

    seen = text(client.get(page("hidden_number", table.pk)))
    client.post(page("state_hidden_number", table.pk), {"id": new_id()})

    assert "Do not publish one number." in seen
    assert "State the range as an estimate" not in seen
    assert not Estimate.objects.exists()


def test_a_click_without_an_id_is_nothing(client, town):
    assert client.post(page("state_hidden_number", bring(town, work=False).pk), {"id": "x"}).status_code == 404


def test_a_table_put_right_begins_as_it_was_and_becomes_the_next_version(client, town):
    table = bring(town, rows=((1, 0, 131), (0, 1, 80), (1, 1, 42)), lists=("A", "B"), last_day=date(2026, 11, 20))
    people = {"people_1": 130, "people_2": 80, "people_3": 43, "list_0": "A", "list_1": "B"}

    shown = client.get(page("bring_anew", table.pk))
    sent = client.post(f"{page('bring_anew', table.pk)}?lists=2", about(town, **people))

    assert shown.context["form"]["people_1"].value() == 131
    assert OverlapTable.objects.get(version=2).counts == [0, 130, 80, 43]
    assert "Version 1" in text(client.get(sent.url))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_table_is_worked_out_in_the_background_and_shows_that_it_is(client):
    town = enter(client, make_town_coordinator())
    table = bring(town, work=False, last_day=today(), first_day=today(), at=now())
    OverlapTable.objects.filter(pk=table.pk).update(worked_at=now())

    shown = client.get(page("hidden_number", table.pk))

    assert "It is being worked out" in text(shown)
    assert 'hx-trigger="every 1s"' in shown.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_to_fill_in(client, town, kind):
    answer = client.get(page("overlaps_template", kind), {"lists": "4"})

    names, rows = read_sheet(answer.content)
    assert (len(names), len(rows)) == (4, 15)


@pytest.mark.parametrize(("kind", "lists"), [("pdf", "3"), ("csv", "9"), ("csv", "x")])
def test_other_sheets_are_not_there(client, town, kind, lists):
    assert client.get(page("overlaps_template", kind), {"lists": lists}).status_code == 404
