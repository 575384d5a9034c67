"""P2: a check-in that was acknowledged is never lost and never doubled, whoever is killed.

The database keeps its durable settings: SQLite as the product sets it, or a PostgreSQL of this test's own.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from urllib.parse import urlsplit

import psycopg
import pytest

from samverka.core.ids import new_id
from tests.promises.conftest import GIVEN, Server, free_port, run
from tests.promises.pages import log_in, post, prepare


KILLS = int(os.environ.get("KILLS", "3"))  # 100 before a release
RECOVERY = 30  # seconds, promised


class Cluster:
    """A PostgreSQL of our own that keeps what it has confirmed, to be killed."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/kills"
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres")
        self._do("initdb", "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync")
        self.start()
        with psycopg.connect(self.url.replace("/kills", "/postgres"), autocommit=True) as connection:
            connection.execute("create database kills")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._do("pg_ctl", "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def kill(self):
        process = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{process}").exists():
            time.sleep(0.01)

    def stop(self):
        self._do("pg_ctl", "-m", "immediate", "-w", "stop")

    def fill(self, url):
        """Take over what stands in another database."""
        dumped = subprocess.run(
            [str(self.programs / "pg_dump"), "--no-owner", "--dbname", url], check=True, capture_output=True, timeout=60
        )
        subprocess.run(
            [str(self.programs / "psql"), "-q", "--dbname", self.url], input=dumped.stdout, check=True,
            capture_output=True, timeout=60,
        )  # fmt: skip

    def _do(self, program, *more):
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_postgres, str(self.programs / program), "-D", str(self.folder / "data"), *more]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60)


class Host(Thread):
    """Checks its own party in and out, over and over; what got no answer is sent again with the same id."""

    def __init__(self, server, cookies, place, done):
        super().__init__(daemon=True)
        self.server, self.cookies, self.place, self.done = server, cookies, place, done
        self.acknowledged, self.said = [], set()

    def run(self):
        while not self.done.is_set():
            action = "undo" if len(self.acknowledged) % 2 else "check-in"
            event = str(new_id())
            while (status := self._post(action, event)) != 302:
                self.said.add(status)
                if self.done.is_set():
                    return
                time.sleep(0.05)
            self.acknowledged.append(event)

    def _post(self, action, event):
        try:
            return post(self.server.port, f"/places/{self.place}/{action}/", {"id": event}, self.cookies).status
        except (OSError, HTTPException):
            return 0


@pytest.fixture
def cluster():
    if not GIVEN.startswith("postgres"):
        yield None
        return
    folder = Path(mkdtemp())  # where also the user postgres may look
    one = Cluster(folder)
    yield one
    one.stop()
    shutil.rmtree(folder)


@pytest.fixture
def house(cluster, database, tmp_path):
    """A server with the drill, on a database that keeps what it has confirmed."""
    url, drill = database
    if cluster:
        cluster.fill(url)
    one = Server(cluster.url if cluster else url, drill, log=tmp_path / "server.log")
    one.start()
    yield one
    one.kill()


@pytest.mark.slow
def test_what_was_acknowledged_is_neither_lost_nor_doubled(house, cluster):
    [_night, places], cookies, done = prepare(house.database_url), log_in(house), Event()
    hosts = [Host(house, cookies, place, done) for place in places]
    chance, recoveries = random.Random(KILLS), []  # noqa: S311 (moments, not secrets)

    for host in hosts:
        host.start()
    for number in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.2))
        killed_at = time.monotonic()
        if cluster and number % 3:
            cluster.kill()
            time.sleep(0.1)
            cluster.start()
        if not cluster or number % 3 < 2:
            house.kill()
            house.start()
        house.wait()
        recoveries.append(time.monotonic() - killed_at)
    time.sleep(0.3)
    done.set()
    for host in hosts:
        host.join(60)

    events = kept(house.database_url)
    lost, doubled = [], []
    for host in hosts:
        there = [(event, kind) for event, place, kind in events if place == host.place and kind != "given"]
        lost += set(host.acknowledged) - {event for event, _kind in there}
        turns = [("arrived", "arrival_undone")[number % 2] for number in range(len(there))]
        doubled += [host.place] if [kind for _event, kind in there] != turns else []
        assert len(there) - len(host.acknowledged) in (0, 1)  # the last one may have lost its answer
        assert host.said <= {0, 503}
    told = f"{KILLS} kills, {sum(len(host.acknowledged) for host in hosts)} check-ins, {max(recoveries):.1f} s"
    print(told)  # noqa: T201 (with -s)
    assert (lost, doubled) == ([], []), told
    assert max(recoveries) < RECOVERY, told
    assert min(len(host.acknowledged) for host in hosts) > KILLS, told
    run(house.database_url, "verify", "data")
    run(house.database_url, "verify", "audit")


def kept(url):
    """Every event in the order of its making: id, place and kind, straight from the database."""
    asked = "select id, place_id, kind from shelters_placeevent order by at, id"
    if url.startswith("postgres"):
        with psycopg.connect(url) as connection:
            return [(str(event), str(place), kind) for event, place, kind in connection.execute(asked)]
    with closing(sqlite3.connect(urlsplit(url).path)) as connection:
        return [(hyphens(event), hyphens(place), kind) for event, place, kind in connection.execute(asked)]


def hyphens(digits):
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
