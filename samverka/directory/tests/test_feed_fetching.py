"""Feeds are fetched page by page, from public addresses only, and broken ones say where they break."""

import json
import socket

import pytest

from samverka.directory import feeds
from samverka.directory.feeds import Broken, Limits, Reader
from samverka.directory.feeds.fetching import gate
from samverka.directory.tests.peers import CUT, JSON, paged, service, serving


def fetch(address, **limits):
    reader = Reader()
    found = feeds.fetch(address, limits=Limits(is_exercise=True, **limits))
    return [one for one in reader.services(found) if not one.why]


MANY = [service(number) for number in range(1, 8)]


def test_every_page_is_fetched():
    with serving(paged(MANY)) as address:
        assert len(fetch(f"{address}/hsds/v3")) == len(MANY)


def test_what_a_list_only_begins_to_tell_is_asked_for_one_by_one():
    short = [{name: one[name] for name in ("id", "name", "status", "organization")} for one in MANY]
    listed, whole = paged(short), paged(MANY)

    with serving(lambda path: listed(path) if "page=" in path else whole(path)) as address:
        found = fetch(address)

    assert len(found) == len(MANY)
    assert all(one.facts["places"] for one in found)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (paged(MANY, total=9), "other_total"),
        (lambda path: (200, JSON, b'{"contents": [{"id": "'), "not_json"),
        (lambda path: (200, JSON, b"[" * 100_000), "not_json"),
        (lambda path: (200, JSON, b'{"contents": ' * 300 + b"1" + b"}" * 300), "no_services"),
        (lambda path: (200, CUT, b'{"contents": []}'), "cut"),
        (lambda path: (200, "text/html", b"<html>"), "other_type"),
        (lambda path: (503, JSON, b"{}"), "answered"),
        (lambda path: (302, "/services", b""), "redirects"),
        (lambda path: (302, "http://10.0.0.1/services", b""), "forbidden_address"),
        (lambda path: (302, "http://169.254.169.254/latest", b""), "forbidden_address"),
        (lambda path: (302, "file:///etc/hostname", b""), "forbidden_address"),
        (lambda path: (200, JSON, json.dumps({"total_pages": 9, "contents": MANY[:2]}).encode()), "same_page"),
        (lambda path: (200, JSON, b'"' + b"x" * 400_000 + b'"'), "too_large"),
        (lambda path: (200, JSON, b"\xff\xfe{}"), "not_utf8"),
        (lambda path: (200, "application/zip", b"PK\x03\x04broken"), "broken_package"),
        (lambda path: (200, JSON, b"17"), "no_services"),
    ],
)
def test_a_broken_feed_says_why(answer, why):
    with serving(answer) as address, pytest.raises(Broken) as broken:
        fetch(address, bytes=300_000)

    assert broken.value.why == why


@pytest.mark.parametrize(
    ("page", "why", "detail"),
    [((500, JSON, b"{}"), "answered", "500, 3"), ((200, JSON, b'{"contents": [{'), "not_json", "3")],
)
def test_a_feed_that_breaks_on_a_later_page_says_on_which(page, why, detail):
    lies = {3: page}

    def answer(path):
        return lies[3] if "page=3" in path else paged(MANY)(path)

    with serving(answer) as address, pytest.raises(Broken) as broken:
        fetch(address)

    assert (broken.value.why, broken.value.detail) == (why, detail)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.1.2.3/", "https://192.168.0.1/",
        "https://169.254.169.254/", "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/", "https://224.0.0.1/", "https://100.64.0.1/", "ftp://exempel.invalid/", "file:///etc/passwd",
        "https://user:word@8.8.8.8/", "http://8.8.8.8/", "//8.8.8.8/", "https:///x",
    ],
)  # fmt: skip
def test_only_public_addresses_are_asked(url):
    with pytest.raises(Broken, match="forbidden_address"):
        gate(url, is_exercise=False)


def test_this_machine_is_asked_in_an_exercise_only():
    assert gate("http://127.0.0.1:81/x", is_exercise=True) == ("127.0.0.1", 81)
    with pytest.raises(Broken, match="forbidden_address"):
        gate("http://10.0.0.1/x", is_exercise=True)


def test_a_name_with_one_private_address_is_not_asked(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: both)

    with pytest.raises(Broken, match="forbidden_address"):
        gate("https://exempel.invalid/", is_exercise=False)
