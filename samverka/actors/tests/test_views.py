"""What the pages say to whom."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from samverka.actors.models import ContactLine, Invitation, Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.visits import invite, join, log_in, mailed_link, make_admin, make_coordinator
from samverka.core.ids import new_id


pytestmark = pytest.mark.usefixtures("fresh_cache", "english_pages")


def test_everybody_who_logs_in_sees_who_has_access_in_numbers():
    organisation = make_organisation(name="Exempelkyrkan")
    make_user(Role.SHELTER_LEAD, at=organisation)
    for _ in range(2):
        make_user(Role.VOLUNTEER, at=organisation)

    page = log_in(make_user(Role.READER, at=organisation)).get(reverse("actors:access")).content.decode()

    assert re.findall(r"<td>\s*(volunteer|shelter lead|reader)\s*</td>\s*<td class=\"number\">(\d)", page) == [
        ("reader", "1"), ("shelter lead", "1"), ("volunteer", "2"),
    ]  # fmt: skip
    assert page.count("Exempelkyrkan") == 1
    assert page.count("Kim Exempel") == 1  # in the page's head: the reader


def test_access_is_shown_county_by_county():
    make_user(Role.SHELTER_LEAD, at=make_organisation(name="Norra", territory="0380"))
    client = log_in(make_user(Role.READER, at=make_organisation(name="Södra")))
    for code in ("00", "01", "03"):
        make_territory(code)

    told = {
        code: client.get(reverse("actors:access"), {"county": code}).content.decode()
        for code in ("00", "01", "03", "x")
    }

    assert {code: ("Norra" in page, "Södra" in page) for code, page in told.items()} == {
        "00": (True, True), "01": (False, True), "03": (True, False), "x": (True, True),
    }  # fmt: skip


def test_a_coordinator_adds_an_organisation_and_invites_its_administrator():
    client = log_in(make_coordinator())
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "212000-0142", "kind": "ngo", "territory": "0180"}

    answer = client.post(reverse("actors:add_organisation"), asked)

    made = Organisation.objects.get(name="Nya föreningen")
    assert answer.url == reverse("actors:organisation", args=[made.pk])
    assert (made.number, made.state) == ("2120000142", "verified")
    assert "Nya föreningen" in client.get(reverse("actors:organisations")).content.decode()
    invite(client, made, role="organisation_admin")
    assert join(mailed_link()).status_code == 302


def test_a_wrong_number_is_explained_and_nothing_is_lost():
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "212000-0143", "kind": "ngo", "territory": "0180"}

    answer = log_in(make_coordinator()).post(reverse("actors:add_organisation"), asked)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the last one checks the others" in page
    assert "212000-0143" in page
    assert "Nya föreningen" in page


def test_who_coordinates_nothing_adds_nothing():
    asked = {"id": new_id(), "name": "Nya föreningen", "number": "", "kind": "ngo", "territory": "0180"}

    assert log_in(make_admin()).post(reverse("actors:add_organisation"), asked).status_code == 422
    assert not Organisation.objects.filter(name="Nya föreningen").exists()


def test_an_organisations_name_and_number_are_mended():
    organisation = make_organisation()
    client = log_in(make_admin(organisation))
    page = reverse("actors:edit_organisation", args=[organisation.pk])
    make_organisation(name="Upptagen")

    assert client.post(page, {"name": "Upptagen", "number": ""}).status_code == 422
    assert client.post(page, {"name": "Rätt namn", "number": "2120000142"}).status_code == 302

    assert "212000" in client.get(reverse("actors:organisation", args=[organisation.pk])).content.decode()
    assert Organisation.objects.get(pk=organisation.pk).name == "Rätt namn"


def test_a_contact_line_is_edited_on_its_page():
    organisation = make_organisation()
    client = log_in(make_admin(organisation))
    page = reverse("actors:edit_contact_line", args=[organisation.pk])
    told = {"function": "duty", "phone": "08-000 00 01", "email": "", "hours": "dygnet runt"}

    assert client.post(page, told | {"phone": "ring Anna"}).status_code == 422
    assert client.post(page, told).status_code == 302

    assert ContactLine.objects.get().phone == "08-000 00 01"
    assert "dygnet runt" in client.get(f"{page}?function=duty").content.decode()
    assert "08-000 00 01" in client.get(reverse("actors:organisation", args=[organisation.pk])).content.decode()


def test_parting_is_asked_once_more():
    organisation = make_organisation()
    client = log_in(make_coordinator())
    page = reverse("actors:part_with_organisation", args=[organisation.pk])

    assert "There is no way back" in client.get(page).content.decode()
    assert Organisation.objects.get(pk=organisation.pk).state == "active"
    client.post(page)
    assert Organisation.objects.get(pk=organisation.pk).state == "left"


def test_pausing_and_resuming_from_the_page():
    organisation = make_organisation()
    client = log_in(make_coordinator())

    for name, state in (("pause", "dormant"), ("resume", "active")):
        client.post(reverse(f"actors:{name}_organisation", args=[organisation.pk]))
        assert Organisation.objects.get(pk=organisation.pk).state == state

    Organisation.objects.filter(pk=organisation.pk).update(state="verified")
    answer = client.post(reverse("actors:pause_organisation", args=[organisation.pk]), follow=True)
    assert "Only an organisation that takes part" in answer.content.decode()


def test_strangers_get_the_same_answer_as_for_what_is_not_there():
    organisation = make_organisation()
    member = make_user(Role.SHELTER_STAFF, at=organisation).memberships.get()
    invite(log_in(make_admin(organisation)), organisation)
    stranger = log_in(make_admin())
    by_organisation = ("organisation", "edit_organisation", "edit_contact_line", "part_with_organisation")
    there = [reverse(f"actors:{name}", args=[organisation.pk]) for name in (*by_organisation, "pause_organisation")]
    there += [reverse("actors:end_membership", args=[member.pk])]
    there += [
        reverse(f"actors:{name}", args=[Invitation.objects.get().pk]) for name in ("remind", "withdraw_invitation")
    ]
    nowhere = [re.sub(r"[0-9a-f-]{36}", str(new_id()), one) for one in there]

    answers = [stranger.post(one) for one in (*there, *nowhere)]

    assert [answer.status_code for answer in answers] == [404] * 16
    assert len({re.sub(r"value=\"\w{64}\"", "", answer.content.decode()) for answer in answers}) == 1


def test_somebody_is_let_go_from_the_page():
    organisation = make_organisation()
    member = make_user(Role.SHELTER_STAFF, at=organisation).memberships.get()

    log_in(make_admin(organisation)).post(reverse("actors:end_membership", args=[member.pk]))

    member.refresh_from_db()
    assert isinstance(member.ends_at, datetime)


def test_ones_name_is_changed_on_the_account_page():
    user = make_user(Role.SHELTER_STAFF)
    client = log_in(user)

    assert client.post(reverse("actors:account"), {"name": ""}).status_code == 422
    assert client.post(reverse("actors:account"), {"name": "Kim Annan"}).status_code == 302

    assert User.objects.get(pk=user.pk).name == "Kim Annan"


def test_three_colleagues_cost_as_many_questions_as_one(django_assert_num_queries):
    organisation = make_organisation()
    client, page = log_in(make_admin(organisation)), reverse("actors:organisation", args=[organisation.pk])
    client.get(page)

    for _ in range(2):
        with django_assert_num_queries(7):
            client.get(page)
        for _ in range(3):
            make_user(Role.VOLUNTEER, at=organisation)


def test_a_full_house_costs_as_many_questions_on_the_access_page(django_assert_num_queries):
    client = log_in(make_user(Role.READER))
    client.get(reverse("actors:access"))

    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(reverse("actors:access"))
        for _ in range(3):
            make_user(Role.VOLUNTEER)


def test_the_language_chosen_on_a_page_is_that_of_the_account():
    user = make_user(Role.READER)

    log_in(user).post(reverse("actors:choose_language"), {"language": "en"})

    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("language", ["", "xx", "sv\0"])
def test_a_language_that_we_do_not_speak_is_not_kept(language):
    user = make_user(Role.READER)

    log_in(user).post(reverse("actors:choose_language"), {"language": language})

    user.refresh_from_db()
    assert user.language == "sv"


def test_somebody_without_an_account_chooses_a_language_too():
    answer = Client().post(reverse("actors:choose_language"), {"language": "en"})

    assert answer.cookies["django_language"].value == "en"


def test_everybody_who_logs_in_reads_who_may_do_what():
    page = log_in(make_user(Role.READER)).get(reverse("actors:access_rules")).content.decode()

    assert "Only those who keep the shelter check guests in." in page
    assert "at the organisation itself: shelter lead, shelter staff, volunteer" in page
