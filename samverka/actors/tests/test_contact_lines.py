"""Contact lines: who answers when, and who says so."""

import pytest

from samverka.actors import actions
from samverka.actors.models import ContactLine
from samverka.actors.tests.factories import make_organisation
from samverka.actors.tests.joining import NOW, audited, make_admin
from samverka.core.access import Denied, Unfit


def edit_line(organisation, by, **told):
    told = {"function": "duty", "phone": "08-000 00 01", "email": "", "hours": "20 till 08"} | told
    return actions.edit_contact_line(organisation=organisation, by=by, at=NOW, **told)


def test_a_contact_line_tells_who_answers_and_when_that_was_verified():
    organisation = make_organisation()
    admin = make_admin(organisation)

    edit_line(organisation, admin)
    edit_line(organisation, admin, phone="08-000 00 02")

    line = ContactLine.objects.get()
    assert (line.organisation, line.function, line.phone, line.hours) == (
        organisation,
        "duty",
        "08-000 00 02",
        "20 till 08",
    )
    assert line.verified_on == NOW.date()
    assert audited("actors.contact_line_edited", line) == 2


def test_a_contact_line_without_phone_and_mailbox_goes():
    organisation = make_organisation()
    admin = make_admin(organisation)
    line = edit_line(organisation, admin)

    assert edit_line(organisation, admin, phone="") is None
    assert edit_line(organisation, admin, phone="") is None

    assert not ContactLine.objects.exists()
    assert audited("actors.contact_line_removed", line) == 1


def test_a_stranger_edits_no_contact_line():
    with pytest.raises(Denied):
        edit_line(make_organisation(), make_admin())


def test_a_contact_line_holds_no_personal_number():
    organisation = make_organisation()

    with pytest.raises(Unfit):
        edit_line(organisation, make_admin(organisation), hours="Fråga efter 811218-9876")
