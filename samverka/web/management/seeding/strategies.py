"""A strategy for three municipalities with seven measures, backing from four party groups, and a year followed up.

Shaped after Stockholm's of 2015-16 (handbook 3.16). Groups, words and numbers are invented.
"""

from datetime import date, datetime, timedelta
from typing import Any

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Backer, Measure, Strategy
from samverka.web.management.seeding.people import LONG_AGO, territory


A_DAY = timedelta(days=1)
MEASURES = (  # title, what is done, kronor, indicator
    ("Tak över huvudet varje vinternatt", "Natthärbärgen från november till april, med plats för kvinnor och par.",
     6_700_000, "bed_nights"),
    ("Uppsökande på fler språk", "Två team söker upp människor dag och kväll.", 2_400_000, "outreach_visits"),
    ("En dagcentral att vila i", "Dusch, tvätt, mat och råd fem dagar i veckan.", 3_100_000, "desk_visits"),
    ("Barnens bästa först", "Ett gemensamt arbetssätt när barn träffas på gatan.", 350_000, ""),
    ("Samma svar i alla tre kommunerna", "Gemensamma riktlinjer för akut nödbistånd.", 0, "aid_granted"),
    ("Trygga avlysningar", "Skälig tid, tolk och en väg vidare när en boplats stängs.", 200_000, "removals_started"),
    ("Arbete och rättigheter", "Facken och idéburna ger råd om arbete och utnyttjande.", 450_000, ""),
)  # fmt: skip
STATES = (("started",), ("started",), ("started", "done"), ("started",), (), ("started",), ("stopped",))
STOPPED = "Bidraget söktes och gavs inte. Tas upp igen nästa år."
GROUPS = {  # one stance a measure: for, for with a change, against, abstains
    "Samlingsgruppen": "fffffff",
    "Stadsgruppen": "fffcffa",
    "Folkhemsgruppen": "ffcfxff",
    "Oppositionsgruppen": "fcxfxca",
}
STANCES = {"f": ("for", ""), "c": ("for_with_change", "Börja i mindre skala och följ upp efter ett år."),
           "x": ("against", "Kostnaden bör delas med staten."), "a": ("abstains", "")}  # fmt: skip
PARTS = {
    "0180": "Vi driver två av natthärbärgena och betalar det tredje.",
    "0184": "Vi öppnar arton platser och skickar en samordnare till mötena.",
    "0183": "Vi betalar för tolv platser hos grannkommunen.",
}
SENTENCES = {
    "1": "Tjugo platser fler än året innan, och ingen natt stängd.",
    "3": "Öppnade i mars och håller öppet som planerat.",
    "7": "Stoppad tills pengar finns.",
}


def build(*, at: datetime) -> None:
    by = User.objects.get(email="samordnare@ovning.example")
    home, year = by.standing[0].organisation, at.year
    strategy = actions.begin_strategy(
        id=new_id(), organisation=home, areas=[territory(code) for code in PARTS], title="Ingen lämnad på gatan",
        goals="Den som lever på gatan hos oss ska kunna **sova inne**, tvätta sig och få råd på sitt språk.\n\n"
        "- Ingen ska frysa\n- Barn ska synas och få skydd\n- Tre kommuner ska svara på samma sätt",
        first_day=date(year - 1, 1, 1), last_day=date(year + 2, 12, 31), by=by, at=LONG_AGO,
    )  # fmt: skip
    step: dict[str, Any] = {"by": by, "at": LONG_AGO}
    actions.draft_strategy(strategy=strategy, **step)
    measures = [_measure(strategy, home, place, year, step) for place in range(len(MEASURES))]
    backers = [_backer(strategy, name, step) for name in GROUPS]
    actions.open_consultation(strategy=strategy, answers_due_on=LONG_AGO.date() + 30 * A_DAY, **step)
    for backer in backers:
        said = {str(number): STANCES[letter] for number, letter in enumerate(GROUPS[backer.name], 1)}
        actions.back(backer=Backer.objects.select_related("strategy").get(pk=backer.pk), stances=said, **step)
    actions.close_broad_consultation(strategy=strategy, **step)
    actions.decide_strategy(
        strategy=strategy, decided_by="Kommunfullmäktige i tre kommuner", decided_on=LONG_AGO.date(), **step
    )
    actions.bring_into_force(strategy=strategy, **step)
    _sign(measures[0], by, at)
    for measure, states in zip(measures, STATES, strict=True):
        for state in states:
            because = STOPPED if state == "stopped" else ""
            actions.move_measure(measure=measure, state=state, because=because, **step)
    text = "Första året gav fler platser och en dagcentral. Nästa år gäller det barnen och gemensamma riktlinjer."
    told = actions.write_strategy_year(strategy=strategy, year=year - 1, text=text, sentences=SENTENCES, by=by, at=at)
    actions.publish_strategy_year(strategy_year=told, by=by, at=at)


def _measure(strategy: Strategy, home: Organisation, place: int, year: int, step: dict[str, Any]) -> Measure:
    title, text, budget, indicator = MEASURES[place]
    return actions.add_measure(
        id=new_id(), strategy=strategy, title=title, text=text, organisation=home, budget=budget or None,
        indicator=indicator, due_on=date(year + place % 3, 12, 31), partners="idéburna organisationer", **step,
    )  # fmt: skip


def _backer(strategy: Strategy, name: str, step: dict[str, Any]) -> Backer:
    return actions.ask_backer(id=new_id(), strategy=strategy, kind="party_group", name=name, **step)


def _sign(measure: Measure, by: User, at: datetime) -> None:
    """The third has not signed yet."""
    for code, text in list(PARTS.items()):
        email = "samordnare" if code == "0180" else f"samordnare.{code}"
        other = User.objects.filter(email=f"{email}@ovning.example").first()
        if other is None:
            continue
        home = other.standing[0].organisation
        part = actions.ask_for_part(id=new_id(), measure=measure, organisation=home, by=by, at=at)
        if code != "0183":
            actions.sign_part(part=part, text=text, by=other, at=at)
