"""What was signed and answered on other words: signed anew before it is decided, and answered on an earlier wording."""

from datetime import date, datetime
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samverka.core.access import Refused, Stale
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.versions import version
from samverka.programmes import actions, queries
from samverka.programmes.models import Backing, Measure, MeasurePart, Strategy
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.strategies import STEP, STRATEGY_AT, make_drafted
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
LATER = datetime(2026, 2, 22, 9, tzinfo=STRATEGY_AT.tzinfo)
OURS = "Vi tar tio platser."


@pytest.fixture
def town():
    return make_payer()


@pytest.fixture
def neighbour():
    return make_payer("0184")


@pytest.fixture
def part(town, neighbour):
    """Signed, of a measure that is consulted on."""
    made = make_drafted(town)
    measure = made.measures.get()
    asked = actions.ask_for_part(id=new_id(), measure=measure, organisation=home(neighbour), by=town, **STEP)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    answer = {"1": ("for_with_change", "Tio platser till.")}
    actions.back(backer=made.backers.get(), stances=answer, by=town, **STEP)
    return actions.sign_part(part=asked, text=OURS, by=neighbour, **STEP)


def change(part, by, **said):
    return actions.write_measure(measure=Measure.objects.get(pk=part.measure_id), by=by, at=LATER, **said)


def decide(part, by):
    made = Strategy.objects.get(pk=part.measure.strategy_id)
    return actions.decide_strategy(strategy=made, decided_by="X", decided_on=date(2026, 2, 1), by=by, at=LATER)


@pytest.mark.parametrize(
    "said",
    [{"text": "Hundra platser, och Solna betalar."}, {"budget": 9_000_000}, {"due_on": date(2026, 6, 1)},
     {"title": "Annat"}, {"partners": "Solna"}],
    ids=str,
)  # fmt: skip
def test_whoever_signed_other_words_is_asked_anew_before_it_is_decided(client, part, town, neighbour, said):
    actions.close_broad_consultation(strategy=part.measure.strategy, by=town, **STEP)
    change(part, town, **said)

    void = MeasurePart.objects.get()
    assert (void.signed_at, void.signed_by, void.text) == (None, None, OURS)
    assert list(queries.my_parts(neighbour)) == [part]
    with pytest.raises(Refused, match=str(home(neighbour))):
        decide(part, town)
    for user, way in ((town, "measure"), (neighbour, "strategy")):
        enter(client, user)
        page = client.get(reverse(f"programmes:{way}", args=[getattr(part.measure, f"{way}_id", part.measure_id)]))
        assert "signed an earlier wording" in page.content.decode()

    signed = actions.sign_part(part=part, text=OURS, by=neighbour, at=LATER)
    assert (signed.signed_at, signed.asked_anew_at) == (LATER, None)
    assert (decide(part, town).state, queries.my_parts(neighbour).count()) == ("decided", 0)
    assert Entry.objects.filter(verb="programmes.strategy_part_asked_anew").count() == 1


def test_what_was_signed_and_answered_is_let_go_before_the_trail_is_waited_for(part, town):
    with CaptureQueriesContext(connection) as told:
        change(part, town, budget=9_000_000)
    said = [one["sql"] for one in told if one["sql"].startswith(("UPDATE", "INSERT"))]
    tables = [sql.split('"')[1] for sql in said]
    trail = tables.index("core_entry")

    assert {"programmes_measurepart", "programmes_backing"} <= {*tables[:trail]}
    assert not [one for one in tables[trail:] if one.startswith("programmes_")]


def test_another_who_is_responsible_makes_other_words(part, town, neighbour):
    change(part, town, organisation=home(neighbour))
    assert MeasurePart.objects.get().is_void


def test_the_same_words_broken_otherwise_leave_the_signature(part, town):
    Measure.objects.update(text="Tio platser\noch en bastu.")
    change(part, town, text="Tio platser\r\noch en bastu. ", title=part.measure.title)
    assert (MeasurePart.objects.get().signed_at, Backing.objects.get().changed_at) == (STRATEGY_AT, None)


def test_whoever_signed_other_words_may_decline_and_holds_nothing_up(part, town, neighbour):
    actions.close_broad_consultation(strategy=part.measure.strategy, by=town, **STEP)
    change(part, town, budget=9_000_000)
    actions.decline_part(part=part, because="För dyrt.", by=neighbour, at=LATER)

    told = MeasurePart.objects.get()
    assert (told.text, told.declined_because, told.asked_anew_at) == ("", "För dyrt.", None)
    assert decide(part, town).state == "decided"


def test_what_was_signed_on_other_words_is_not_taken_away_by_whoever_changed_them(client, part, town, neighbour):
    change(part, town, budget=9_000_000)
    enter(client, town)
    page, way = (reverse(f"programmes:{name}", args=[part.measure_id]) for name in ("measure", "remove_part"))
    assert f'action="{way}"' not in client.get(page).content.decode()
    with pytest.raises(Refused, match="earlier wording"):
        actions.remove_part(part=part, by=town, at=LATER)
    assert MeasurePart.objects.get().text == OURS

    actions.decline_part(part=part, because="För dyrt.", by=neighbour, at=LATER)
    actions.remove_part(part=part, by=town, at=LATER)
    assert not MeasurePart.objects.exists()


