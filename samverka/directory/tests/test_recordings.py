"""Texts read aloud: kept, found by the public, and heard by anybody without a cookie."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.access import Denied, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.directory import actions, queries
from samverka.directory.models import Language, Recording, Town
from samverka.directory.sounds import MOST_BYTES, media_type
from samverka.directory.tests.factories import make_editor, make_service


pytestmark = pytest.mark.django_db

MP3 = b"ID3\x04" + bytes(range(200))


@pytest.fixture
def service():
    return make_service(name="Dusch", description="Varmt vatten.")


@pytest.fixture
def translator(service):
    return make_user(Role.TRANSLATOR, at=make_organisation(territory="0180"))


def record(service, by, language="ro", field="description", sound=MP3):
    return actions.record(
        subject=service.pk, field=field, language=Language.objects.get(pk=language), of_version=1, sound=sound,
        by=by, at=now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (MP3, "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "audio/webm"),
        (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3matroska", ""),
        (b"\xff\xd8\xff\xe0", ""),  # a picture
        (b"<script>", ""),
        (b"\xff\xfe<\x00", ""),
        (b"", ""),
    ],
)
def test_a_sound_is_known_by_how_it_begins(sound, kind):
    assert media_type(sound) == kind


def test_a_recording_takes_the_place_of_the_one_before_at_a_new_address(service, translator):
    first = record(service, translator)
    revision = Town.objects.get(pk="0180").revision

    second = record(service, translator)

    assert list(Recording.objects.all()) == [second]
    assert first.pk != second.pk
    assert Town.objects.get(pk="0180").revision > revision


def test_a_recording_is_taken_away_once(service, translator):
    first, again = record(service, translator), Recording.objects.get()

    for there in (first, again):
        actions.remove_recording(recording=there, by=translator, at=now())

    assert Entry.objects.filter(verb="directory.recording_removed").count() == 1


def test_what_is_no_sound_or_too_large_is_not_kept(service, translator):
    for sound in (b"<html>", MP3 + bytes(MOST_BYTES)):
        with pytest.raises(Unfit):
            record(service, translator, sound=sound)
    with pytest.raises(Denied):
        record(service, make_user(Role.TRANSLATOR, at=make_organisation(territory="1480")))


def test_recordings_of_a_language_are_found_and_say_when_they_are_outdated(service, translator):
    made = record(service, translator)

    assert queries.recordings([service.pk], language="ro") == {(service.pk, "description"): made}
    assert queries.recordings([service.pk], language="bg") == {}
    assert queries.recordings([], language="ro") == {}
    assert not queries.recordings([service.pk], language="ro")[service.pk, "description"].is_outdated

    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="Kallt vatten.")
    assert queries.recordings([service.pk], language="ro")[service.pk, "description"].is_outdated


def listen(client, pk, **headers):
    return client.get(reverse("directory:sound", args=[pk]), headers=headers)


def test_anybody_hears_it_without_a_cookie_and_any_cache_keeps_it(client, service, translator):
    made = record(service, translator)

    answer = listen(client, made.pk)

    assert (answer.status_code, answer.content) == (200, MP3)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=604800, immutable"
    assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]
    assert not answer.cookies
    assert listen(client, made.pk, if_none_match=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=0-1", 206, MP3[:2]),
        ("bytes=200-", 206, MP3[200:]),
        ("bytes=3-99999", 206, MP3[3:]),
        ("bytes=99999-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("lines=1-2", 200, MP3),
    ],
)
def test_phones_that_want_it_in_parts_get_parts(client, service, translator, asked, status, told):
    answer = listen(client, record(service, translator).pk, range=asked)

    assert (answer.status_code, answer.content) == (status, told)


def test_a_text_that_is_no_longer_told_is_no_longer_heard(client, service, translator):
    made = record(service, translator)
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="")

    assert listen(client, made.pk).status_code == 404
    assert listen(client, new_id()).status_code == 404


def test_a_recording_is_sent_and_taken_away_on_the_translators_page(client, service, translator):
    client.force_login(translator)
    about = {"subject": service.pk, "field": "description", "language": "ro", "of_version": 1}

    client.post(reverse("directory:record"), about | {"sound": SimpleUploadedFile("a.mp3", MP3)})
    made = Recording.objects.get()
    page = client.get(reverse("directory:translations"), {"language": "ro", "service": service.pk}).content.decode()
    wrong = client.post(reverse("directory:record"), about | {"sound": SimpleUploadedFile("a.mp3", b"<html>")})

    assert reverse("directory:sound", args=[made.pk]) in page
    assert bytes(made.sound) == MP3
    assert wrong.status_code == 422
    client.post(reverse("directory:remove_recording"), about)
    assert not Recording.objects.exists()


def test_the_public_page_plays_what_was_recorded_and_else_offers_the_voice_of_the_device(client, service, translator):
    way = f"/ro/service/{service.pk}/"
    without = client.get(way).content.decode()
    assert 'data-listen="good-to-know-text" hidden' in without
    assert "<audio" not in without

    made = record(service, translator)
    with_it = client.get(way).content.decode()

    assert f'src="/sound/{made.pk}"' in with_it
    assert "data-listen" not in with_it


def test_a_language_that_is_only_heard_is_offered_on_every_edition(client, service, translator):
    Language.objects.create(code="rom", name="Romani", is_spoken_only=True)
    made = record(service, translator, language="rom")

    assert f'src="/sound/{made.pk}"' in client.get(f"/sv/service/{service.pk}/").content.decode()
    assert client.get(f"/rom/service/{service.pk}/").status_code == 404


def test_a_recording_of_an_older_text_says_so_and_the_device_offers_its_voice_too(client, service, translator):
    record(service, translator)
    actions.change_service(service=service, by=make_editor(service.provider), at=now(), description="Kallt vatten.")

    page = client.get(f"/ro/service/{service.pk}/").content.decode()

    assert "<audio" in page
    assert "data-listen" in page
