"""A phone without a network, in Python: it seals notes as `outbox.js` does."""

import json
import os
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import Client

from samverka.core.ids import new_id
from samverka.core.outbox import public_key


NOTICED = datetime(2027, 1, 15, 20, 40, tzinfo=UTC)


def written(user: Any, path: str, *, note: object = None, at: datetime = NOTICED, **fields: object) -> dict[str, str]:
    """A note as it lies in the outbox."""
    told = [[name, str(value)] for name, value in fields.items()]
    return sealed({"path": path, "fields": told, "at": at.isoformat()}, author=str(user.pk), id=str(note or new_id()))


def sealed(note: object, *, author: str, id: str) -> dict[str, str]:
    key = public_key()
    x, y = (int.from_bytes(urlsafe_b64decode(key[name] + "="), "big") for name in "xy")
    once = generate_private_key(SECP256R1())
    info = f"{id}|{author}|{key['kid']}".encode()
    shared = once.exchange(ECDH(), EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key())
    cipher, iv = AESGCM(HKDF(SHA256(), length=32, salt=bytes(32), info=info).derive(shared)), os.urandom(12)
    point = once.public_key().public_numbers()
    return {
        "id": id, "author": author, "kid": key["kid"], "x": _base64url(point.x), "y": _base64url(point.y),
        "iv": b64encode(iv).decode(), "sealed": b64encode(cipher.encrypt(iv, json.dumps(note).encode(), info)).decode(),
    }  # fmt: skip


def hand_in(user, *items):
    client = Client()
    client.force_login(user)
    answer = client.post("/outbox/", json.dumps({"items": items}), content_type="application/json")
    return answer.json()["receipts"] if answer.status_code == 200 else answer.status_code


def states(receipts):
    return [one["state"] for one in receipts]


def _base64url(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
