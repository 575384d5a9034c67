"""A real server process with a database of its own and the drill in it, for promises that only hold in earnest.

`server` is started and stopped by the fixture; a test may kill it and start it again. The database is of the kind
that DATABASE_URL names, made once a session and copied for every test.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from samverka.core.ids import new_id


SAMVERKA = str(Path(sys.executable).with_name("samverka"))
PATIENCE = 30  # seconds until a server must be ready
GIVEN = os.environ.get("DATABASE_URL", "")


class Server:
    """`samverka serve` on a free port. `drill` tells accounts and planted ids, as `samverka seed` told them."""

    def __init__(self, database_url, drill, *, log, threads=8):
        self.database_url, self.drill, self.log, self.threads = database_url, drill, log, threads
        self.port, self.process = free_port(), None
        self.tokens = {one["email"].partition("@")[0]: one["token"] for one in drill["accounts"]}

    def start(self):
        command = [SAMVERKA, "serve", "--threads", str(self.threads)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment(self.database_url, self.port), stdout=log, stderr=log, start_new_session=True
            )
        self.wait()

    def wait(self):
        """Until the server says that a night can be lived here."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"The server was not ready: {self.log.read_text()[-2000:]}")

    def stop(self):
        """Ask it to end, as whoever runs it would."""
        self._end(signal.SIGTERM)

    def kill(self):
        """Take it away in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def _end(self, sign):
        if self.process and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(PATIENCE)

    def connect(self, *, timeout=60):
        """A connection that is open already."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.connect()
        return connection

    def ask(self, method, path, said=None, *, by="", connection=None):
        """Status and body of one request; `by` is a role and its county: "shelter_lead.a"."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.tokens[by]}"} if by else {})
        mine = connection or self.connect()
        try:
            mine.request(method, path, json.dumps(said) if said is not None else None, headers)
            answer = mine.getresponse()
            body = answer.read()
        finally:
            if connection is None:
                mine.close()
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(body) if is_json else body

    def nights(self, mark="a", state="confirmed"):
        """The ids of the planted nights that run tonight."""
        nights = [one["pk"] for one in self.drill["planted"][mark]["nights"] if one["state"] == state]
        return [
            pk
            for pk in nights
            if self.ask("GET", f"/api/v1/nights/{pk}", by=f"shelter_lead.{mark}")[1]["frozen_at"] is None
        ]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment(database_url, port=0):
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "ALLOWED_HOSTS")}
    return kept | {"DATABASE_URL": database_url, "PORT": str(port)}


def run(database_url, *command):
    """What one of our commands says."""
    done = subprocess.run(
        [SAMVERKA, *command], env=environment(database_url), capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def drilled(tmp_path_factory):
    """A database with the drill in it, to be copied: its URL, and what the drill told."""
    url, drop = make_database(tmp_path_factory.mktemp("drill"))
    run(url, "migrate", "--verbosity", "0")
    yield url, json.loads(run(url, "seed", "--profile", "drill", "--json"))
    drop()


@pytest.fixture
def database(drilled, tmp_path):
    """A copy of the drilled database for one test: its URL, and what the drill told."""
    url, drop = make_database(tmp_path, like=drilled[0])
    yield url, drilled[1]
    drop()


@pytest.fixture
def server(database, tmp_path):
    """A server that is ready."""
    one = Server(*database, log=tmp_path / "server.log")
    one.start()
    yield one
    one.stop()


def make_database(folder, *, like=""):
    """A database of the kind we are tested on: its URL, and how to be rid of it."""
    if not GIVEN.startswith("postgres"):
        file = folder / "samverka.sqlite3"
        if like:
            shutil.copy(urlsplit(like).path, file)
        return f"sqlite://{file}", lambda: None
    name = f"promise_{new_id().hex}"
    template = f" template {urlsplit(like).path.strip('/')}" if like else ""
    on_cluster(f"create database {name}{template}")
    return urlsplit(GIVEN)._replace(path=f"/{name}").geturl(), lambda: on_cluster(f"drop database {name} with (force)")


def on_cluster(command):
    parts = urlsplit(GIVEN)
    told = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password}
    with psycopg.connect(dbname="postgres", autocommit=True, **told) as cluster:
        cluster.execute(command)
