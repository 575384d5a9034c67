"""Long forms: drafts are never lost and never others', and a colleague's edit is set beside one's own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_terms, make_user
from samverka.core.actions import purge_drafts
from samverka.core.differing import joined, marked
from samverka.core.drafts import whose
from samverka.core.models import Draft
from samverka.core.versions import version
from samverka.exchange import actions
from samverka.exchange.tests.factories import AT, WORDING, begin, make_card, make_editor


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def writing():
    """An editor with a card, its page of writing, and what the page holds."""
    editor = make_editor()
    card, client = make_card(editor), Client()
    client.force_login(editor)
    address = reverse("exchange:write_text", args=[card.pk])
    page = client.get(address).content.decode()
    name = re.search(r'name="draft_of" value="([^"]+)"', page)[1]
    typed = {"question": WORDING.question, "says": "Jag skriver **nytt**", "draft_of": name}
    return editor, card, client, address, typed | {"seen": version(card.texts.get())}


def test_a_draft_is_kept_offered_and_gone_on_with(writing):
    editor, _card, client, address, typed = writing

    assert client.post(reverse("core:keep_draft") + "?by_script", typed).status_code == 204
    assert "draft=resume" in client.get(address).content.decode()
    resumed = client.get(address + "?draft=resume")
    assert (resumed.status_code, "Jag skriver **nytt**" in resumed.content.decode()) == (200, True)
    assert client.post(reverse("core:keep_draft"), typed).headers["Location"] == address + "?draft=resume"
    assert Draft.objects.get().by == str(editor.pk)


def test_a_draft_is_thrown_away_or_saved_or_grows_old(writing):
    _editor, _card, client, address, typed = writing
    for done in (lambda: client.post(reverse("core:drop_draft"), typed), lambda: client.post(address, typed)):
        client.post(reverse("core:keep_draft"), typed)
        assert done().status_code == 302
        assert not Draft.objects.exists()
    client.post(reverse("core:keep_draft"), typed)
    assert purge_drafts(county="00", before=now() - timedelta(days=30), at=now(), limit=9) == 0
    assert purge_drafts(county="00", before=now() + timedelta(days=1), at=now(), limit=9) == 1


def test_what_is_refused_stays_a_draft(writing):
    _editor, _card, client, address, typed = writing
    client.post(reverse("core:keep_draft"), typed)

    assert client.post(address, typed | {"says": "19850101-1236"}).status_code == 422
    assert Draft.objects.exists()


def test_what_is_sent_after_the_log_in_has_run_out_is_there_when_its_writer_comes_back(writing):
    editor, _card, client, address, typed = writing
    client.logout()

    assert "login" in client.post(address, typed).headers["Location"]
    other = Client()
    other.force_login(make_editor())
    assert "draft=resume" not in other.get(address).content.decode()
    client.force_login(editor)
    assert "Jag skriver **nytt**" in client.get(address + "?draft=resume").content.decode()
    assert client.post(reverse("core:keep_draft"), typed | {"draft_of": "somebody's"}).status_code == 400


def test_what_is_sent_when_new_terms_come_first_is_kept(writing):
    editor, card, client, address, typed = writing
    client.post(reverse("core:keep_draft"), typed | {"says": "Något äldre"})
    make_terms(version=2)
    client.logout()
    client.force_login(editor)

    assert client.post(address, typed).headers["Location"] == reverse("actors:sign_terms")
    assert Draft.objects.get().typed["says"] == ["Jag skriver **nytt**"]
    assert card.texts.get().says == WORDING.says


def test_a_draft_holds_no_personal_number(writing):
    _editor, _card, client, address, typed = writing
    said = typed | {"question": "Gäller det 19850101-1236?"}

    answer = client.post(reverse("core:keep_draft") + "?by_script", said)
    kept = Draft.objects.get().typed
    resumed = client.get(address + "?draft=resume").content.decode()
    assert (answer.status_code, "personnummer" in answer.content.decode()) == (200, True)
    assert ("question" in kept, kept["says"], "seen" in kept) == (False, ["Jag skriver **nytt**"], True)
    assert (WORDING.question in resumed, "Sparades inte i utkastet" in resumed) == (True, True)


def test_two_wordings_stand_side_by_side_and_one_is_taken(writing):
    editor, card, client, address, typed = writing
    theirs = WORDING._replace(says="Så säger <kollegan>")
    actions.write_text(card=card, wording=theirs, by=editor, at=AT)

    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>Jag skriver **nytt**</ins>" in page
    assert "<del>Så säger &lt;kollegan&gt;</del>" in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]
    both = client.post(address, typed | {"seen": seen, "take": "says:both"})
    assert both.status_code == 200
    assert "Så säger &lt;kollegan&gt;\nJag skriver **nytt**</textarea>" in both.content.decode()
    taken = client.post(address, typed | {"seen": seen, "take": "says:theirs"}).content.decode()
    assert "Så säger &lt;kollegan&gt;</textarea>" in taken
    assert client.post(address, typed | {"seen": seen}).status_code == 302
    assert card.texts.get().says == "Jag skriver **nytt**"


def test_a_page_of_several_forms_keeps_a_draft_of_the_long_one(client):
    made = begin()
    client.force_login(made.posts.get().by)
    here = reverse("exchange:discussion", args=[made.pk])

    wrong = client.post(reverse("exchange:settle_discussion", args=[made.pk]), {"agreed": ""})
    name = re.search(r'name="draft_of" value="([^"]+)"', wrong.content.decode())[1]
    assert (wrong.status_code, whose(name)["form"]) == (422, here)
    client.post(reverse("core:keep_draft"), {"draft_of": name, "text": "Vi tar **bussen**."})
    assert "Vi tar **bussen**." in client.get(here + "?draft=resume").content.decode()


def test_a_draft_holds_nothing_that_is_kept_sealed(client):
    client.force_login(make_user(Role.SHELTER_LEAD, at=make_organisation(territory="0180")))
    here = reverse("exchange:make_offer")
    name = re.search(r'name="draft_of" value="([^"]+)"', client.get(here).content.decode())[1]

    said = {"draft_of": name, "text": "Tre kvällar.", "name": "Inga Exempel", "mail": "inga@exempel.example"}
    client.post(reverse("core:keep_draft"), said)

    assert Draft.objects.get().typed == {"text": ["Tre kvällar."]}
    resumed = client.get(here + "?draft=resume").content.decode()
    assert ("Tre kvällar." in resumed, "Sparades inte i utkastet" in resumed) == (True, False)


def test_words_are_marked_and_lines_joined():
    assert marked("en röd stuga", "en blå stuga") == ("en <del>röd </del>stuga", "en <ins>blå </ins>stuga")
    assert joined("ett\ntvå\nfyra", "ett\ntre\nfyra") == "ett\ntvå\ntre\nfyra"
    assert marked("a " * 4000, "b " * 4000)[1].startswith("<ins>")
