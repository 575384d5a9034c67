"""Reports of the exercise: the county's of last winter is published; its next, and the nation's, are begun."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.situation import actions, queries
from samverka.situation.models import Report, Survey
from samverka.web.management.seeding.people import territory


A_YEAR, LATER = timedelta(days=365), timedelta(days=105)
Person = Any
TEXTS = {
    "I korthet": "De flesta kommuner möter människor från andra EU-länder som lever här i fattigdom, men få på en "
    "gång. Stödet finns mest i länets större kommuner.\n\n- Fler platser behövs de kallaste veckorna.\n- Tolkar är "
    "svåra att få tag i.\n- Samverkan bygger oftare på personer än på avtal.",
    "Hur många som finns här": "Siffrorna är kommunernas egna bedömningar vid ett och samma tillfälle, inte över året.",
    "Hur vi samverkar": "Ett nätverk för hela länet träffas två gånger om året. Det är öppet för alla som svarar på "
    "enkäten.",
    "Svårigheter i lag och vardag": "Flera svarar att det är oklart vad kommunen får betala för, och att besked om "
    "avlägsnanden kommer för sent för att ordna stöd.",
}


def build(person: Person, *, at: datetime) -> None:
    """The county's coordinator writes, a colleague reviews."""
    by, board = User.objects.get(email="lanet@ovning.example"), _home("lanet")
    colleague = person("granskare", Role.COUNTY_COORDINATOR, board, name="Gry Granskare")
    last = Survey.objects.filter(organisation=board, state=Survey.State.COMPILED).order_by("last_day").last()
    then = at - A_YEAR + LATER
    if last is None:
        return
    out = _begin("lanet", "01", f"Lägesbild {last.last_day.year} för övningslänet", last, at=then)
    actions.review_report(report=out, by=colleague, at=then + timedelta(days=7))
    actions.publish_report(report=out, by=by, at=then + timedelta(days=8))
    _begin("lanet", "01", f"Halvårsbild {at.year} för övningslänet", None, at=at - timedelta(days=3))
    _begin("riket", "00", f"Lägesbild för riket {last.last_day.year}", None, at=at - timedelta(days=2), about=last)


def _begin(
    who: str, code: str, title: str, survey: Survey | None, *, at: datetime, about: Survey | None = None
) -> Report:
    """With a text here and there."""
    by, day = User.objects.get(email=f"{who}@ovning.example"), localdate(at)
    days = (about.first_day, about.last_day) if about else (day - timedelta(days=182), day)
    made = actions.begin_report(
        id=new_id(), organisation=_home(who), territory=territory(code), title=title, first_day=days[0],
        last_day=days[1], survey=survey, by=by, at=at,
    )  # fmt: skip
    for one in queries.sections_of(made) if survey else ():
        if text := TEXTS.get(one.heading):
            actions.write_section(section=one, heading=one.heading, text=text, by=by, at=at)
    return made


def _home(who: str) -> Organisation:
    return User.objects.get(email=f"{who}@ovning.example").standing[0].organisation
