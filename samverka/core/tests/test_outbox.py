"""Notes that were sealed on a phone are opened here, and only as they were sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from samverka.core import outbox
from samverka.core.ids import new_id
from samverka.core.tests.phones import NOTICED, sealed


def note(**more):
    said = {"path": "/x/", "fields": [["a", "1"], ["b", "å"], ["a", "2"]], "at": NOTICED.isoformat()}
    return sealed(said | more, author="7", id=str(new_id()))


def test_a_note_reads_as_it_was_written():
    item = note()

    read = outbox.read(item)

    assert (str(read.id), read.author, read.path, read.noticed_at) == (item["id"], "7", "/x/", NOTICED)
    assert dict(read.told.lists()) == {"a": ["1", "2"], "b": ["å"]}


def test_what_was_sealed_for_the_key_before_is_opened(settings):
    item = note()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]

    assert outbox.read(item).path == "/x/"


def test_without_our_key_it_stays_shut(settings):
    item = note()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, []

    with pytest.raises(outbox.Unreadable):
        outbox.read(item)


@given(some.dictionaries(some.sampled_from(outbox.FIELDS), some.none() | some.text(max_size=50) | some.integers()))
def test_nonsense_is_unreadable(change):
    item = note()
    if all(item.get(name) == value for name, value in change.items()):
        return

    with pytest.raises(outbox.Unreadable):
        outbox.read(item | change)


@pytest.mark.parametrize("path", ["http://example.org/", "//x", "/" + "x" * 5000, "?"])
def test_odd_addresses_lead_nowhere(path):
    assert outbox.read(note(path=path)).match is None
