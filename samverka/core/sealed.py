"""Short secrets that must be read again, sealed so that whoever reads the database cannot (AES-256-GCM, HKDF).

The key comes of SECRET_KEY; after that has changed, SECRET_KEY_FALLBACKS still opens what was sealed before.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


MARK = "sealed:1:"


def seal(text: str, *, purpose: str) -> str:
    """The text, readable only with our key and for this purpose."""
    nonce = secrets.token_bytes(12)
    sealed = _cipher(settings.SECRET_KEY, purpose).encrypt(nonce, text.encode(), purpose.encode())
    return MARK + urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """What was sealed; an empty string when no key of ours opens it."""
    if not sealed.startswith(MARK):
        return ""
    raw = urlsafe_b64decode(sealed.removeprefix(MARK))
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key, purpose).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
        except InvalidTag:
            continue
    return ""


def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=f"samverka:{purpose}".encode()).derive(key.encode()))
