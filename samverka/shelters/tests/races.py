"""Two at once: everybody starts at a barrier, with connections open."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.utils.translation import override

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.tests.factories import EVENING, party


ROUNDS = range(3 if connection.vendor == "postgresql" else 1)  # SQLite lets one write at a time


def race(*asks):
    """What each asked for at the same moment came to: what it got, or the reason why not."""
    together = Barrier(len(asks), timeout=20)

    def ask(what):
        connection.ensure_connection()
        together.wait()
        try:
            with override("en"):
                return what()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as hosts:
        return list(hosts.map(ask, asks))


def got(outcomes):
    return [one for one in outcomes if not isinstance(one, str)]


def giving(night, by, **people):
    return lambda: actions.give_place(id=new_id(), night=night, party=party(**people), by=by, at=EVENING)