def test_what_is_typed_of_a_part_is_not_thrown_away_by_declining(client, part, town, neighbour):
    change(part, town, budget=9_000_000)
    MeasurePart.objects.update(text="Vi tar\ntio platser.")
    enter(client, neighbour)
    way = reverse("programmes:sign_part", args=[part.pk])
    decline = {"declined_because": "För dyrt.", "decline": "1", "seen": client.get(way).context["form"]["seen"].value()}

    typed = client.post(way, {**decline, "text": "Vi tar fem platser."})
    assert (typed.status_code, "Vi tar fem platser." in typed.content.decode()) == (422, True)
    assert client.post(way, {**decline, "text": "Vi tar\r\ntio platser."}).status_code == 302
    assert MeasurePart.objects.get().is_declined


def test_what_has_fallen_holds_nothing_up_though_it_was_changed(part, town):
    two = actions.add_measure(
        id=new_id(), strategy=part.measure.strategy, title="Två", organisation=home(town), by=town, **STEP
    )
    actions.close_broad_consultation(strategy=part.measure.strategy, by=town, **STEP)
    change(part, town, budget=9_000_000)
    measure = Measure.objects.exclude(pk=two.pk).get()
    actions.move_measure(measure=measure, state="stopped", because="För dyrt.", by=town, at=LATER)
    assert decide(part, town).state == "decided"


def test_nobody_signs_words_that_have_changed_since_they_were_read(client, part, town, neighbour):
    seen = version([part, part.measure])
    change(part, town, budget=9_000_000)
    change(part, town, budget=10_000_000)
    asked = MeasurePart.objects.get()
    read = version([asked, asked.measure])
    change(part, town, budget=11_000_000)
    for old in (seen, read):
        with pytest.raises(Stale):
            actions.sign_part(part=part, text=OURS, by=neighbour, at=LATER, seen=old)

    enter(client, neighbour)
    way = reverse("programmes:sign_part", args=[part.pk])
    stale = client.post(way, {"text": OURS, "seen": read})
    assert (stale.status_code, "11,000,000" in stale.content.decode()) == (409, True)
    assert client.post(way, {"text": OURS, "seen": stale.context["form"]["seen"].value()}).status_code == 302


def test_an_answer_on_an_earlier_wording_says_so_until_it_is_given_anew(client, part, town):
    made, measure = part.measure.strategy, Measure.objects.get()
    page = partial(client.get, reverse("programmes:strategy", args=[made.pk]))
    enter(client, town)
    assert "earlier wording" not in page().content.decode()
    change(part, town, text="Hundra platser.")
    actions.sign_part(part=part, text=OURS, by=part.signed_by, at=LATER)
    change(part, town, text="Tvåhundra platser.")

    assert Backing.objects.get().changed_at == LATER
    told = "answered on an earlier wording, changed on 2026-02-22"
    assert told in page().content.decode()
    way = reverse("programmes:back", args=[made.backers.get().pk])
    old = client.get(way)
    assert told in old.content.decode()
    change(part, town, text="Trehundra platser.")
    said = {"stance_1": "for", "sentence_1": "", "seen": old.context["form"]["seen"].value()}
    stale = client.post(way, said)
    assert (stale.status_code, "Trehundra" in stale.content.decode()) == (409, True)
    client.post(way, said | {"seen": stale.context["form"]["seen"].value()})
    assert (Backing.objects.get().stance, Backing.objects.get().changed_at) == ("for", None)
    assert (measure.pk, told in page().content.decode()) == (part.measure_id, False)


def test_whoever_signs_or_answers_reads_first_what_it_is_about(client, part, town, neighbour):
    change(part, town, budget=100_000, due_on=date(2026, 12, 1), indicator="desk_visits", partners="Solna")
    made, third = part.measure.strategy, make_payer("0180")
    asked = actions.ask_for_part(id=new_id(), measure=part.measure, organisation=home(third), by=town, **STEP)
    actions.sign_part(part=asked, text="Vi betalar.", by=third, at=LATER)
    _backer, token = actions.mail_backer(
        backer=actions.ask_backer(id=new_id(), strategy=made, kind="party_group", name="Ny", by=town, **STEP),
        occasion="told_at", at=LATER,
    )  # fmt: skip

    enter(client, neighbour)
    signing = client.get(reverse("programmes:sign_part", args=[part.pk])).content.decode()
    client.logout()
    answering = client.get(reverse("programmes:back_by_link", args=[token])).content.decode()

    facts = [made.title, part.measure.title, str(home(town)), "100", "2026-12-01", "Solna", str(home(third))]
    facts += ["2028-12-31", home(town).territory.name, "Vi betalar."]
    for page in (signing, answering):
        assert [one for one in facts if one not in page] == []
    assert ["Visits at day centres" in signing, ">Save<" in signing] == [True, False]
