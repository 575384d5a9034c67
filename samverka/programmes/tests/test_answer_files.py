"""Files beside answers to a consultation: for those who answer and those who compile, until it is closed."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from samverka.core import actions as core
from samverka.core.access import Denied
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.tests.factories import home
from samverka.programmes.tests.proposing import AT, ask, make_consultation, make_coordinator, make_respondent


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_file_beside_an_answer_is_its_givers_and_the_compilers():
    by, member, other = make_coordinator(), make_respondent(), make_respondent()
    consultation = make_consultation(by)
    answer = ask(consultation, by, organisation=home(member), respondent="", mailbox="")
    actions.send_consultation(consultation=consultation, by=by, at=AT)
    actions.answer_consultation(answer=answer, opinion="supports", by=member, at=AT)
    answer.refresh_from_db()
    said = {"owner": answer, "title": "Hela yttrandet", "file": Cleaned("pdf", b"x"), "at": AT}

    for stranger in (other, by):  # who asked does not add to what another has answered
        with pytest.raises(Denied):
            core.attach_file(id=new_id(), by=stranger, **said)
    made = core.attach_file(id=new_id(), by=member, **said)
    address = reverse("core:file", args=[made.pk])
    pages = [
        reverse("programmes:give_opinion", args=[answer.pk]),
        reverse("programmes:consultation", args=[consultation.pk]),
    ]
    TOTP.activate(by, "JBSWY3DPEHPK3PXP")
    seen = []
    for user, page in ((member, pages[0]), (by, pages[1])):
        client = Client()
        client.force_login(user)
        seen.append((client.get(address).status_code, "Hela yttrandet" in client.get(page).content.decode()))
    assert seen == [(200, True), (200, True)]

    actions.close_consultation(consultation=consultation, by=by, at=AT)
    client = Client()
    client.force_login(other)
    assert (client.get(address).status_code, Client().get(address).status_code) == (404, 404)
    assert "Hela yttrandet" not in client.get(pages[1]).content.decode()
    with pytest.raises(Denied, match="inga svar"):
        core.attach_file(id=new_id(), by=member, **said)  # as it was before a colleague closed it
