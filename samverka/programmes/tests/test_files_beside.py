"""Files beside agreements, projects, mandates and proposals: who reads them, who keeps them, and how they go."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.core import actions as core
from samverka.core.access import Denied, Refused, Stale
from samverka.core.attached import MOST_FILES
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import StoredFile
from samverka.core.versions import version
from samverka.programmes import actions, queries
from samverka.programmes.models import Project, Proposal
from samverka.programmes.tests.factories import AT, home, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.mandating import make_mandate
from samverka.programmes.tests.projects import PROJECT_AT, make_leader, make_project
from samverka.programmes.tests.proposing import make_coordinator, make_proposal
from samverka.programmes.tests.test_payments import let_in


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TITLE = "Undertecknad i två exemplar"


def attach(owner, by, at=AT):
    made = core.attach_file(id=new_id(), owner=owner, title=TITLE, file=Cleaned("pdf", b"x"), by=by, at=at)
    return reverse("core:file", args=[made.pk])


def reader(user):
    client = Client()
    if user:
        let_in(client, user)
    return client


def status(address, *readers):
    return [reader(one).get(address).status_code for one in readers]


def seen_now(proposal):
    return version(queries.stood_by(Proposal.objects.get(pk=proposal.pk)))


def told(page, owner, user=None):
    return TITLE in reader(user).get(reverse(f"programmes:{page}", args=[owner.pk])).content.decode()


def test_the_signed_copy_of_an_agreement_is_its_parties():
    payer, provider, other = make_payer(), make_provider(), make_provider()
    made = make_signed(payer, provider)
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    address = attach(made, payer)
    with pytest.raises(Denied):
        attach(made, provider)

    assert status(address, payer, provider, other, None) == [200, 200, 404, 404]
    assert [told("agreement", made, one) for one in (payer, provider, other)] == [True, True, False]
    assert not told("open_agreement", made)


def test_what_was_signed_or_decided_stays_and_what_corrects_it_stands_beside_it():
    payer, by = make_payer(), make_coordinator()
    draft, mandate = make_agreement(payer), make_mandate(by)
    signed = make_signed(payer, make_provider())
    for owner, who, is_loose in ((draft, payer, True), (signed, payer, False), (mandate, by, False)):
        attach(owner, who, at=now() - timedelta(hours=25))
        page = reader(who).get(reverse(f"programmes:{owner._meta.model_name}", args=[owner.pk])).content.decode()
        away = reverse("core:take_away_file", args=[(file := StoredFile.objects.get(owner=owner.pk)).pk])
        form = reader(who).get(reverse("core:attach_file", args=[owner._meta.label_lower, owner.pk])).content.decode()
        assert ("inom 24 timmar" in form) == (not is_loose)
        assert (away in page, "är inlämnad, undertecknad" in reader(who).get(away).content.decode()) == (
            is_loose, not is_loose
        )  # fmt: skip
        if is_loose:
            core.take_away_file(file=file, owner=owner, by=who, at=AT)
        else:
            reader(who).post(away)
            with pytest.raises(Refused, match="ligger kvar"):
                core.take_away_file(file=file, owner=owner, by=who, at=now())
            attach(owner, who)

    assert [StoredFile.objects.filter(owner=one.pk).count() for one in (draft, signed, mandate)] == [0, 2, 2]


def test_a_file_that_was_added_by_mistake_is_taken_away_within_a_day():
    payer, by = make_payer(), make_coordinator()
    for owner, who in ((make_signed(payer, make_provider()), payer), (make_mandate(by), by)):
        attach(owner, who, at=now() - timedelta(hours=23))
        away = reverse("core:take_away_file", args=[StoredFile.objects.get().pk])
        page = reverse(f"programmes:{owner._meta.model_name}", args=[owner.pk])
        assert away in reader(who).get(page).content.decode()
        with pytest.raises(Denied):
            core.take_away_file(file=StoredFile.objects.get(), owner=owner, by=make_coordinator("03"), at=now())
        reader(who).post(away)
        assert not StoredFile.objects.exists()


def test_files_that_stay_leave_room_for_those_that_correct_them():
    by = make_coordinator()
    mandate = make_mandate(by)
    for _one in range(MOST_FILES):
        attach(mandate, by)
    with pytest.raises(Refused):
        attach(mandate, by)

    attach(mandate, by, at=AT + timedelta(hours=25))
    assert StoredFile.objects.count() == MOST_FILES + 1


def test_whoever_reads_a_project_reads_its_files_and_who_leads_it_keeps_them_until_it_is_closed():
    leader, partner, other = make_leader(), make_leader(), make_leader()
    made = make_project(leader)
    actions.add_project_partner(project=made, organisation=home(partner), by=leader, at=PROJECT_AT)
    address = attach(made, leader)
    with pytest.raises(Denied):
        attach(made, partner)

    assert status(address, leader, partner, other, None) == [200, 200, 404, 404]
    assert told("project", made, partner)
    Project.objects.update(state="closed", operation_number="1")
    with pytest.raises(Denied, match="avslutat"):
        attach(made, leader)


def test_a_mandate_is_everybodys_with_the_decision_itself():
    by, other = make_coordinator(), make_coordinator("03")
    made = make_mandate(by)
    address = attach(made, by)
    with pytest.raises(Denied):
        attach(made, other)

    assert status(address, by, other, None) == [200, 200, 200]
    assert told("mandate", made, other)
    assert told("public_mandate", made)


def test_files_of_a_proposal_are_handed_over_with_it_and_then_stay():
    by, other = make_coordinator(), make_coordinator("03")
    made = make_proposal(by)
    seen = seen_now(made)
    address = attach(made, by)
    assert status(address, by, other, None) == [200, 404, 404]
    assert told("proposal", made, by)

    with pytest.raises(Stale):
        actions.hand_over(proposal=made, on=AT.date(), by=by, at=AT, seen=seen)
    actions.hand_over(proposal=made, on=AT.date(), by=by, at=AT, seen=seen_now(made))
    assert status(address, by, other, None) == [200, 200, 200]
    assert told("proposal", made, other)
    assert told("public_proposal", made)
    file = StoredFile.objects.get()
    for change in (lambda: attach(made, by), lambda: core.take_away_file(file=file, owner=made, by=by, at=AT)):
        with pytest.raises(Denied, match="överlämnat"):
            change()


def test_the_page_hands_over_what_it_shows(client):
    by = make_coordinator()
    made = make_proposal(by)
    let_in(client, by)
    page, way = (reverse(f"programmes:{name}", args=[made.pk]) for name in ("proposal", "hand_over"))
    typed = {"on": AT.date().isoformat(), "seen": client.get(page).context["handing"]["seen"].value()}
    attach(made, by)

    stale = client.post(way, typed)
    assert stale.status_code in {409, 422}
    typed["seen"] = stale.context["handing"]["seen"].value()
    assert client.post(way, typed).status_code == 302


def test_files_go_with_what_they_stood_beside():
    payer, by = make_payer(), make_coordinator()
    agreement, draft, kept = make_agreement(payer), make_proposal(by), make_mandate(by)
    for owner, who in ((agreement, payer), (draft, by), (kept, by)):
        attach(owner, who)
    actions.drop_proposal(proposal=draft, by=by, at=AT)
    later = AT + timedelta(days=731)
    for kind in ("programmes.agreement.unsigned", "core.storedfile"):
        core.purge(rule=RULES[kind], at=later)

    assert list(StoredFile.objects.values_list("owner", flat=True)) == [kept.pk]
