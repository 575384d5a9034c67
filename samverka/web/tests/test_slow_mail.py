"""A mail server that takes its time keeps nobody in the house from writing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from samverka.actors import tasks as actors
from samverka.actors.models import ContactLine, Territory, User
from samverka.actors.tests.factories import make_organisation, make_territory
from samverka.core import audit
from samverka.directory import tasks as directory
from samverka.directory.tests.asking import TEN, days, found_right, make_asked
from samverka.directory.tests.factories import fill_reference
from samverka.exchange import tasks as exchange
from samverka.exchange.tests.factories import AT, make_asker, make_coordinator, make_published_card, receive
from samverka.programmes import tasks as programmes
from samverka.programmes.tests.factories import home, make_payer, make_provider, make_signed
from samverka.shelters import tasks as shelters
from samverka.shelters.tests.cold import NOON, make_alert
from samverka.situation import tasks as situation
from samverka.situation.tests.factories import make_survey


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 11, 30, 6, 5, tzinfo=UTC)  # five past seven in Stockholm
SOON = 10  # seconds; a server that is busy, and no lock, is done by then
ANSWERS = {b"EHLO": b"250 slow", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Slow(StreamRequestHandler):
    """Says nothing until it is allowed to, then takes every mail."""

    def handle(self):
        self.server.asked.set()
        self.server.allowed.wait()
        self.wfile.write(b"220 slow\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            self.wfile.write(ANSWERS.get(word, b"250 ok") + b"\r\n")
            if word == b"DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken.append(word)
                self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def slow(settings):
    with ThreadingTCPServer(("127.0.0.1", 0), Slow) as server:
        server.asked, server.allowed, server.taken = Event(), Event(), []
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.allowed.set()
        server.shutdown()


def a_digest():
    make_published_card().texts.update(published_at=MORNING - timedelta(hours=2))
    user = make_asker()
    User.objects.update(digest="none")
    User.objects.filter(pk=user.pk).update(digest="daily")
    return actors.tick, MORNING


def an_entry_to_confirm():
    fill_reference()
    found_right(make_asked(), (TEN - days(91)).date())
    return directory.tick, TEN


def an_offer_to_confirm():
    make_coordinator()
    receive()
    return exchange.tick, AT


def an_agreement_that_ends():
    payer = make_payer()
    ContactLine.objects.create(organisation=home(payer), function="coordination", email="stad@example.org")
    make_signed(payer, make_provider())
    return programmes.tick, datetime(2026, 7, 6, 11, tzinfo=UTC)


def a_cold_night():
    city = make_organisation(kind="municipality")
    ContactLine.objects.create(organisation=city, function="cold", email="stad@example.org")
    make_alert()
    return shelters.mail_cold_nights, NOON


def a_questionnaire():
    make_survey()
    return situation.ask, datetime(2027, 3, 15, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "scene",
    [a_digest, an_entry_to_confirm, an_offer_to_confirm, an_agreement_that_ends, a_cold_night, a_questionnaire],
)
def test_nobody_waits_for_the_mail_server(slow, scene):
    tick, at = scene()
    make_territory("0180")

    def mail():
        try:
            tick(at=at)
        finally:
            connection.close()

    def write():
        try:
            with transaction.atomic():
                for county in ("00", "01"):
                    town = Territory.objects.select_for_update().get(code="0180")
                    audit.record(by=None, verb="core.tried", subject=town, at=at, county=county)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as together:
        mailing = together.submit(mail)
        assert slow.asked.wait(SOON)
        writing = together.submit(write)
        try:
            writing.result(SOON)
            tick(at=at)  # another server
        finally:
            slow.allowed.set()
        mailing.result()
        tick(at=at)

    assert len(slow.taken) == 1
