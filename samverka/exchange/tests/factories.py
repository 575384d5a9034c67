"""Questions, cards and law, and those who work with them, each made through the actions."""

from datetime import UTC, date, datetime, timedelta

from samverka.actors.actions import add_network_member, found_network
from samverka.actors.models import Network, Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.actions import Giver, Telling, What, Wording
from samverka.exchange.models import (
    Adoption,
    AdviceQuestion,
    Card,
    Discussion,
    LawReference,
    Match,
    Meeting,
    Need,
    Offer,
    Post,
    Practice,
)


AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WORDING = Wording(
    question="Har ett barn rätt till förskola under de första tre månaderna?",
    says="Rätten till förskola gäller barn som är bosatta i kommunen.",
    applied="Många kommuner erbjuder ändå öppen förskola.",
)


def make_board(code: str = "01") -> Organisation:
    return make_organisation(kind="county_board", territory=code)


def make_editor(at: Organisation | None = None) -> User:
    return make_user(Role.DESK_EDITOR, at=at or make_board())


def make_lawyer(at: Organisation | None = None) -> User:
    return make_user(Role.LEGAL_REVIEWER, at=at or make_board())


def make_asker(code: str = "0180") -> User:
    return make_user(Role.ADVISER, at=make_organisation(territory=code))


def ask(by: User | None = None, **said: object) -> AdviceQuestion:
    by = by or make_asker()
    usual = {"id": new_id(), "topic": "children", "urgency": "week", "at": AT, "text": "Vad gäller för förskola?"}
    usual |= {"territory": make_territory("0180"), "organisation": by.standing[0].organisation}
    return actions.ask_question(by=by, **usual | said)


def make_card(by: User | None = None, **said: object) -> Card:
    """A draft of the desk's."""
    by = by or make_editor()
    home = by.standing[0].organisation
    usual = {"id": new_id(), "organisation": home, "territory": home.territory, "kind": "knowledge", "at": AT}
    return actions.begin_card(by=by, **usual | {"topic": "children", "wording": WORDING} | said)


def make_published_card(by: User | None = None, **said: object) -> Card:
    by = by or make_editor()
    card = make_card(by, **said)
    actions.review_text(text=card.texts.get(), by=make_lawyer(card.organisation), at=AT)
    return actions.publish_card(card=card, by=by, at=AT)


def make_law(**said: object) -> LawReference:
    usual = {"id": new_id(), "name": "Exempellag", "number": "2025:1", "section": "1 kap. 1 §"}
    return actions.add_law(by=make_lawyer(), at=AT, **usual | {"verified_on": date(2026, 11, 1)} | said)


TELLING = Telling(
    title="Uppsökare med egna språk",
    topic="children",
    problem="Barn sov utomhus, och ingen visste om det.",
    done="Två socialarbetare söker upp, och ser till att inget barn sover ute.",
    result="Inget barn har sovit ute sedan dess.",
    tags=("uppsökande", "Familjer"),
)


def suggest(by: User | None = None, **said: object) -> Practice:
    """A practice of the organisation for which somebody works."""
    by = by or make_owner()
    usual = {"id": new_id(), "organisation": by.standing[0].organisation, "telling": TELLING, "at": AT}
    return actions.suggest_practice(by=by, **usual | said)


def make_owner(code: str = "0180") -> User:
    return make_user(Role.PROJECT_LEADER, at=make_organisation(territory=code))


def make_approved_practice(owner: User | None = None, *, desk: User | None = None, **told: object) -> Practice:
    owner = owner or make_owner()
    telling = TELLING._replace(**told)
    made = suggest(owner, telling=telling)
    made = actions.write_practice(practice=made, telling=telling, by=desk or make_editor(), at=AT)
    return actions.approve_practice(practice=made, by=owner, at=AT)


def make_published_practice(owner: User | None = None, *, desk: User | None = None, **told: object) -> Practice:
    desk = desk or make_editor()
    made = make_approved_practice(owner, desk=desk, **told)
    return actions.publish_practice(practice=made, by=desk, at=AT)


