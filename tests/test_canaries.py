"""P14, P15: what is planted in a night is found in no log, address, title or mail, and in the end nowhere at all."""

import logging
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import unquote, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from samverka.actors import actions as joining
from samverka.actors import queries as joined
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.actors.views import SALT
from samverka.core import actions as core
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.logs import Discreet
from samverka.shelters import actions, clock
from samverka.shelters.models import Draw, HandoverNote, Night, NightFigure, NightPlace, PlaceTicket, Slip
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.tests.factories import make_draw, make_group, make_pool, make_shelter, party


PASSPHRASE = "kanariefågel under trappan 7"  # noqa: S105 (nobody has it)
WRONG_PASSPHRASE = "papegoja bakom gardinen 9"  # noqa: S105
NOTE = "Undulatburen i förrådet ska lagas"
NUMBER = "811218-9876"  # nobody's
STRANGER = "okand.kanarie@example.org"
INVITED = "inbjuden.kanarie@example.org"
ADDRESSES = ("href", "src", "action", "hx-get", "hx-post", "hx-push-url", "formaction", "data-url", "poster", "srcset")


class Heard(HTMLParser):
    """The titles and addresses of pages."""

    def __init__(self):
        super().__init__()
        self.titles, self.addresses, self._tag = [], [], ""

    def handle_starttag(self, tag, attributes):
        self._tag = tag
        self.addresses += [value for name, value in attributes if name in ADDRESSES and value]

    def handle_data(self, text):
        if self._tag == "title":
            self.titles.append(text)


class Ear(logging.Handler):
    """Everything that any logger says, from DEBUG up, as our settings write it down."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(Discreet())
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def ear():
    ear, root = Ear(), logging.getLogger()
    loggers = [one for one in logging.Logger.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = [(one, one.level, one.propagate) for one in (root, *loggers)]
    for one in (root, *loggers):
        one.setLevel(logging.DEBUG)
        one.propagate = True
    root.addHandler(ear)
    yield ear
    root.removeHandler(ear)
    for one, level, propagate in before:
        one.setLevel(level)
        one.propagate = propagate


@pytest.fixture
def lead():
    """Somebody who leads a pool of two shelters, with a passphrase, a token and signed terms."""
    pool = make_pool()
    lead = make_user(Role.SHELTER_LEAD, at=pool.organisation)
    lead.set_password(PASSPHRASE)
    lead.save()
    while terms := joined.unsigned_terms(lead):
        joining.sign_terms(terms=terms, by=lead, at=now())
    for name, kind in (("Ankaret", "mixed"), ("Lyktan", "women")):
        shelter = make_shelter(name=name, pool=pool, organisation=pool.organisation)
        make_group(shelter, kind=kind, beds=2)
    return lead


def live_a_night(lead):
    """Confirm, draw, check in, note, hold and turn away; the night stands open."""
    organisation = lead.standing[0].organisation
    pool, at = organisation.pools.get(), now()
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    for shelter in pool.shelters.all():
        [night] = actions.plan_nights(shelter=shelter, dates=[tonight], by=lead, at=at)
        beds = {group.pk: actions.Beds(reserved=1) for group in shelter.groups.all()}
        actions.confirm_night(night=night, beds=beds, policy_version="v", by=lead, at=at)
        actions.open_night(night=night, by=lead, at=at)
    draw = make_draw(pool, date=tonight)
    for asked in (party(men=1), party(women=1), party(men=2), party(men=3)):
        actions.hand_out_slip(id=new_id(), draw=draw, party=asked, by=lead, at=at)
    actions.lock_draw(draw=draw, by=lead, at=at)
    actions.draw_lots(draw=draw, witness="snö", by=lead, at=at)
    place = NightPlace.objects.order_by("given_at", "pk").first()
    actions.check_in(id=new_id(), place=place, by=lead, at=at)
    night = place.night
    actions.turn_away(id=new_id(), night=night, party=party(men=2), reason="full", by=lead, at=at)
    actions.write_note(id=new_id(), shelter=night.shelter, date=tonight, text=NOTE, by=lead, at=at)
    return night


def canaries(lead, client):
    """Everything planted that no log, address, title or mail may tell."""
    codes = [*PlaceTicket.objects.values_list("code", flat=True), *Slip.objects.values_list("code", flat=True)]
    secrets = [
        PASSPHRASE,
        WRONG_PASSPHRASE,
        STRANGER,
        INVITED,
        lead.email,
        NOTE,
        "Undulatburen",
        NUMBER,
        NUMBER.replace("-", ""),
    ]
    cookie = client.cookies.get("sessionid")
    return [*codes, *secrets, *([cookie.value] if cookie else [])]


def crawl(client, start, *, most=400):
    """Every page that links lead to, once; their titles and addresses."""
    heard, waiting, seen = Heard(), list(start), set()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, address
        heard.addresses += [answer["Location"]] if answer.has_header("Location") else []
        if "html" in answer["Content-Type"]:
            known = len(heard.addresses)
            heard.feed(answer.content.decode())
            found = [urlsplit(one) for one in heard.addresses[known:]]
            waiting += [one.path for one in found if not one.netloc and one.path.startswith("/") and not one.query]
        waiting += [answer["Location"]] if answer.has_header("Location") else []
        waiting = [one for one in waiting if not one.startswith(("/static/", "/accounts/logout"))]
    return heard, seen


def own_pages(night):
    """The pages that somebody at work opens, beside those that links lead to."""
    ticket, slip, draw = PlaceTicket.objects.first(), Slip.objects.first(), Draw.objects.get()
    by_night = ("night", "arrivals", "door", "hold_place", "beds", "notes", "course")
    return [
        "/",
        "/today/",
        *(reverse(f"shelters:{name}", args=[night.pk]) for name in by_night),
        reverse("shelters:ticket", args=[ticket.pk]),
        reverse("shelters:slip", args=[slip.pk]),
        *(reverse(f"shelters:{name}", args=[draw.pk]) for name in ("draw", "wall_list", "draw_tickets")),
    ]


def told(ear, heard):
    """All that left the house without being a page's own text."""
    mails = [f"{one.subject}\n{one.body}" for one in mail.outbox]
    return {"logs": ear.lines, "addresses": heard.addresses, "titles": heard.titles, "mails": mails}


