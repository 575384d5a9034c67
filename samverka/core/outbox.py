"""What was written on a phone without a network: opened here, and handed to those who know what it is.

The phone seals each note to our public key and cannot read it again; with the note go its id and its author, which
nobody can change (ECDH on P-256, HKDF-SHA-256, AES-256-GCM). Our key comes of SECRET_KEY; what was sealed before that
changed is opened with SECRET_KEY_FALLBACKS.
"""

import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicNumbers,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise


ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group of P-256 (FIPS 186-5)
FIELDS = ("id", "author", "kid", "x", "y", "iv", "sealed")
LONGEST = 20_000  # signs of one sealed note


class Unreadable(Exception):
    """This was not sealed to us, or not by whom it says, or something was changed on the way."""


@dataclass(frozen=True)
class Note:
    """A form that somebody filled in: where it would have been sent, what stood in it, and when by the phone's clock.

    `fields` are its names and values in order, as a form sends them.
    """

    id: UUID
    author: str
    path: str
    fields: list[tuple[str, str]]
    noticed_at: datetime

    @property
    def told(self) -> MultiValueDict[str, str]:
        """What stood in the form, as Django's forms read it."""
        told: MultiValueDict[str, str] = MultiValueDict()
        for name, value in self.fields:
            told.appendlist(name, value)
        return told

    @cached_property
    def match(self) -> ResolverMatch | None:
        """Which page takes such a form."""
        try:
            return resolve(self.path)
        except Resolver404:
            return None


Take = Callable[..., object]
Tell = Callable[..., list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A form that can be filled in without a network, and what takes it in.

    `take` is told `note`, `by` and `at`, and what stands in the form's address; it raises Refused or Denied. `tell`
    is told the same and gives what was written as people read it: labels and texts.
    """

    text: str | Promise
    take: Take
    tell: Tell


KINDS: dict[str, Kind] = {}  # by the name of the page that takes the form


def takes(page: str, text: str | Promise, *, tell: Tell) -> Callable[[Take], Take]:
    """Make known what takes in the form that is sent to this page."""

    def known(take: Take) -> Take:
        KINDS[page] = Kind(text, take, tell)
        return take

    return known


def public_key() -> dict[str, str]:
    """What a phone seals with: the name of our key, and its point."""
    return _told(settings.SECRET_KEY)


def read(item: Mapping[str, Any]) -> Note:
    """What was sealed. Raises Unreadable."""
    if any(not isinstance(item.get(name), str) or len(item[name]) > LONGEST for name in FIELDS):
        raise Unreadable
    key = next((one for one in _keys() if _name(one) == item["kid"]), None)
    if key is None:
        raise Unreadable
    try:
        told = json.loads(_unseal(item, key))
        fields = [(_text(name), _text(value)) for name, value in told["fields"]]
        return Note(UUID(item["id"]), item["author"], _text(told["path"]), fields, _moment(told["at"]))
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as fault:
        raise Unreadable from fault


def _text(said: object) -> str:
    """A text that a database keeps: without a NUL, and of whole signs."""
    text = str(said)
    text.encode()
    if "\0" in text:
        raise ValueError
    return text


def _moment(said: str) -> datetime:
    at = parse_datetime(said)
    if at is None or at.tzinfo is None or not 2000 < at.year < 3000:
        raise ValueError
    return at


def _unseal(item: Mapping[str, str], key: EllipticCurvePrivateKey) -> bytes:
    x, y = (int.from_bytes(urlsafe_b64decode(item[name] + "="), "big") for name in "xy")
    once = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    told = "|".join(item[name] for name in ("id", "author", "kid")).encode()
    cipher = HKDF(SHA256(), length=32, salt=bytes(32), info=told).derive(key.exchange(ECDH(), once))
    return AESGCM(cipher).decrypt(b64decode(item["iv"]), b64decode(item["sealed"]), told)


def _keys() -> list[EllipticCurvePrivateKey]:
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@cache
def _key(secret: str) -> EllipticCurvePrivateKey:
    drawn = HKDF(SHA256(), length=48, salt=None, info=b"samverka:outbox").derive(secret.encode())
    return derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, SECP256R1())


@cache
def _told(secret: str) -> dict[str, str]:
    numbers = _key(secret).public_key().public_numbers()
    return {"kid": _name(_key(secret)), "x": _base64url(numbers.x), "y": _base64url(numbers.y)}


@cache
def _name(key: EllipticCurvePrivateKey) -> str:
    numbers = key.public_key().public_numbers()
    return sha256(f"{numbers.x}|{numbers.y}".encode()).hexdigest()[:16]


def _base64url(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
