"""Organisations and those who log in, with passphrases that follow from the seed."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from samverka.actors.actions import TOKEN, begin_membership, sign_terms
from samverka.actors.models import Organisation, Role, Terms, Territory, Token, User
from samverka.actors.queries import SECOND_FACTOR, outlines


LONG_AGO = datetime(2025, 9, 1, 8, tzinfo=UTC)
WORDS = (
    *("lampa", "brygga", "granne", "skogen", "fiol", "regnbåge", "hamnen", "kaffe", "stjärna", "matta", "cykel"),
    *("äpple", "fönster", "måne", "sommar", "tröja", "segel", "knapp", "trappa", "hjul", "blomma", "sten", "vante"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody needs to log in as an invented user."""

    email: str
    passphrase: str
    role: str
    organisation: str
    totp_secret: str
    token: str


def territory(code: str) -> Territory:
    return Territory.objects.get_or_create(code=code, defaults={"name": outlines([code])[code].name})[0]


def organisation(name: str, kind: str, code: str, number: str = "") -> Organisation:
    defaults = {"kind": kind, "territory": territory(code), "number": number or None}
    return Organisation.objects.get_or_create(name=name, defaults=defaults)[0]


def account(
    email: str, role: Role, at: Organisation, *, seed: int, code: str = "", name: str = "", token: bool = False
) -> tuple[User, Account]:
    """A user with one role, terms signed and, where the role asks for it, a second factor."""
    passphrase, secret, text = _passphrase(email, seed), _secret(email, seed), _secret(f"token:{email}", seed)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, name=name or email.partition("@")[0].replace(".", " ").capitalize())
        user.set_password(passphrase)
        user.save()
        begin_membership(user, at, role, territory=territory(code) if code else at.territory, at=LONG_AGO)
        for terms in Terms.objects.all():
            sign_terms(terms=terms, by=user, at=max(LONG_AGO, terms.valid_from))
        if role in SECOND_FACTOR and not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, secret)
        if token:
            digest = sha256(text.encode()).hexdigest()
            made = datetime.now(tz=UTC)
            Token.objects.create(user=user, label="drill", digest=digest, made_at=made, expires_at=made + TOKEN)
    needs = secret if role in SECOND_FACTOR else ""
    return user, Account(email, passphrase, str(role), at.name, needs, text if token else "")


def _passphrase(email: str, seed: int) -> str:
    """Four words; never a secret, since the seed tells it."""
    digest = sha256(f"{seed}:{email}".encode()).digest()
    return " ".join(WORDS[byte % len(WORDS)] for byte in digest[:4]) + f" {digest[4]}"


def _secret(email: str, seed: int) -> str:
    return b32encode(sha256(f"secret:{seed}:{email}".encode()).digest()[:20]).decode()
