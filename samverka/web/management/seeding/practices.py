"""Good practices of the exercise, who has tried them since, and what is talked over.

The first follows what Stockholm told in public of its EU team (handbook 3.13); the others are invented.
"""

from datetime import date, datetime, timedelta

from samverka.actors.models import User
from samverka.core.free_text import ReadThrough
from samverka.core.ids import new_id
from samverka.exchange import actions
from samverka.exchange.actions import Telling
from samverka.exchange.models import LawReference, Practice


A_DAY = timedelta(days=1)
Tried = tuple[tuple[str, str, str], ...]  # by whom, how it went, in a few words
EU_TEAM = Telling(
    title="Ett EU-team som söker upp med egna språk",
    topic="children",
    problem="Ingen mötte dem som sov ute, och ingen visste om det fanns barn bland dem.",
    done=(
        "Kommunen samlade socialarbetare med språkkunskaper i ett team. De söker upp, berättar vad som finns och tar "
        "ansvar för att inget barn sover utomhus. Härbärgen, polis och frivilliga vet vem de ska ringa."
    ),
    by_whom="Socialtjänsten, tillsammans med stadsmission och församlingar",
    since=date(2014, 9, 1),
    cost="Löner för teamet, en bil och tolk vid behov",
    people="Fyra till sex socialarbetare",
    result="Barnfamiljer erbjuds tak samma natt. Frivilliga ringer teamet i stället för att lösa det själva.",
    evidence=Practice.Evidence.FOLLOW_UP,
    legal="Kommunen ansvarar för den som vistas i den. Barn ska uppmärksammas.",
    went_wrong="Första vintern sökte teamet upp på kontorstid. Då var de flesta inte där.",
    mailbox="eu-teamet@ovning.example",
    languages=("sv", "en", "ro", "bg"),
    tags=("uppsökande", "barn", "språk"),
)
CALENDAR = Telling(
    title="Församlingar delar en vinter i stället för ett hus",
    topic="together",
    problem="Ingen församling orkade ha öppet varje natt, och inget hus fick användas hela vintern.",
    done="Tio församlingar tog ett par nätter var i en gemensam kalender. En förening tar emot och lottar.",
    by_whom="Församlingar och en förening",
    since=date(2019, 11, 1),
    people="Två frivilliga per natt och en samordnare på halvtid",
    result="Öppet varje natt från november till mars, tre vintrar i rad.",
    went_wrong="Brandskyddet anmäldes för sent första året, och två nätter fick ställas in.",
    tags=("härbärge", "frivilliga"),
)
JOURNEY = Telling(
    title="Hemresa beslutas samma dag",
    topic="aid",
    problem="Den som ville resa hem fick vänta i dagar på ett beslut.",
    done="Två handläggare har delegation och en mall för beslutet. Biljetten köps medan personen sitter kvar.",
    cost="Biljetten, ungefär som tidigare",
    people="Två handläggare som kan svara samma dag",
    result="De flesta beslut fattas inom två timmar.",
    evidence=Practice.Evidence.FOLLOW_UP,
    legal="Akut nöd ska avhjälpas.",
    tags=("bistånd", "hemresa"),
)
PRESCHOOL = Telling(
    title="Öppen förskola i dagverksamheten",
    topic="children",
    problem="Barnen satt med hela dagen bland vuxna som vilade.",
    done="En förskollärare kommer två förmiddagar i veckan med material och sånger på flera språk.",
    people="En förskollärare på deltid",
    result="Föräldrar stannar och frågar om skola. Ett universitet följde första året.",
    evidence=Practice.Evidence.EVALUATED,
    went_wrong="Lokalen var för liten när duschkön var lång.",
    languages=("sv", "ro"),
    tags=("barn", "dagverksamhet"),
)
SUGGESTED = Telling(
    title="Sjuksköterska på härbärget en kväll i veckan",
    topic="care",
    problem="Små sår blev stora, eftersom ingen vågade söka vård.",
    done="Regionens mottagning skickar en sjuksköterska varje tisdag.",
    tags=("vård", "härbärge"),
)
TOLD: tuple[tuple[Telling, str, int, Tried], ...] = (  # whose, how many days ago, who has tried it since
    (EU_TEAM, "samordnare", 200, (
        ("samordnare.goteborg", "works", "Vi började med två tjänster."),
        ("samordnare.uppsala", "works_with_change", "Vi delar teamet med grannkommunen."),
        ("samordnare.malmo", "works", "")
    )),
    (CALENDAR, "gemenskap", 120, (
        ("radgivare.uppsala", "works", "Fem församlingar räckte."),
        ("radgivare.goteborg", "did_not_work", "Avstånden var för långa mellan husen."),
    )),
    (JOURNEY, "samordnare.goteborg", 380, (
        ("samordnare", "works", ""),
        ("samordnare.malmo", "works_with_change", "Hos oss fattas beslutet nästa morgon."),
    )),
    (PRESCHOOL, "samordnare.malmo", 60, (("samordnare.goteborg", "works", ""),)),
)  # fmt: skip
THREADS: tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...] = (  # topic, title, posts, what is agreed
    ("together", "Hundar på natten", (
        ("ledare", "Flera som frågar om plats har hund. Hur gör ni när alla rum delas?"),
        ("gemenskap", "Vi har ett rum med egen ingång. Det räcker för två hundar."),
        ("samordnare.goteborg", "Hos oss får hunden vara i förrådet, med filt och vatten."),
    ), ""),
    ("secrecy", "Vad får socialtjänsten säga till ett natthärbärge?", (
        ("uppsokare", "Kan vi säga att vi kommer med några i kväll, utan att säga vilka?"),
        ("samordnare.malmo", "Vi säger bara antal, och om det behövs ett rum för barn."),
    ), ""),
    ("removals", "Dag för städning efter en avhysning", (
        ("samordnare", "Hur långt före säger ni till om städningen?"),
        ("samordnare.uppsala", "Tre dagar, och samma dag på morgonen."),
        ("samordnare", "Det gör vi också från och med nu."),
    ), "Alla säger till tre dagar före, och samma dag på morgonen."),
    ("care", "Tandvård som inte kan vänta", (
        ("radgivare.goteborg", "Vart hänvisar ni den som har ont i en tand?"),
        ("radgivare.uppsala", "Folktandvårdens jour tar emot, men frågan om avgift är oklar."),
    ), ""),
)  # fmt: skip


