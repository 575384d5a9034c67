"""Files beside cards: added by those who keep the card, everybody's with its next wording, gone with it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from samverka.core.access import Refused
from samverka.core.actions import attach_file, purge_files
from samverka.core.files import Cleaned
from samverka.core.ids import new_id
from samverka.core.models import Entry, StoredFile
from samverka.exchange import actions
from samverka.exchange.models import Card
from samverka.exchange.tests.factories import (
    AT,
    WORDING,
    make_asker,
    make_card,
    make_editor,
    make_lawyer,
    make_published_card,
)


DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def log_in(user):
    client = Client()
    client.force_login(user)
    return client


def card_page(card):
    return reverse("exchange:card", args=[card.pk])


def picture():
    out = BytesIO()
    Image.new("RGB", (9, 9), "green").save(out, "PNG")
    return SimpleUploadedFile("whatever.exe", out.getvalue())


def send(client, card, **said):
    address = reverse("core:attach_file", args=["exchange.card", card.pk])
    return client.post(address, {"id": new_id(), "title": "Karta över skolor", "file": picture()} | said)


def test_a_file_is_added_fetched_and_taken_away():
    editor = make_editor()
    card, client = make_card(editor), log_in(editor)
    id = new_id()

    assert [send(client, card, id=id).status_code for _ in range(2)] == [302, 302]
    file = StoredFile.objects.get()
    assert "Karta över skolor" in client.get(reverse("exchange:card", args=[card.pk])).content.decode()
    answer = client.get(reverse("core:file", args=[file.pk]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="karta-over-skolor.png"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    away = reverse("core:take_away_file", args=[file.pk])
    assert "Karta" in client.get(away).content.decode()
    assert client.post(away).status_code == 302
    assert client.get(reverse("core:file", args=[file.pk])).status_code == 404
    verbs = ["core.file_added", "core.file_removed"]
    assert [one.verb for one in Entry.objects.filter(verb__in=verbs, county="01").order_by("number")] == verbs


def test_what_is_no_file_of_ours_comes_back_with_the_reason():
    editor = make_editor()
    card, client = make_card(editor), log_in(editor)

    wrong = send(client, card, file=SimpleUploadedFile("brev.pdf", b"<script>"))
    assert wrong.status_code == 422
    assert "PDF" in wrong.content.decode()
    assert send(client, card, title="Anna 19850101-1236").status_code == 422
    assert not StoredFile.objects.exists()


def test_everybody_fetches_it_when_the_wording_that_it_came_with_is_published():
    editor = make_editor()
    card = make_published_card(editor)
    send(log_in(editor), card)
    file = StoredFile.objects.get()
    address, page = reverse("core:file", args=[file.pk]), reverse("exchange:knowledge_card", args=[card.pk])

    assert Client().get(address).status_code == 404
    assert "Karta" not in Client().get(page).content.decode()
    other = log_in(make_asker("1480"))  # who reads the card, and not what no lawyer has seen
    actions.write_text(card=card, wording=WORDING._replace(question="Ett utkast?"), by=editor, at=file.added_at)
    inside = "".join(other.get(page).content.decode() for page in (reverse("exchange:cards"), card_page(card)))
    assert (other.get(address).status_code, "Karta" in inside, "Ett utkast" in inside) == (404, False, False)
    later = file.added_at + timedelta(hours=1)
    text = actions.write_text(card=card, wording=WORDING, by=editor, at=later)
    actions.review_text(text=text, by=make_lawyer(card.organisation), at=later)
    StoredFile.objects.create(kind="exchange.card", owner=card.pk, title="Senare", size=1, added_at=later + DAY)
    actions.publish_card(card=card, by=editor, at=later)
    assert Client().get(address).status_code == 200
    assert "Karta" in Client().get(page).content.decode()
    assert "Senare" not in Client().get(page).content.decode()  # no lawyer has seen it
    actions.withdraw_card(card=card, by=editor, at=later)
    assert Client().get(address).status_code == 404


def test_no_file_is_put_beside_what_has_gone_meanwhile():
    editor = make_editor()
    card = make_card(editor)
    file = Cleaned("png", b"x")
    Card.objects.get(pk=card.pk).delete()

    with pytest.raises(Refused):
        attach_file(id=new_id(), owner=card, title="Karta", file=file, by=editor, at=AT)
    assert not StoredFile.objects.exists()


def test_strangers_find_neither_the_file_nor_the_card():
    editor, stranger = make_editor(), log_in(make_lawyer(make_card(make_editor()).organisation))
    card = make_card(editor)
    send(log_in(editor), card)
    file = StoredFile.objects.get()
    other = log_in(make_asker("1480"))

    assert send(other, card).status_code == 404
    assert other.get(reverse("core:file", args=[file.pk])).status_code == 404
    assert other.post(reverse("core:take_away_file", args=[file.pk])).status_code == 404
    assert stranger.post(reverse("core:take_away_file", args=[file.pk])).status_code in (403, 404)
    assert Client().get(reverse("core:attach_file", args=["core.entry", card.pk])).status_code == 302  # to log in
    assert other.get(reverse("core:attach_file", args=["core.entry", card.pk])).status_code == 404


def test_a_file_goes_with_what_it_stood_beside():
    editor = make_editor()
    card = make_card(editor)
    send(log_in(editor), card)
    card.delete()

    assert purge_files(county="00", before=AT, at=AT, limit=10) == 1
    assert not StoredFile.objects.exists()
