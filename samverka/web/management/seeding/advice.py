"""What the invented county's advice desk has answered, what waits there, and how some places do.

Names and numbers of laws are real (handbook 5); what the cards say of them is invented for the exercise.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.actions import Wording
from samverka.exchange.models import AdviceQuestion, Card, LawReference
from samverka.web.management.seeding.people import territory


A_DAY = timedelta(days=1)
LAWS = (  # that the lawyer has looked up: name, number, section
    ("Socialtjänstlagen", "2025:400", ""),
    ("Lag om hälso- och sjukvård åt utlänningar som vistas i Sverige utan nödvändiga tillstånd", "2013:407", ""),
    ("Skollagen", "2010:800", ""),
    ("Offentlighets- och sekretesslagen", "2009:400", "26 kap. 1 §"),
)
ANSWERED: tuple[tuple[str, str, str, Wording], ...] = (
    ("aid", "Socialtjänstlagen", "Får vi betala en hemresa som nödbistånd, och hur skriver vi beslutet?",
     Wording(
         "Kan en hemresa vara akut nödbistånd?",
         "Kommunen ansvarar för den som vistas i kommunen. Är nöden akut ska den avhjälpas.",
         "Många kommuner betalar resan när personen själv vill resa. Beslutet nämner behovet, inte varför någon kom.",
     )),
    ("care", "Lag om hälso- och sjukvård åt utlänningar som vistas i Sverige utan nödvändiga tillstånd",
     "Vårdcentralen vill ha betalt i förskott för ett akut besök. Får den det?",
     Wording(
         "Får vården kräva förskott för akut vård?",
         "Akut vård ska erbjudas alla. Vad den kostar beror på om personen har ett europeiskt sjukförsäkringskort.",
         "Ingen ska nekas för att betalningen inte är klar. Se vad regionen svarar i jämförelsen.",
     )),
)  # fmt: skip
WAITING = (
    ("children", "week", "Kommunen har en familj i ett av våra boenden. Vem erbjuder barnen skola, och från när?"),
    ("secrecy", "usual", "Får vi berätta för natthärbärget att en grupp är på väg, om vi inte säger vilka?"),
)
POLICIES = {"home_travel": "Vi köper en biljett samma dag.", "school": "Vi erbjuder plats efter en vecka."}
FEES = {"acute": ("Vård ges. Faktura i efterhand.", "50 kr"), "maternity": ("Mödravård erbjuds alla.", "avgiftsfritt")}
Person = Callable[..., User]


def build(person: Person, *, at: datetime) -> None:
    board = Organisation.objects.get(name="Länsstyrelsen i övningslänet")
    editor = person("radet", Role.DESK_EDITOR, board, name="Rakel Rådet")
    lawyer = person("jurist", Role.LEGAL_REVIEWER, board, name="Jona Jurist")
    asker = User.objects.get(email="uppsokare@ovning.example")
    laws = {name: _law(lawyer, at, name=name, number=number, section=section) for name, number, section in LAWS}
    for number, (topic, law, text, wording) in enumerate(ANSWERED):
        asked = _ask(asker, topic, "week", text, at - (40 - number) * A_DAY)
        _answer(asked, board, editor, lawyer, wording, laws[law], at - 20 * A_DAY)
    for topic, urgency, text in WAITING:
        _ask(asker, topic, urgency, text, at - 3 * A_DAY)
    _tell(board, editor, "01", Card.Kind.CARE_RULE, FEES, at)
    for email, code in (("samordnare", "0180"), ("samordnare.0184", "0184")):
        by = User.objects.get(email=f"{email}@ovning.example")
        told = {asked: (text, "") for asked, text in POLICIES.items()}
        _tell(by.standing[0].organisation, by, code, Card.Kind.LOCAL_POLICY, told, at)


def _law(by: User, at: datetime, **place: Any) -> LawReference:
    """The law as it was shipped, now looked up; or one more."""
    told: dict[str, Any] = {"verified_on": localdate(at), "by": by, "at": at}
    there = queries.laws().filter(**place).first()
    return actions.change_law(law=there, **told) if there else actions.add_law(id=new_id(), **place, **told)


def _ask(by: User, topic: str, urgency: str, text: str, at: datetime) -> AdviceQuestion:
    home = by.standing[0].organisation
    return actions.ask_question(
        id=new_id(), territory=home.territory, topic=topic, text=text, urgency=urgency, organisation=home, by=by, at=at
    )


def _answer(
    asked: AdviceQuestion, board: Organisation, editor: User, lawyer: User, wording: Wording, law: LawReference,
    at: datetime,
) -> None:  # fmt: skip
    desk: dict[str, Any] = {"by": editor, "at": at}
    asked = actions.take_up(question=asked, **desk)
    asked = actions.draft_answer(
        question=asked, id=new_id(), organisation=board, wording=wording, laws=[law], **desk
    )  # fmt: skip
    text = queries.newest_text(asked.card) if asked.card else None
    if text:
        asked = actions.review_answer(question=asked, text=text, by=lawyer, at=at)
    asked = actions.answer_question(question=asked, **desk)
    actions.publish_answer(question=asked, **desk)


def _tell(home: Organisation, by: User, code: str, kind: str, told: dict[str, tuple[str, str]], at: datetime) -> None:
    questions = queries.asked_of(kind)
    for asked, (text, fee) in told.items():
        actions.tell_answer(
            id=new_id(), organisation=home, territory=territory(code), kind=kind, asked=asked,
            question=questions[asked], applied=text, fee=fee, source="Övningens beslut", by=by, at=at,
        )  # fmt: skip
