"""The pages of work in the field: few taps, one POST, the right number when children were seen."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import localdate, now

import samverka
from samverka.actors.models import ContactLine, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.core.models import Policy
from samverka.directory.tests.factories import make_service
from samverka.outreach import actions
from samverka.outreach.models import (
    Area,
    Duty,
    Handover,
    LanguageCounter,
    LineReferral,
    PlannedRound,
    Referral,
    Speaker,
    Tally,
    Team,
    UniqueStatement,
)
from samverka.outreach.models.tallies import Range
from samverka.outreach.tests.factories import make_area, make_shelter_keeper, make_team, make_worker, note, send_to_bed
from samverka.safeguarding.tests.factories import make_channel


TALLY = "/outreach/tally/"


@pytest.fixture
def team():
    return make_team(name="EU-teamet")


@pytest.fixture
def area():
    return make_area(name="Norr")


@pytest.fixture
def worker(team):
    return make_worker(team)


@pytest.fixture
def client(client, worker):
    client.force_login(worker)
    return client


def typed(team, area, **more):
    return {"id": new_id(), "team": team.pk, "area": area.pk, "place_type": "street", "children": "no"} | more


def read(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_tally_is_one_page_and_one_post(client, team, area):
    page = client.get(TALLY)
    said = typed(team, area, men_count=2, men_most=4, women_count=1, needs=["SHOWER"], more_help=["TOILET"])
    answers = [client.post(TALLY, said, follow=True) for _twice in range(2)]

    tally = Tally.objects.get()
    assert read(page).count('<form method="post"') <= 3
    assert [answer.redirect_chain for answer in answers] == [[(f"/outreach/tallies/{tally.pk}/", 302)]] * 2
    assert (tally.counts["men"], tally.counts["women"]) == (Range(2, 4), Range(1, 1))
    assert (tally.needs, tally.helped_with) == (["SHOWER"], ["TOILET"])


def test_counting_children_says_that_they_were_seen_and_whom_to_call(client, team, area):
    make_channel(kind="duty", phone="08-000 00 77", weekdays="1234567")

    page = client.post(TALLY, typed(team, area, children="", children_count=2), follow=True)

    assert Tally.objects.get().children == "yes"
    assert 'href="tel:08000' in read(page) or 'href="tel:112"' in read(page)
    assert reverse("safeguarding:children") in read(page)


def test_whether_children_were_seen_must_be_said(client, team, area):
    answer = client.post(TALLY, typed(team, area, children="", men_count=3))

    assert answer.status_code == 422
    assert 'value="3"' in read(answer)
    assert not Tally.objects.exists()


@pytest.mark.parametrize("wrong", [{"men_count": 3, "men_most": 2}, {"area": ""}, {"place_type": "x"}, {"area": "x"}])
def test_what_is_wrong_is_shown_and_nothing_is_noted(client, team, area, wrong):
    answer = client.post(TALLY, typed(team, area) | wrong)

    assert answer.status_code == 422
    assert not Tally.objects.exists()


def test_the_area_of_the_last_tally_is_remembered(client, team, area, worker):
    note(team, area, by=worker, at=now(), place_type="station")

    page = read(client.get(TALLY))

    assert f'<option value="{area.pk}" selected>' in page
    assert re.search(r'value="station"[^>]*checked', page)


def test_nothing_changed_is_one_tap(client, team, area, worker):
    note(team, area, by=worker, at=now() - timedelta(hours=1), counts={"men": (2, 2)})

    said = {"id": new_id(), "team": team.pk, "area": area.pk, "place_type": "street", "unchanged": "1"}
    client.post(TALLY, said)
    client.post(TALLY, said)

    assert [one.is_unchanged for one in Tally.objects.order_by("noted_at")] == [False, True]
    assert client.post(TALLY, said | {"id": new_id(), "place_type": "station"}).status_code == 422
    assert client.post(TALLY, said | {"id": new_id(), "area": ""}).status_code == 422


def test_a_tally_sends_somebody_to_a_bed_that_is_received(client, team, area):
    keeper = make_shelter_keeper(role=Role.SHELTER_LEAD)
    service = make_service()

    page = read(client.get(TALLY))
    client.post(TALLY, typed(team, area, men_count=1, refer_to=f"night:{keeper.standing[0].organisation_id}"))

    sent = Referral.objects.get()
    assert service.name in page
    client.force_login(keeper)
    client.post(reverse("outreach:receive_referral", args=[sent.pk]))
    assert Referral.objects.get().received_at
    assert "is-open" not in read(client.get("/outreach/referrals/"))


def test_a_tally_is_undone_and_corrected_on_its_page(client, team, area, worker):
    undone, wrong = (note(team, area, by=worker, at=now()) for _ in range(2))

    client.post(reverse("outreach:undo_tally", args=[undone.pk]))
    correct = reverse("outreach:correct_tally", args=[wrong.pk])
    assert client.post(correct, {"id": new_id(), "reason": "miscounted", "men": -5}).status_code == 422
    client.post(correct, {"id": new_id(), "reason": "miscounted", "men": 2})
    client.post(reverse("outreach:undo_tally", args=[wrong.pk]))

    assert Tally.objects.get(pk=undone.pk).undone_at
    assert not Tally.objects.get(pk=wrong.pk).undone_at
    assert "<dt>Män</dt> <dd> 3 </dd>" in read(client.get(reverse("outreach:tally", args=[wrong.pk])))


def test_a_tally_page_asks_the_database_a_bounded_number_of_questions(
    client, team, area, worker, django_assert_max_num_queries
):
    for _ in range(3):
        note(team, area, by=worker, at=now())
        make_service()
    client.get(TALLY)

    with django_assert_max_num_queries(20):
        client.get(TALLY)


def test_the_round_shows_the_evening(client, team, area, worker):
    actions.plan_round(team=team, date=localdate(now() - timedelta(hours=6)), areas=[area], by=worker, at=now())
    actions.write_handover(id=new_id(), team=team, text="Bron är avstängd.", by=worker, at=now())
    send_to_bed(team, make_shelter_keeper(), by=worker, at=now())

    page = read(client.get("/outreach/"))

    assert "Norr: EU-teamet" in page
    assert "Bron är avstängd." in page
    assert 'href="/outreach/"' in read(client.get("/today/"))


def test_whoever_has_no_team_is_shown_the_way(client, team):
    Team.objects.update(is_active=False)

    assert client.get(TALLY).headers["Location"] == "/outreach/"
    assert client.get("/outreach/referrals/new/").headers["Location"] == "/outreach/referrals/"


def test_somebody_is_sent_on_without_a_tally_and_taken_back(client, team):
    keeper = make_shelter_keeper()
    to = f"night:{keeper.standing[0].organisation_id}"
    said = {"id": new_id(), "team": team.pk, "municipality": "0180", "to": to, "people": 2}

    assert client.get("/outreach/referrals/new/").status_code == 200
    assert client.post("/outreach/referrals/new/", said | {"to": ""}).status_code == 422
    client.post("/outreach/referrals/new/", said)
    client.post(reverse("outreach:withdraw_referral", args=[Referral.objects.get().pk]))

    assert Referral.objects.get().withdrawn_at
    client.force_login(keeper)
    client.post(reverse("outreach:receive_referral", args=[Referral.objects.get().pk]))
    assert Referral.objects.get().received_at is None


def test_a_team_plans_hands_over_and_counts(client, team, area):
    evening, month = str(localdate(now())), localdate(now()).replace(day=1)

    client.post(reverse("outreach:plan_round", args=[team.pk]), {"date": evening, "areas": [area.pk]})
    client.post(reverse("outreach:write_handover", args=[team.pk]), {"id": new_id(), "text": "Ta med filtar."})
    tap = {"id": new_id(), "month": str(month), "language": "ro", "change": 1}
    for _twice in range(2):
        client.post(reverse("outreach:count_language", args=[team.pk]), tap)
    client.post(
        reverse("outreach:count_language", args=[team.pk]), tap | {"id": new_id(), "language": "bg", "change": -1}
    )
    unique = {"id": new_id(), "month": str(month), "least": 4, "most": 6, "method": "judgement"}
    client.post(reverse("outreach:state_unique", args=[team.pk]), unique)

    assert PlannedRound.objects.get().area == area
    assert Handover.objects.get().text == "Ta med filtar."
    assert LanguageCounter.objects.get().count == 1
    assert UniqueStatement.objects.get().most == 6
    for name in ("plan_round", "write_handover", "count_language", "state_unique"):
        assert client.get(reverse(f"outreach:{name}", args=[team.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("plan_round", {"date": "x"}),
        ("write_handover", {"id": "x", "text": "Ring 070-123 45 67"}),
        ("count_language", {"language": "xx"}),
        ("state_unique", {"least": 9, "most": 1, "month": "2026-01-01", "method": "judgement"}),
    ],
)
def test_what_a_team_cannot_say_is_shown_to_it(client, team, name, wrong):
    answer = client.post(reverse(f"outreach:{name}", args=[team.pk]), {"id": new_id()} | wrong)

    assert answer.status_code == 422


def test_one_says_ones_languages_goes_on_duty_and_is_rung(client, team, worker):
    line = ContactLine.objects.create(organisation=team.organisation, function="duty", phone="08-000 00 00")
    said = {"id": new_id(), "municipality": "0180", "line": line.pk, "kind": "staff", "hours": 4}

    client.post("/outreach/duty/languages/", {"languages": ["ro", "sv"]})
    assert client.post("/outreach/duty/languages/", {"languages": ["xx"]}).status_code == 422
    assert client.post("/outreach/duty/new/", said | {"kind": ""}).status_code == 422
    client.post("/outreach/duty/new/", said)
    page = read(client.get("/outreach/0180/on-duty/"))
    client.post(reverse("outreach:end_duty", args=[Duty.objects.get().pk]))

    assert Speaker.objects.get().languages == ["sv", "ro"]
    assert page.count('href="tel:0800000') == 2
    assert str(worker) not in page.partition("<main")[2]
    assert Duty.objects.get().ends_at <= now()


def test_the_line_for_the_exploited_is_shown_and_only_counted(client):
    page = "/outreach/0180/lines/"
    said = {"id": new_id(), "line": "trafficking"}

    for _twice in range(2):
        client.post(page, said)
    client.post(page, {"line": "x"})

    assert LineReferral.objects.count() == 1
    assert client.get(page).status_code == 200


def test_the_coordinator_keeps_areas_rules_and_teams(client, team):
    city = make_organisation()
    client.force_login(make_user(Role.ORGANISATION_ADMIN, at=city))
    new_team = reverse("outreach:new_team", args=[city.pk])
    coordinator = make_user(Role.MUNICIPALITY_COORDINATOR, at=city)
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(coordinator)

    for _twice in range(2):
        client.post("/outreach/0180/areas/new/", {"id": new_id(), "name": "Väster"})
    area = Area.objects.get(name="Väster")
    client.post(reverse("outreach:retire_area", args=[area.pk]))
    assert Area.objects.get(pk=area.pk).retired_on
    client.post(reverse("outreach:restore_area", args=[area.pk]))
    assert Area.objects.get(pk=area.pk).retired_on is None
    rule = {"key": "outreach_undo_minutes", "value": "30", "valid_from": str(localdate(now())), "source": "Beslut"}
    assert client.post("/outreach/0180/rules/", rule | {"value": "x"}).status_code == 422
    client.post("/outreach/0180/rules/", rule)
    assert Policy.objects.get(scope="municipality:0180").value == 30
    assert "Väster" in read(client.get("/outreach/0180/areas/"))

    said = {"id": new_id(), "name": "Nattlaget", "municipalities": ["0180"]}
    assert client.post(new_team, said | {"municipalities": []}).status_code == 422
    client.post(new_team, said)
    kept = Team.objects.get(name="Nattlaget")
    client.post(reverse("outreach:edit_team", args=[city.pk, kept.pk]), said | {"name": "Dagslaget"})
    assert (Team.objects.get(pk=kept.pk).name, Team.objects.get(pk=kept.pk).is_active) == ("Dagslaget", False)
    assert client.get(reverse("outreach:edit_team", args=[city.pk, kept.pk])).status_code == 200


def test_the_week_is_told_and_printed(client, team, area, worker):
    note(team, area, by=worker, at=now(), counts={"men": (2, 3)}, needs=["SHOWER"])

    page = read(client.get("/outreach/0180/week/"))

    assert "2–3" in page  # noqa: RUF001
    assert "data-print" in page
    for odd in ("x", "9999-12-31", "2026-02-31", "2026-01-14"):
        assert client.get("/outreach/0180/week/", {"from": odd}).status_code == 200


def test_areas_are_drawn_over_a_year_and_what_is_missing_is_no_zero(client, team, area, worker):
    empty = read(client.get("/outreach/0180/months/"))
    note(team, area, by=worker, at=now(), counts={"men": (2, 3)})

    page = read(client.get("/outreach/0180/months/"))

    assert 'class="least"' not in empty.replace('<li class="least">', "")
    assert page.count('<rect class="least"') == 1
    assert page.count('class="missing" d=') == 12
    assert '<td class="number">2–3</td>' in page  # noqa: RUF001
    for odd in ("x", "9999-12-31", "2001-01-01", "2026-02-31"):
        assert client.get("/outreach/0180/months/", {"to": odd}).status_code == 200


def test_the_countys_coordinator_sees_sums_of_every_municipality(client, team, area, worker):
    note(team, area, by=worker, at=now(), counts={"men": (2, 3)})
    county = make_user(Role.COUNTY_COORDINATOR, at=make_organisation(territory="01"), territory="01")
    TOTP.activate(county, "JBSWY3DPEHPK3PXPJBSWY3DP")
    client.force_login(county)

    assert "2–3" in read(client.get("/outreach/0180/week/"))  # noqa: RUF001
    assert client.get("/outreach/9999/week/").status_code == 404
    assert client.get("/outreach/0180/on-duty/").status_code == 403


def test_the_dark_pages_have_the_colours_of_the_dark_theme():
    root = Path(samverka.__file__).parent
    theme = (root / "core/static/ui/tokens.css").read_text().partition("prefers-color-scheme: dark")[2]
    dark = (root / "outreach/static/outreach/dark.css").read_text()

    assert re.findall(r"--[\w-]+: [^;]+;", theme.partition("@media print")[0]) == re.findall(r"--[\w-]+: [^;]+;", dark)


def test_the_municipality_must_be_ones_own(client):
    make_territory("0380")

    for page in ("areas", "on-duty", "lines", "week"):
        assert client.get(f"/outreach/0380/{page}/").status_code == 404