def leaks(secrets, places):
    return [
        (place, secret)
        for place, texts in places.items()
        for secret in secrets
        if any(secret.casefold() in unquote(text).casefold() for text in texts)
    ]


@pytest.mark.slow
@pytest.mark.on_postgresql
def test_a_night_of_work_leaves_nothing_in_logs_addresses_titles_and_mails(client, ear, lead):
    night = live_a_night(lead)
    client.post(reverse("account_login"), {"login": lead.email, "password": PASSPHRASE})
    code = NightPlace.objects.live().exclude(state="arrived").first().ticket.code

    heard, seen = crawl(client, own_pages(night))
    for typed in (code, code[:3], NUMBER, "XXXX"):
        client.post(reverse("shelters:find_ticket", args=[night.pk]), {"code": typed})
    for text in (NOTE, f"{NOTE} {NUMBER}", f"{NOTE} {STRANGER}"):
        client.post(reverse("shelters:notes", args=[night.pk]), {"id": new_id(), "text": text})
    after, _ = crawl(client, own_pages(night))
    heard.addresses += after.addresses
    heard.titles += after.titles

    assert len(seen) > 20
    assert any("samverka" in title.casefold() for title in heard.titles)
    assert leaks(canaries(lead, client), told(ear, heard)) == []


@pytest.mark.slow
def test_what_goes_wrong_tells_nobody_what_was_sent(ear, lead):
    night = live_a_night(lead)
    client = Client(raise_request_exception=False)
    client.force_login(lead, backend="samverka.actors.http.LogIn")
    code, notes = PlaceTicket.objects.first().code, reverse("shelters:notes", args=[night.pk])
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(lead, backend="samverka.actors.http.LogIn")
    signed = signing.dumps(str(new_id()), salt=SALT)

    answers = {
        404: client.get(f"/{code}/"),
        405: client.post(reverse("shelters:night", args=[night.pk]), {"code": code}),
        403: strict.post(notes, {"text": NOTE, "code": code}, headers={"referer": f"http://testserver/{code}"}),
        400: client.get("/", {"q": code}, headers={"host": "*"}),
        410: client.get(reverse("actors:accept_invitation", args=[signed])),
    }
    client.get(f"/{code}%00/")
    client.get(f"/nights/{code}/?q={code}")
    client.get("/api/v1/nights", headers={"authorization": f"Bearer {WRONG_PASSPHRASE}"})
    client.get(reverse("actors:accept_invitation", args=[signed[:-2]]))
    Client().post(reverse("account_login"), {"login": lead.email, "password": WRONG_PASSPHRASE})
    Client().post(reverse("account_login"), {"login": STRANGER, "password": WRONG_PASSPHRASE})
    Client().post(reverse("account_reset_password"), {"email": STRANGER})
    with connection.cursor() as cursor:
        cursor.execute("alter table shelters_handovernote rename to shelters_gone")
    answers[500] = client.post(notes, {"id": new_id(), "text": NOTE})
    pages = [answer.content.decode() for answer in answers.values()]
    for page in pages:
        assert "Traceback" not in page
    with connection.cursor() as cursor:
        cursor.execute("alter table shelters_gone rename to shelters_handovernote")

    assert {status: answer.status_code for status, answer in answers.items()} == {one: one for one in answers}
    assert any("shelters:notes 500" in line for line in ear.lines)
    assert any("OperationalError at" in line or "ProgrammingError at" in line for line in ear.lines)
    secrets = [*canaries(lead, client), signed, signed[:-2]]
    assert (
        leaks(secrets, {"logs": ear.lines, "mails": [one.body for one in mail.outbox if STRANGER not in one.to]}) == []
    )
    assert [page for page in pages if any(secret in page for secret in (NOTE, PASSPHRASE, WRONG_PASSPHRASE))] == []