def adopt(practice: Practice, by: User | None = None, **said: object) -> Adoption:
    by = by or make_owner("1280")
    usual = {"id": new_id(), "organisation": by.standing[0].organisation, "tried_on": AT.date(), "outcome": "works"}
    return actions.tell_adoption(practice=practice, by=by, at=AT, **usual | said)


def begin(by: User | None = None, **said: object) -> Discussion:
    by = by or make_asker()
    usual = {"id": new_id(), "title": "Hundar på natten", "topic": "together", "territory": make_territory("0180")}
    usual |= {"organisation": by.standing[0].organisation, "text": "Hur gör ni när hundar följer med?", "at": AT}
    return actions.begin_discussion(by=by, **usual | said)


def post(discussion: Discussion, by: User | None = None, **said: object) -> Post:
    by = by or make_asker()
    usual = {"id": new_id(), "organisation": by.standing[0].organisation, "text": "De får följa med.", "at": AT}
    return actions.write_post(discussion=discussion, by=by, **usual | said)


WHAT = What(
    kind="volunteers", title="Två som öppnar dörren på kvällen", starts_on=AT.date(), amount=2,
    ends_on=AT.date() + timedelta(days=60),
)  # fmt: skip
GIVER = Giver(name="Inga Exempel", mail="inga@exempel.example")


def make_coordinator(code: str = "0180") -> User:
    kind = "municipality" if len(code) == 4 else "county_board"
    role = Role.MUNICIPALITY_COORDINATOR if len(code) == 4 else Role.COUNTY_COORDINATOR
    return make_user(role, at=make_organisation(kind=kind, territory=code))


def need(by: User | None = None, *, code: str = "0180", **said: object) -> Need:
    by = by or make_user(Role.SHELTER_LEAD, at=make_organisation(territory=code))
    what = WHAT._replace(**{name: said.pop(name) for name in [*said] if name in WHAT._fields})
    usual = {"id": new_id(), "organisation": by.standing[0].organisation, "municipality": make_territory(code)}
    return actions.open_need(by=by, at=AT, what=what, **usual | said)


def receive(*, code: str = "0180", giver: Giver = GIVER, at: datetime = AT, **said: object) -> Offer | None:
    """An offer of a resident, not yet confirmed. Somebody who answers it must be there."""
    what = WHAT._replace(**{name: said.pop(name) for name in [*said] if name in WHAT._fields})
    usual = {"id": new_id(), "municipality": make_territory(code), "what": what, "giver": giver}
    return actions.receive_offer(at=at, **usual | said)


def make_offer(*, confirmed_at: datetime = AT, **said: object) -> Offer:
    made = receive(**said)
    assert made
    return actions.confirm_offer(key=made.key, at=confirmed_at)


def make_agreed(asker: User, coordinator: User, **said: object) -> Match:
    match = actions.propose_match(id=new_id(), need=need(asker), offer=make_offer(**said), by=coordinator, at=AT)
    return actions.agree_match(match=match, by=asker, at=AT)


def make_network(convenor: Organisation | None = None, **said: object) -> Network:
    """Of an organisation that convenes it and an association."""
    convenor = convenor or make_organisation(kind="municipality")
    by = make_user(Role.MUNICIPALITY_COORDINATOR, at=convenor)
    usual = {"name": "Nätverk för samverkan", "purpose": "Samla läget.", "places": [convenor.territory], "weeks": 4}
    made = found_network(
        id=new_id(), organisation=convenor, function="Kansli", mailbox="", by=by, at=AT, **usual | said
    )
    add_network_member(
        id=new_id(), network=made, organisation=make_organisation(), function="Jour", mailbox="", by=by, at=AT
    )
    return made


def plan(network: Network, **said: object) -> Meeting:
    """A meeting in a week, by whoever convenes the network."""
    usual = {
        "starts_at": AT + timedelta(days=7),
        "ends_at": AT + timedelta(days=7, hours=1),
        "place": "Salen",
        "link": "",
    }
    by = User.objects.get(pk=network.acting[0])
    return actions.plan_meeting(id=new_id(), network=network, by=by, at=AT, **usual | {"agenda": ""} | said)
