"""Sessions whose keys are kept as digests: whoever reads the database cannot log in with what stands there."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from samverka.core.outages import passes


ASKED = "select session_data from django_session where session_key = %s and expire_date > %s"


def _digest(key: str | None) -> str:
    return sha256((key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds. Every page begins with this, so it is asked without detours."""
        with connection.cursor() as cursor:
            at = connection.ops.adapt_datetimefield_value(datetime.now(tz=UTC))
            cursor.execute(ASKED, [_digest(self.session_key), at])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))

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