def test_an_invitation_tells_only_where_and_as_what(client, ear, lead):
    organisation = lead.standing[0].organisation
    admin = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    TOTP.activate(admin, "JBSWY3DPEHPK3PXPJBSWY3DP")
    while terms := joined.unsigned_terms(admin):
        joining.sign_terms(terms=terms, by=admin, at=now())
    night = live_a_night(lead)
    client.force_login(admin, backend="samverka.actors.http.LogIn")
    asked = {"id": new_id(), "email": INVITED, "role": "shelter_staff", "territory": organisation.territory_id}

    client.post(reverse("actors:organisation", args=[organisation.pk]), asked)
    client.get(reverse("actors:organisation", args=[organisation.pk]))

    [sent] = mail.outbox
    assert sent.to == [INVITED]
    assert organisation.name in sent.body
    assert night.shelter.name not in sent.body
    assert leaks(canaries(lead, client), {"logs": ear.lines, "mails": [sent.subject, sent.body]}) == []


def test_other_servers_log_lines_lose_addresses_and_people():
    record = logging.LogRecord(
        "waitress", logging.ERROR, "", 1, "Exception while serving %s for %s", ("/t/ABC2345?x=1", STRANGER), None
    )

    said = Discreet().format(record)

    assert "ABC2345" not in said
    assert STRANGER not in said
    assert "Exception while serving" in said


# The database itself


def dump():
    """Every cell of every table, as text, with its table and column; sessions opened."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                cells += [(f"{table}.{name}", _as_text(value)) for name, value in zip(names, row, strict=True)]
    return cells + [("opened session", str(one.get_decoded())) for one in Session.objects.all()]


def _as_text(value):
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def found(secret, cells):
    return {place for place, text in cells if secret.casefold() in text.casefold()}


def freeze(lead):
    for night in Night.objects.all():
        actions.freeze_night(night=night, by=lead, at=now())


def test_while_it_lives_a_code_lies_in_one_place_only(client, lead):
    night = live_a_night(lead)
    client.post(reverse("account_login"), {"login": lead.email, "password": PASSPHRASE})
    ticket = NightPlace.objects.live().exclude(state="arrived").first().ticket
    client.post(reverse("shelters:find_ticket", args=[night.pk]), {"code": ticket.code})
    actions.end_ticket(id=new_id(), ticket=ticket, because="returned", by=lead, at=now())
    freeze(lead)

    cells = dump()

    assert found(ticket.code, cells) == {"shelters_placeticket.code"}
    assert {place for slip in Slip.objects.all() for place in found(slip.code, cells)} == {"shelters_slip.code"}
    assert found(NOTE, cells) == {"shelters_handovernote.text"}


def test_a_dump_lets_nobody_in(client, lead):
    client.post(reverse("account_login"), {"login": lead.email, "password": PASSPHRASE})
    _token, text = joining.make_token(label="tavlan i hallen", by=lead, at=now())
    Client().post(reverse("account_login"), {"login": lead.email, "password": WRONG_PASSPHRASE})

    cells = dump()

    for secret in (PASSPHRASE, WRONG_PASSPHRASE, text, client.cookies["sessionid"].value):
        assert found(secret, cells) == set()


def test_the_secret_of_a_second_factor_lies_sealed(lead):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(lead, "JBSWY3DPEHPK3PXPJBSWY3DP")

    assert found("JBSWY3DP", dump()) == set()


@pytest.mark.slow
def test_when_its_time_is_over_nothing_of_a_night_points_to_anybody(client, lead):
    night = live_a_night(lead)
    client.post(reverse("account_login"), {"login": lead.email, "password": PASSPHRASE})
    client.post(reverse("shelters:find_ticket", args=[night.pk]), {"code": PlaceTicket.objects.first().code})
    freeze(lead)
    planted = canaries(lead, client)
    figures = list(NightFigure.objects.order_by("pk").values())

    for days in (30, 120):
        for rule in RULES.values():
            core.purge(rule=rule, at=now() + timedelta(days=days))

    cells = dump()
    users = {lead.email}
    assert {secret: found(secret, cells) for secret in set(planted) - users if found(secret, cells)} == {}
    assert (PlaceTicket.objects.count(), Slip.objects.count(), HandoverNote.objects.count()) == (0, 0, 0)
    assert list(NightFigure.objects.order_by("pk").values()) == figures
    assert [place for place, text in cells if "@" in text and not set(text.split()) & people()] == []
    said = StringIO()
    call_command("verify", "data", stdout=said, stderr=said)
    call_command("verify", "audit", stdout=said, stderr=said)


def people():
    """The addresses of those who log in."""
    with connection.cursor() as cursor:
        cursor.execute("select email from actors_user")
        return {email for (email,) in cursor.fetchall()}
