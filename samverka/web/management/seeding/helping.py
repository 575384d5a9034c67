"""What the town of the exercise needs this winter, and what its residents offer. All of it is invented."""

from datetime import date, datetime, timedelta

from samverka.actors.models import User
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.actions import Giver, What
from samverka.exchange.models import Need, Offer, OfferMail
from samverka.web.management.seeding.people import territory


A_DAY = timedelta(days=1)
NEEDS = (  # who asks, what, how many, on which weekdays, in which languages
    ("ledare", "volunteers", "Kvällsvärdar som tar emot i dörren", 4, (1, 3), ()),
    ("ledare", "goods", "Sovsäckar för vinterbruk", 30, (), ()),
    ("gemenskap", "premises", "En sal med kök för tio sovplatser", 1, (5, 6), ()),
    ("radgivare.stockholm", "interpreters", "Tolk i rådgivningen", 2, (0, 2), ("ro", "bg")),
    ("granne.0184", "volunteers", "Någon som lagar frukost", 2, (), ()),
)
TEXT = "Två pass i veckan, klockan **20 till 23**. Ni är alltid två.\n\n- vana behövs inte\n- kaffe finns"
OFFERS = (  # who, what, how many, on which weekdays, in which languages, how many days ago
    ("Inga Exempelsson", "volunteers", "Två kvällar i veckan i dörren", 2, (1, 3), (), 3),
    ("Per Provsson", "goods", "Tjugo sovsäckar från scouternas förråd", 20, (), (), 20),
    ("Mira Mönster", "interpreters", "Tolkar mellan rumänska och svenska", 1, (0, 2, 4), ("ro", "sv"), 6),
    ("Ove Övning", "premises", "Bygdegårdens sal på helgerna", 1, (5, 6), (), 2),
    ("Tuva Test", "volunteers", "Kan laga frukost", 1, (), (), 1),
)


def build(*, at: datetime) -> None:
    until = (at + 120 * A_DAY).date()
    for who, kind, title, amount, weekdays, languages in NEEDS:
        by = _user(who)
        home = by.standing[0].organisation
        what = What(kind, title, at.date(), until, TEXT if kind == "volunteers" else "", amount, weekdays, languages)
        here, moment = territory(home.territory_id), at - 9 * A_DAY
        actions.open_need(id=new_id(), organisation=home, municipality=here, what=what, by=by, at=moment)
    offers = [_offer(*told, until=until, at=at) for told in OFFERS]
    _give(offers[1], at=at)
    OfferMail.objects.filter(sent_at=None).update(sent_at=at)  # nobody reads what the exercise writes


def _offer(
    name: str, kind: str, title: str, amount: int, weekdays: tuple[int, ...], languages: tuple[str, ...], ago: int, *,
    until: date, at: datetime,
) -> Offer:  # fmt: skip
    """As it came in by the public form, and was confirmed."""
    moment = at - ago * A_DAY
    what = What(kind, title, moment.date(), until, amount=amount, weekdays=weekdays, languages=languages)
    giver = Giver(name, f"{name.split()[0].lower()}@ovning.example", ask_again=kind == "volunteers")
    made = actions.receive_offer(id=new_id(), municipality=territory("0180"), what=what, giver=giver, at=moment)
    assert made
    return actions.confirm_offer(key=made.key, at=moment)


def _give(offer: Offer, *, at: datetime) -> None:
    """The sleeping bags have found their shelter, which has not thanked for them yet."""
    need, lead = Need.objects.get(kind=offer.kind), _user("ledare")
    moment = at - 5 * A_DAY
    match = actions.propose_match(id=new_id(), need=need, offer=offer, by=_user("samordnare"), at=moment)
    actions.agree_match(match=match, by=lead, at=moment + A_DAY)


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@ovning.example")
