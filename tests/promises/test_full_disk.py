"""P11: on a full disk a write is refused plainly and wholly, reading goes on, and room makes all well again."""

import resource
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from samverka.core.ids import new_id
from tests.promises.conftest import GIVEN, run
from tests.promises.pages import get, log_in, post, prepare


TURNED_AWAY = {"away-quick": "man", "away-together": "must", "away-reason": "full"}


@pytest.mark.slow
@pytest.mark.skipif(GIVEN.startswith("postgres"), reason="PostgreSQL lies elsewhere; its own errors are tried in core")
def test_a_full_disk_loses_nothing_and_hides_nothing(server):
    [night, [place, *_]], cookies = prepare(server.database_url), log_in(server)
    pages = (f"/nights/{night}/", "/board/", "/tonight/")
    assert [get(server.port, page, cookies).status for page in pages] == [200] * 3

    quota(server, Path(urlsplit(server.database_url).path).stat().st_size)
    noted = [note(server, night, cookies) for _ in range(80)]
    refused = noted[-1]

    assert {answer.status for answer in noted} == {302, 503}
    assert (refused.headers["Retry-After"], "Ingenting blev gjort till hälften" in refused.text) == ("5", True)
    assert [get(server.port, page, cookies).status for page in pages] == [200] * 3
    assert server.ask("GET", "/readyz")[0] == 503
    run(server.database_url, "verify", "data")

    quota(server, resource.RLIM_INFINITY)
    assert server.ask("GET", "/readyz")[0] == 200
    assert post(server.port, f"/places/{place}/check-in/", {"id": new_id()}, cookies).status == 302
    run(server.database_url, "verify", "audit")


def quota(server, size):
    """Let the running server's files grow to so many bytes and no further."""
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, hard))


def note(server, night, cookies):
    return post(server.port, f"/nights/{night}/door/turn-away/", TURNED_AWAY | {"away-id": new_id()}, cookies)
