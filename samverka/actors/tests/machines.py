"""A machine that uses the API for somebody."""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils.timezone import now

from samverka.actors.actions import make_token
from samverka.actors.models import User
from samverka.actors.queries import needs_second_factor


class Machine:
    """Shows a user's token, speaks JSON and reads English. Answers are status and body.

    The user has the second factor that the roles ask for.
    """

    def __init__(self, user: User) -> None:
        if needs_second_factor(user):
            TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
        _token, text = make_token(label="a test", by=user, at=now())
        self.client = Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"})

    def get(self, path: str, **asked: object) -> tuple[int, Any]:
        return self._read(self.client.get(f"/api/v1{path}", asked))

    def post(self, path: str, **said: object) -> tuple[int, Any]:
        return self._read(self.client.post(f"/api/v1{path}", said, content_type="application/json"))

    def send(self, path: str, **typed: object) -> tuple[int, Any]:
        """A form, with files."""
        return self._read(self.client.post(f"/api/v1{path}", typed))

    def put(self, path: str, **said: object) -> tuple[int, Any]:
        return self._read(self.client.put(f"/api/v1{path}", said, content_type="application/json"))

    def _read(self, answer: Any) -> tuple[int, Any]:
        return answer.status_code, answer.json() if answer.content else None
