"""A visitor's walk: every page, with every id that may stand in its address, and all that links lead to."""

import io
import re
import subprocess
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import pikepdf
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from django.utils.regex_helper import normalize

from tests.test_canaries import Heard


EDITIONS = ("sv", "en", "ro", "bg", "lattlast")
WORDS = {
    "edition": EDITIONS,
    "town": ("stockholm",),
    "what": ("now", "tonight", "today", "shelter-night", "shelter-women", "search"),
    "noun": ("service", "place", "provider", "stop"),
    "kind": ("csv", "xlsx"),
    "template": ("card", "fold-out", "poster"),
    "name": ("service", "location", "organization"),
}
FOREIGN = tuple(f"/{edition}/" for edition in EDITIONS[1:])
QUESTIONS = ("full=true", "minimal=true", "format=ndjson", "lang=en&full=true", "q=Finkens", "postcode=111+00")
DIRECTORY = ("/directory/", "/hsds/", "/api/v1/directory/", "/%(edition)s/")
FRESH = ("ETag", "Set-Cookie", "Content-Security-Policy", "Expires", "Content-Length")  # digests, lots and moments
COOKIELESS = ("/hsds/", "/statistik/", "/kunskap/")  # which answer everybody alike
LOTS = ("/accounts/logout", "/accounts/2fa/totp/activate")  # the way out, and a secret that is drawn at each look
MOST = 5000  # pages that one visitor opens


def ways_in(patterns=None, ways=("",)):
    """The address of every page, with %(names)s in it."""
    for entry in patterns or get_resolver().url_patterns:
        here = [way + more for way in ways for more, _names in normalize(entry.pattern.regex.pattern)]
        if isinstance(entry, URLResolver):
            yield from ways_in(entry.url_patterns, here)
        else:
            yield from (f"/{way}" for way in here)


def starts(house, words):
    """Every page with every id and word that may stand in its address."""
    at_services = [*house.secret.at_services.all(), *house.protected.at_services.all()]
    every = [str(one.pk) for one in (*house.entries, *at_services)]
    for way in ways_in():
        ways = [way]
        ids = every if way.startswith(DIRECTORY) else [str(house.secret.pk), str(house.protected.pk)]
        while name := re.search(r"%\((\w+)\)s", ways[0]):
            ways = [one.replace(name[0], word) for one in ways for word in words.get(name[1], ids)]
        yield from ways
        if way.startswith(("/hsds/", "/%(edition)s/%(town)s/")) and not way.endswith(".pdf"):
            yield from (f"{one}?{question}" for one in ways[:20] for question in QUESTIONS)


def is_for_need(address):
    """The page, and its twin for machines, that tells a partner the address, and notes it."""
    return re.match(r"/directory/partners/.|/api/v1/directory/places/[^/]+/address", address) is not None


def is_elsewhere(address):
    """A town where nothing is planted, of which there are hundreds."""
    try:
        return resolve(urlsplit(address).path).kwargs.get("town", "stockholm") not in WORDS["town"]
    except Resolver404:
        return False


def walk(client, house, *, need=False):
    """Every answer, by its address: what links lead to as well. Without need nobody asks for an address."""
    told, foreign = {}, (*FOREIGN, *COOKIELESS) if "sessionid" in client.cookies else ()  # read by who has no log-in
    waiting = list(dict.fromkeys(starts(house, WORDS | ({"edition": ("sv",)} if foreign else {}))))
    while waiting:
        address = waiting.pop()
        if address in told or (is_for_need(address) and not need) or address.startswith((*LOTS, *foreign)):
            continue
        kind, told[address] = answer(client, address)
        if "html" in kind:
            waiting += [one for one in links(told[address], address) if one not in told and not is_elsewhere(one)]
        assert len(told) < MOST, "this walk has no end: what makes so many pages?"
    return told


def answer(client, address):
    """What kind of answer it is, and all that it says, with its headers."""
    found = client.get(address, headers={"accept-language": "sv"})
    body = b"".join(found.streaming_content) if found.streaming else found.content
    headers = [f"{name}: {value}" for name, value in found.headers.items() if name not in FRESH]
    return found.headers.get("Content-Type", ""), "\n".join([*headers, read(body)])


def links(text, address):
    heard = Heard()
    heard.feed(text)
    ways = [urlsplit(urljoin(f"http://testserver{address}", one)) for one in heard.addresses]
    here = [one for one in ways if one.netloc == "testserver" and not one.path.startswith("/static/")]
    return [one.path + (f"?{one.query}" if one.query else "") for one in here]


def read(body):
    """What an answer says: archives unpacked, documents laid bare."""
    if body[:2] == b"PK":
        archive = ZipFile(io.BytesIO(body))
        return "\n".join(f"{name}\n{read(archive.read(name))}" for name in archive.namelist())
    if body[:4] == b"%PDF":
        words = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True, timeout=20)  # noqa: S607
        with pikepdf.open(io.BytesIO(body)) as document:
            notes = [str(one) for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        return "\n".join([words.stdout.decode(), *notes])
    return body.decode(errors="replace")
