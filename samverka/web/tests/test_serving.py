"""Who is believed to ask, behind proxies of our own and without."""

import http.client
from contextlib import closing
from threading import Event, Thread

import pytest
import waitress
from allauth.core.internal.httpkit import get_client_ip
from django.core.handlers.wsgi import WSGIRequest
from waitress import wasyncore

from samverka.web.management.commands.serve import behind_proxies


LIES = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.fixture
def asked():
    """Ask a real server who it thinks we are: our address, and whether the way to it is safe."""
    over = Event()

    def tell(environ, start):
        request = WSGIRequest(environ)
        start("200 OK", [("Content-Type", "text/plain")])
        return [f"{get_client_ip(request)} {request.scheme}".encode()]

    def serve(server):
        while not over.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    def ask():
        server = waitress.create_server(tell, host="127.0.0.1", port=0, **behind_proxies())
        thread = Thread(target=serve, args=[server])
        thread.start()
        with closing(http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)) as connection:
            connection.request("GET", "/", headers={**LIES, "Connection": "close"})
            told = connection.getresponse().read().decode()
        over.set()
        thread.join(timeout=10)
        return told

    return ask


def test_without_proxies_nobody_says_who_they_are(asked):
    assert asked() == "127.0.0.1 http"


def test_behind_one_proxy_its_word_counts_and_no_word_before(asked, settings):
    settings.TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert asked() == "198.51.100.7 https"