def build(*, at: datetime) -> None:
    desk = _user("riket")
    law = LawReference.objects.filter(name="Socialtjänstlagen").first()
    for telling, whose, days, tried in TOLD:
        laws = [law] if law and telling.legal else []
        made = _publish(telling, _user(whose), desk, laws, at - days * A_DAY)
        for by, outcome, text in tried:
            user, told = _user(by), at - min(days, 40) * A_DAY
            actions.tell_adoption(
                id=new_id(), practice=made, organisation=user.standing[0].organisation, text=text, outcome=outcome,
                tried_on=told.date(), by=user, at=told,
            )  # fmt: skip
    for number, thread in enumerate(THREADS):
        _talk(*thread, at=at - (9 - number) * A_DAY)
    _suggest(SUGGESTED, _user("ledare"), [], at - 4 * A_DAY)


def _publish(telling: Telling, owner: User, desk: User, laws: list[LawReference], at: datetime) -> Practice:
    made = _suggest(telling, owner, laws, at - 20 * A_DAY)
    made = actions.write_practice(practice=made, telling=telling, laws=laws, by=desk, at=at - 9 * A_DAY)
    made = actions.approve_practice(practice=made, by=owner, at=at - 2 * A_DAY)
    return actions.publish_practice(practice=made, by=desk, at=at)


def _suggest(telling: Telling, by: User, laws: list[LawReference], at: datetime) -> Practice:
    home = by.standing[0].organisation
    return actions.suggest_practice(id=new_id(), organisation=home, telling=telling, laws=laws, by=by, at=at)


def _talk(topic: str, title: str, posts: tuple[tuple[str, str], ...], agreed: str, *, at: datetime) -> None:
    (whose, first), *replies = posts
    by = _user(whose)
    home = by.standing[0].organisation
    talk = actions.begin_discussion(
        id=new_id(), title=ReadThrough(title), topic=topic, territory=home.territory, organisation=home,
        text=ReadThrough(first), by=by, at=at,
    )  # fmt: skip
    for number, (other, text) in enumerate(replies, start=1):
        user, said = _user(other), at + number * A_DAY / 2
        organisation = user.standing[0].organisation
        actions.write_post(
            id=new_id(), discussion=talk, organisation=organisation, text=ReadThrough(text), by=user, at=said
        )
    if agreed:
        actions.settle_discussion(discussion=talk, agreed=agreed, by=by, at=at + 2 * A_DAY)


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@ovning.example")
