"""Strategies: consulted early, decided, signed by each, backed or not, and followed up every year."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from samverka.actors.tests.factories import make_organisation
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.waiting import waiting
from samverka.programmes import actions, queries, tasks
from samverka.programmes.models import Measure, MeasurePart, Strategy, StrategyYear
from samverka.programmes.tests.factories import home, make_payer
from samverka.programmes.tests.strategies import (
    GOALS,
    NEXT_YEAR,
    STEP,
    STRATEGY_AT,
    make_drafted,
    make_in_force,
    make_strategy,
    publish,
)
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db


def test_a_strategy_is_begun_once_and_asked_about_before_it_is_decided():
    town, id = make_payer(), new_id()
    assert make_strategy(town, id=id) == make_strategy(town, id=id)
    draft = actions.draft_strategy(strategy=Strategy.objects.get(), by=town, **STEP)
    with pytest.raises(Refused, match="does not follow"):
        actions.decide_strategy(strategy=draft, decided_by="X", decided_on=date(2026, 1, 1), by=town, **STEP)
    with pytest.raises(Refused, match="who is asked"):
        actions.open_consultation(strategy=draft, answers_due_on=date(2026, 3, 1), by=town, **STEP)


def test_measures_follow_the_strategy_and_its_words_stand_when_it_is_decided():
    town = make_payer()
    made = make_in_force(town)

    assert (made.state, Measure.objects.get().state) == ("in_force", "decided")
    with pytest.raises(Refused, match="words stand"):
        actions.write_strategy(strategy=made, title="Annat", by=town, **STEP)
    with pytest.raises(Unfit, match="why it is stopped"):
        actions.move_measure(measure=Measure.objects.get(), state="stopped", by=town, **STEP)
    moved = actions.move_measure(measure=Measure.objects.get(), state="started", by=town, **STEP)
    assert moved.state == "started"


def test_a_measure_of_the_political_preparation_is_decided_and_nobody_more_is_asked():
    town = make_payer()
    made = make_drafted(town)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    actions.add_measure(id=new_id(), strategy=made, title="Till", organisation=home(town), by=town, **STEP)
    with pytest.raises(Refused, match="no answers"):
        actions.ask_backer(id=new_id(), strategy=made, kind="party_group", name="Ny", by=town, **STEP)
    actions.decide_strategy(strategy=made, decided_by="X", decided_on=date(2026, 2, 1), by=town, **STEP)
    assert {one.state for one in made.measures.all()} == {"decided"}


def test_a_measure_that_falls_in_consultation_is_not_decided(client):
    town, neighbour = make_payer(), make_payer("0184")
    made = make_drafted(town, measures=2)
    fallen, _left = made.measures.order_by("number")
    Measure.objects.filter(pk=fallen.pk).update(organisation=home(neighbour))
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    with pytest.raises(Denied, match="keeps the strategy"):
        actions.move_measure(measure=fallen, state="stopped", because="Nej.", by=neighbour, **STEP)

    enter(client, town)
    page = client.get(reverse("programmes:measure", args=[fallen.pk]))
    assert [one for one, _told in page.context["moving"].fields["state"].choices] == ["stopped"]
    client.post(
        reverse("programmes:move_measure", args=[fallen.pk]), {"state": "stopped", "because": "Ingen ville ha den."}
    )
    with pytest.raises(Unfit, match="no such measure"):
        actions.back(backer=made.backers.get(), stances={"1": ("for", "")}, by=town, **STEP)
    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    actions.decide_strategy(strategy=made, decided_by="X", decided_on=date(2026, 2, 1), by=town, **STEP)

    assert list(made.measures.order_by("number").values_list("state", flat=True)) == ["stopped", "decided"]
    with pytest.raises(Refused, match="does not follow"):
        actions.move_measure(measure=fallen, state="started", by=town, **STEP)


def test_an_organisation_with_a_long_name_is_asked():
    town = make_payer()
    long = make_organisation(name="Å" * 200)
    asked = actions.ask_backer(
        id=new_id(), strategy=make_drafted(town), kind="organisation", organisation=long, by=town, **STEP
    )
    asked.full_clean()


def test_the_last_year_of_one_that_is_over_is_followed_up_and_no_year_to_come():
    town = make_payer()
    made = make_in_force(town)
    said = {"strategy": made, "text": "Bra.", "sentences": {}, "by": town}
    with pytest.raises(Refused, match="not in force in that year"):
        actions.write_strategy_year(year=2027, **said, **STEP)
    over = datetime(2029, 1, 10, 9, tzinfo=UTC)
    actions.expire_strategies(at=over)
    told = actions.write_strategy_year(year=2028, at=over, **said)
    actions.publish_strategy_year(strategy_year=told, by=town, at=over)
    made.refresh_from_db()
    assert (made.state, made.followed_years.get().published_at) == ("expired", over)


def test_each_signs_its_own_part_and_other_words_are_signed_anew():
    town, neighbour = make_payer(), make_payer("0184")
    measure = make_drafted(town).measures.get()
    part = actions.ask_for_part(id=new_id(), measure=measure, organisation=home(neighbour), by=town, **STEP)
    with pytest.raises(Denied, match="its own part"):
        actions.sign_part(part=part, text="Vi tar tio platser.", by=town, **STEP)

    assert list(queries.my_parts(neighbour)) == [part]
    signed = actions.sign_part(part=part, text="Vi tar tio platser.", by=neighbour, **STEP)
    again = actions.sign_part(part=part, text="Vi tar tolv.", by=neighbour, at=datetime(2026, 3, 1, tzinfo=UTC))
    assert (signed.signed_at < again.signed_at, MeasurePart.objects.get().text) == (True, "Vi tar tolv.")


def test_a_part_is_declined_with_a_reason_and_may_be_signed_later(client):
    town, neighbour = make_payer(), make_payer("0184")
    measure = make_drafted(town).measures.get()
    part = actions.ask_for_part(id=new_id(), measure=measure, organisation=home(neighbour), by=town, **STEP)
    with pytest.raises(Denied, match="its own part"):
        actions.decline_part(part=part, because="Nej.", by=town, **STEP)

    enter(client, neighbour)
    way, page = reverse("programmes:sign_part", args=[part.pk]), reverse("programmes:measure", args=[measure.pk])
    assert client.post(way, {"text": "", "declined_because": ""}).status_code == 422
    seen = client.get(way).context["form"]["seen"].value()
    said = {"text": "", "declined_because": "Vi har inga lokaler.", "seen": seen}
    assert [client.post(way, said | {"text": one}).status_code for one in ("", "Vi tar tio.")] == [422, 422]
    client.post(way, said | {"decline": "1"})
    assert queries.my_parts(neighbour).count() == 0
    assert "Vi har inga lokaler." in client.get(page).content.decode()

    actions.sign_part(part=part, text="Vi fick lokaler.", by=neighbour, **STEP)
    part.refresh_from_db()
    assert part.declined_because == ""
    with pytest.raises(Refused, match="is signed"):
        actions.decline_part(part=part, because="Nej.", by=neighbour, **STEP)
    late = actions.ask_for_part(
        id=new_id(), measure=make_in_force(town).measures.get(), organisation=home(neighbour), by=town, **STEP
    )
    Strategy.objects.filter(pk=late.measure.strategy_id).update(state="expired")
    with pytest.raises(Refused, match="is over"):
        actions.decline_part(part=late, because="Nej.", by=neighbour, **STEP)


def test_an_organisation_that_is_asked_finds_it_in_its_day_until_it_answers(client):
    town, neighbour = make_payer(), make_payer("0184")
    made = make_drafted(town)
    asked = actions.ask_backer(
        id=new_id(), strategy=made, kind="organisation", organisation=home(neighbour), by=town, **STEP
    )
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    assert list(queries.to_back(town)) == []

    [one] = waiting(neighbour, roles={neighbour.standing[0].role}, footing=new_id(), at=STRATEGY_AT)
    assert (one.text, one.due) == ("1 strategy waits for your opinion", date(2026, 2, 20))
    enter(client, neighbour)
    assert reverse("programmes:back", args=[asked.pk]) in client.get(one.address).content.decode()
    actions.back(backer=asked, stances={"1": ("for", "")}, by=neighbour, **STEP)
    assert list(queries.to_back(neighbour)) == []


def test_one_asked_by_mistake_is_taken_away_until_it_answers(client):
    town = make_payer()
    made = make_drafted(town, groups=("Gruppen Ett", "Gruppen Två", "Tysta gruppen"))
    first, second, silent = made.backers.order_by("name")
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    actions.back(backer=second, stances={"1": ("for", "")}, by=town, **STEP)
    with pytest.raises(Denied, match="keeps the strategy"):
        actions.remove_backer(backer=first, by=make_payer("0184"), **STEP)

    enter(client, town)
    for one in (first, first, second):
        client.post(reverse("programmes:remove_backer", args=[made.pk]), {"backer": str(one.pk)})
    assert set(made.backers.all()) == {second, silent}
    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    with pytest.raises(Refused, match="no answers"):
        actions.remove_backer(backer=silent, by=town, **STEP)


def test_nobody_is_asked_to_sign_a_part_of_what_is_stopped():
    town, neighbour = make_payer(), make_payer("0184")
    made = make_in_force(town)
    actions.ask_for_part(id=new_id(), measure=made.measures.get(), organisation=home(neighbour), by=town, **STEP)
    assert queries.my_parts(neighbour).count() == 1
    actions.move_measure(measure=made.measures.get(), state="stopped", because="Inga pengar.", by=town, **STEP)
    assert queries.my_parts(neighbour).count() == 0


def test_those_asked_are_mailed_once_and_answer_by_link(client, mailoutbox):
    town = make_payer()
    made = make_drafted(town, measures=2)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    for at in (STRATEGY_AT, STRATEGY_AT, datetime(2026, 2, 16, 9, tzinfo=UTC)):
        tasks.tick(at=at)
    assert [mail.to for mail in mailoutbox] == [["grupp@example.org"]] * 2
    link = re.search(r"/strategier/svar/\S+", mailoutbox[1].body)[0]

    wrong = client.post(link, {"stance_1": "against", "sentence_1": ""})
    assert wrong.status_code == 422
    client.post(link, {"stance_1": "against", "sentence_1": "För dyrt.", "stance_2": "for"})
    _asked, table = queries.backing(made, queries.measures(made))
    assert [[one and one.stance for _backer, one in row.stances] for row in table] == [["against"], ["for"]]

    actions.close_broad_consultation(strategy=made, by=town, **STEP)
    assert client.get(link).status_code == 404
    assert made.backers.get().mailbox == ""


def test_nobody_is_reminded_on_the_day_they_are_asked_nor_when_it_is_too_late(mailoutbox):
    town = make_payer()
    due = STRATEGY_AT + timedelta(days=5)
    actions.open_consultation(strategy=make_drafted(town), answers_due_on=due.date(), by=town, **STEP)

    for at in (STRATEGY_AT, STRATEGY_AT, due + timedelta(days=1)):
        tasks.tick(at=at)

    assert len(mailoutbox) == 1


def test_a_strategy_year_tells_published_statistics_and_stays():
    town = make_payer()
    made = make_in_force(town)
    area = home(town).territory_id
    for period, value in (("2026-01", 120), ("2026-02", 130), ("2025-12", None)):
        publish(area, period, value)
    told = actions.write_strategy_year(
        strategy=made, year=2026, text="Bra.", sentences={"1": "Öppnade i mars."}, by=town, **STEP
    )
    with pytest.raises(Refused, match="not over yet"):
        actions.publish_strategy_year(strategy_year=told, by=town, at=datetime(2026, 12, 31, 22, tzinfo=UTC))
    done = actions.publish_strategy_year(strategy_year=told, by=town, at=NEXT_YEAR)

    [row] = done.content["measures"]
    assert (row["now"]["value"], row["before"], row["sentence"]) == (
        250,
        {"value": None, "is_hidden": True, "known": 1, "is_whole": False, "table": "desk-visits"},
        "Öppnade i mars.",
    )
    assert Strategy.objects.get().state == "followed_up"


@pytest.mark.parametrize(("year", "may"), [(2026, False), (2025, True)])
def test_a_year_is_published_from_its_page_when_it_is_over_and_what_is_missing_is_told_first(client, year, may):
    town = make_payer()
    made = make_in_force(town, measures=2)
    Strategy.objects.update(first_day=date(2025, 1, 1))
    for number in range(1, 13):
        publish(home(town).territory_id, f"{year}-{number:02}", 10)
    Measure.objects.filter(number=2).update(indicator="nights_open")
    enter(client, town)
    way = reverse("programmes:strategy_year", args=[made.pk, year])
    page = client.get(way)
    text = page.content.decode()
    assert ("publish it when the year is whole" in text, "published yet for: Nights open." in text) == (not may, may)
    assert f'{reverse("situation:statistics")}#desk-visits">120</a>' in text

    typed = {"text": "Bra.", "seen": page.context["form"]["seen"].value(), "publish": "1"}
    told = client.post(way, typed, follow=True)
    assert ("not over yet" in told.content.decode(), bool(made.followed_years.get().published_at)) == (not may, may)
    assert made.followed_years.get().text == "Bra."


def test_what_is_never_told_of_municipalities_is_not_waited_for():
    made = make_in_force(make_payer())
    for indicator, missing in (("bed_nights", []), ("turned_away", []), ("nights_open", ["Nights open"])):
        made.measures.update(indicator=indicator)
        content = queries.strategy_year_content(StrategyYear(strategy=made, year=2026))
        assert (queries.missing_figures(content), content["measures"][0]["now"] is None) == (missing, not missing)


def test_measures_are_counted_in_words_that_agree():
    made = make_in_force(make_payer(), measures=3)
    Measure.objects.filter(number=1).update(state="started")
    with translation.override("sv"):
        assert queries.states_of(made) == ["2 beslutade", "1 påbörjad"]


def test_everybody_reads_what_is_in_force_and_nobody_a_draft(client):
    town = make_payer()
    draft, made = make_strategy(town), make_in_force(town, groups=("Gruppen Ett", "Gruppen Två"))
    told = actions.write_strategy_year(strategy=made, year=2026, text="Ett bra år.", sentences={}, by=town, **STEP)
    actions.publish_strategy_year(strategy_year=told, by=town, at=NEXT_YEAR)

    page = client.get(reverse("programmes:open_strategy", args=[made.pk]))
    assert ("Gruppen Två" in page.content.decode(), page.status_code) == (True, 200)
    year = client.get(reverse("programmes:open_strategy_year", args=[made.pk, 2026]))
    assert "Ett bra år." in year.content.decode()
    assert client.get(reverse("programmes:open_strategy", args=[draft.pk])).status_code == 404
    assert list(queries.strategies(make_payer("0380"))) == [made]


def revise(strategy, by, **said):
    usual = {"id": new_id(), "areas": strategy.areas.all(), "measures": strategy.measures.all(), **GOALS}
    return actions.revise_strategy(strategy=strategy, by=by, **STEP, **usual | said)


def test_a_revision_carries_what_goes_on_and_there_is_one_at_a_time():
    town, id = make_payer(), new_id()
    first = make_in_force(town, measures=3)
    stopped, started, _left = first.measures.order_by("number")
    actions.move_measure(measure=stopped, state="stopped", because="Inga pengar.", by=town, **STEP)
    actions.move_measure(measure=started, state="started", by=town, **STEP)
    chosen = [stopped, started]

    made = revise(first, town, id=id, measures=chosen)

    told = made.measures.values_list("number", "title", "organisation", "indicator", "state")
    assert list(told) == [(1, "Åtgärd 1", home(town).pk, "desk_visits", "proposed")]
    assert (revise(first, town, id=id, measures=chosen), made.measures.count()) == (made, 1)
    with pytest.raises(Refused, match="already"):
        revise(first, town)
    with pytest.raises(Refused, match="in force"):
        revise(made, town)
    with pytest.raises(Denied, match="keeps the strategy"):
        revise(first, make_payer("0184"))


def test_a_strategy_is_revised_on_a_page_and_the_chain_is_read_by_those_who_may(client):
    town = make_payer()
    first = make_in_force(town)
    way, page = (reverse(f"programmes:{name}", args=[first.pk]) for name in ("revise_strategy", "strategy"))
    enter(client, town)
    assert way in client.get(page).content.decode()

    start = client.get(way).context["form"]
    told = {name: start[name].value() for name in ("id", "title", "goals", "areas", "measures")}
    days = {"first_day": "2028-01-01", "last_day": "2030-12-31"}
    assert client.post(way, told | {"first_day": "", "last_day": ""}).status_code == 422
    client.post(way, told | days | {"title": "Ingen ska sova ute igen"})

    made = first.revised_by
    mine = client.get(page).content.decode()
    assert ("Ingen ska sova ute igen" in mine, way in mine) == (True, False)
    assert page in client.get(reverse("programmes:strategy", args=[made.pk])).content.decode()
    assert "igen" not in client.get(reverse("programmes:open_strategy", args=[first.pk])).content.decode()
    enter(client, make_payer("0184"))
    assert "igen" not in client.get(page).content.decode()


def test_where_those_asked_are_reached_is_let_go_of_also_when_nobody_closes():
    town = make_payer()
    made = make_drafted(town)
    actions.open_consultation(strategy=made, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    tasks.tick(at=STRATEGY_AT)
    rule = RULES["programmes.backer"]
    for days, reached in ((rule.days - 1, True), (rule.days + 1, False)):
        at = datetime(2026, 2, 20, 12, tzinfo=UTC) + timedelta(days=days)
        rule.carry_out(county="00", before=rule.before("00", at=at), at=at, limit=10)
        told = made.backers.get()
        assert (bool(told.mailbox), bool(told.digest)) == (reached, reached)


def test_the_next_strategy_revises_the_one_before_and_the_clock_ends_it():
    town = make_payer()
    first = make_in_force(town)
    make = actions.draft_strategy(strategy=revise(first, town), by=town, **STEP)
    actions.ask_backer(id=new_id(), strategy=make, kind="party_group", name="Gruppen Två", by=town, **STEP)
    actions.open_consultation(strategy=make, answers_due_on=date(2026, 2, 20), by=town, **STEP)
    actions.close_broad_consultation(strategy=make, by=town, **STEP)
    actions.decide_strategy(strategy=make, decided_by="Fullmäktige", decided_on=date(2026, 2, 1), by=town, **STEP)
    actions.bring_into_force(strategy=make, by=town, **STEP)

    assert actions.expire_strategies(at=datetime(2029, 1, 2, tzinfo=UTC)) == 1
    assert sorted(Strategy.objects.values_list("state", flat=True)) == ["expired", "revised"]


def test_a_strategy_with_seven_measures_costs_as_much_as_with_one(client, django_assert_max_num_queries):
    made = make_in_force(make_payer(), measures=7, groups=("A", "B", "C", "D"))

    with django_assert_max_num_queries(12):
        assert client.get(reverse("programmes:open_strategy", args=[made.pk])).status_code == 200
