"""Sessions whose keys are kept as digests: whoever reads the database cannot log in with what stands there."""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import OperationalError

from samverka.core.outages import passes


def _digest(key: str | None) -> str:
    return sha256((key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        key = self.session_key
        self._session_key = _digest(key)
        try:
            return super()._get_session_from_db()  # type: ignore[misc]
        finally:
            self._session_key = key

    def save(self, must_create: bool = False) -> None:
        """A session that is there is left as it was when the database takes no writes: reading goes on."""
        try:
            super().save(must_create)
        except OperationalError as error:
            if must_create or not passes(error):
                raise

    def exists(self, session_key: str) -> bool:
        return super().exists(_digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        session.session_key = _digest(self._get_or_create_session_key())  # type: ignore[attr-defined]
        return session  # type: ignore[return-value]

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(_digest(key))
