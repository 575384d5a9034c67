"""What is announced of an extra-cold night, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from samverka.actors.models import ContactLine, Organisation
from samverka.actors.tests.factories import make_organisation, make_territory
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.directory.models import Town
from samverka.shelters import actions, queries
from samverka.shelters.models import ColdAnnouncement, ColdNightEvent, ColdSite, ColdText, Shelter
from samverka.shelters.tests.cold import (
    DAWN,
    DOORS,
    NEXT,
    NOON,
    TEXTS,
    announce,
    make_announced,
    make_closed,
    make_confirmed,
    make_decider,
    make_texts,
)


def write(text, *, language="sv", by=None, at=DAWN):
    said = {"territory": make_territory("0180"), "language": language, "text": text}
    return actions.write_cold_text(**said, by=by or make_decider(), at=at)


def line(organisation, *, email="jour@example.org", function="cold"):
    return ContactLine.objects.create(organisation=organisation, function=function, email=email)


def test_a_text_has_versions_and_the_same_words_are_no_new_one():
    first, same, second = write("{date} {places}"), write("{date} {places}"), write("{date} {places} {doors}")

    assert (first.version, same, second.version) == (1, first, 2)
    assert ColdText.objects.count() == 2
    assert queries.cold_texts("0180") == {"sv": second}


@pytest.mark.parametrize("text", ["Öppet i natt", "{date}", "{date} {places} {street}", "{date} {places} {}"])
def test_a_text_has_the_places_that_are_filled_in_and_no_others(text):
    with pytest.raises(Unfit):
        write(text)


def test_a_text_is_in_one_of_the_four_languages_and_by_the_place():
    with pytest.raises(Unfit):
        write(TEXTS["en"], language="de")
    with pytest.raises(Denied):
        write(TEXTS["en"], by=make_decider("0380"))


def test_an_announcement_is_filled_in_in_four_languages():
    event = make_announced()

    told = ColdAnnouncement.objects.get(event=event)

    assert told.texts == {
        "sv": "Extra kall natt fredag 15 januari. Öppet: Ankaret, Provgatan 1, från 19:00.",
        "en": "Extra-cold night Friday 15 January. Open: Ankaret, Provgatan 1, from 19:00.",
        "ro": "Noapte foarte rece vineri 15 ianuarie. Deschis: Ankaret, Provgatan 1, de la 19:00.",
        "bg": "Много студена нощ петък 15 януари. Отворено: Ankaret, Provgatan 1, от 19:00.",
    }
    assert told.versions == dict.fromkeys(TEXTS, 1)


def test_what_stands_in_braces_in_a_place_is_not_filled_in_again():
    event = make_confirmed()
    make_texts()

    assert "{date}, från" in announce(event, places="{date}").texts["sv"]


def test_an_announcement_sent_again_is_one_and_another_corrects_it():
    event, id = make_confirmed(), new_id()
    make_texts()

    first, same = announce(event, id=id), announce(event, id=id)
    later = announce(event, places="Fyren", at=DOORS)

    assert first == same
    assert ColdAnnouncement.objects.count() == 2
    assert queries.announced("0180", at=DOORS) == later
    with pytest.raises(Refused):
        announce(event, id=id, places="Fyren")


def test_without_a_prepared_text_nothing_is_announced():
    with pytest.raises(Refused, match="prepared"):
        announce(make_confirmed())


def test_a_new_version_changes_nothing_that_was_announced():
    event = make_announced()

    write("Nytt {date} {places}", at=NOON)

    assert ColdAnnouncement.objects.get(event=event).texts["sv"].startswith("Extra kall natt")


def test_everybody_is_told_until_the_morning_and_when_it_is_called_off():
    event = make_announced()
    past_midnight = datetime(2027, 1, 16, 2, tzinfo=UTC)

    assert queries.announced("0180", at=past_midnight).event == event
    assert queries.announced("0380", at=NOON) is None
    actions.call_off_cold_night(event=event, because="warmer", by=make_decider(), at=NOON)
    assert queries.announced("0180", at=past_midnight).event.called_off_at == NOON
    assert queries.announced("0180", at=NEXT + timedelta(hours=1)) is None


def test_a_night_that_is_called_off_hides_no_other_that_opens():
    first = make_announced()
    second = ColdNightEvent.objects.get(pk=first.pk)
    second.pk, second.date = new_id(), first.date + timedelta(days=1)
    second.save(force_insert=True)
    announce(second, at=NOON)
    actions.call_off_cold_night(event=first, because="warmer", by=make_decider(), at=NOON + timedelta(hours=1))

    assert queries.announced("0180", at=DOORS).event == second


def test_what_is_closed_is_told_no_more():
    make_closed()

    assert queries.announced("0180", at=NOON) is None


def test_pages_of_the_town_are_made_anew():
    event = make_confirmed()
    make_texts()
    before = sum(Town.objects.filter(pk="0180").values_list("revision", flat=True))

    announce(event)
    announced = Town.objects.get(pk="0180").revision
    actions.call_off_cold_night(event=event, because="warmer", by=make_decider(), at=NOON)

    assert before < announced < Town.objects.get(pk="0180").revision


def test_places_come_from_shelters_that_everybody_may_know_of():
    make_confirmed()
    hidden = ColdSite.objects.get()

    assert queries.public_sites([hidden]) == [f"{hidden.shelter}, Provgatan 1"]
    for visibility in ("partners", "area_only"):
        hidden.shelter.visibility = Shelter.Visibility(visibility)
        assert queries.public_sites([hidden]) == []


def test_organisations_that_want_it_are_told():
    event = make_announced()
    near, county = make_organisation(), make_organisation(territory="01")
    left = make_organisation()
    Organisation.objects.filter(pk=left.pk).update(state="left")
    wanted = [line(near, email="a@example.org"), line(county, email="b@example.org")]
    line(make_organisation(territory="0380"))
    line(left)
    line(make_organisation(), function="duty")
    line(make_organisation(), email="")

    assert list(queries.to_be_told(event)) == wanted


def test_what_was_mailed_is_written_down():
    make_announced()
    told, box = ColdAnnouncement.objects.get(), line(make_organisation())

    assert queries.to_mail() == [told]
    actions.note_all_mailed(announcement=told, wanted=[box], at=NOON)
    assert queries.to_mail() == [told]
    assert [actions.note_mailed(announcement=told, line=box) for _ in range(2)] == [True, False]
    assert queries.to_mail()[0].mailed == [str(box.pk)]
    actions.note_all_mailed(announcement=told, wanted=[box], at=NOON)
    assert queries.to_mail() == []
