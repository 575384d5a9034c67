"""A browser of few words: it logs in with a passphrase and sends the pages' own forms."""

import json
import re
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.promises.conftest import environment


PREPARE = """
import json, django
django.setup()
from django.utils.timezone import now
from samverka.actors.models import User
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import Night
lead = User.objects.get(email="shelter_lead.a@drill.example")
night = Night.objects.filter(shelter__in=lead.standing[0].organisation.shelters.all(), state="planned").latest("date")
actions.confirm_night(night=night, beds={}, policy_version="v", by=lead, at=now())
party = {"women": 0, "men": 1, "other": 0, "children": 0, "dog": False, "step_free": False, "together": "must"}
given = [actions.give_place(id=new_id(), night=night, party=party, by=lead, at=now()) for _ in range(6)]
print(json.dumps([str(night.pk), [str(place.pk) for place in given]]))
"""


@dataclass
class Answer:
    status: int
    text: str
    headers: object
    cookies: dict[str, str] = field(default_factory=dict)


def prepare(url):
    """A night to come, which no clock freezes meanwhile, and six places on it, given through the product's actions."""
    known = environment(url) | {"DJANGO_SETTINGS_MODULE": "samverka.config.settings"}
    told = subprocess.run(
        [sys.executable, "-c", PREPARE], env=known, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(told.stdout)


def log_in(server):
    """The cookies of the drill's lead, who needs no second factor."""
    [lead] = [one for one in server.drill["accounts"] if one["email"].startswith("shelter_lead.a")]
    cookies = get(server.port, "/accounts/login/").cookies
    said = {"login": lead["email"], "password": lead["passphrase"]}
    answer = post(server.port, "/accounts/login/", said, cookies)
    assert (answer.status, "sessionid" in answer.cookies) == (302, True)
    return cookies | answer.cookies


def get(port, path, cookies=None):
    return _ask(port, "GET", path, None, cookies or {})


def post(port, path, said, cookies):
    body = urlencode(said | {"csrfmiddlewaretoken": cookies.get("csrftoken", "")})
    return _ask(port, "POST", path, body, cookies)


def _ask(port, method, path, body, cookies):
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    kept = [re.match(r"(\w+)=([^;]*)", one) for one in answer.headers.get_all("Set-Cookie", [])]
    return Answer(answer.status, text, answer.headers, {one[1]: one[2] for one in kept if one})
