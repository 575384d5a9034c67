"""Who may make agreements and speak for a party: the rows of `test_access.py` for programmes."""

from dataclasses import dataclass

from samverka.core.ids import new_id
from samverka.directory.models import Provider, Service
from samverka.programmes import rules as programmes
from samverka.programmes.models import (
    Agreement,
    Application,
    Backer,
    Call,
    Measure,
    MeasurePart,
    Party,
    Project,
    Strategy,
)
from samverka.programmes.tests.factories import AT, FACTS


# rule · what it is asked about · who may · what the others are told
PROGRAMMES = [
    (programmes.begin_agreement, "home", "admin", "Agreements are made for an organisation that one speaks for."),
    (programmes.keep_agreement, "agreement", "coordinator", "Only whoever speaks for the party that pays does this."),
    (programmes.speak_for_party, "its_provider", "admin", "Only whoever speaks for this party does this."),
    (programmes.begin_call, "city", "coordinator",
     "Calls are made by those who speak for a municipality, a county board or a region."),
    (programmes.begin_call, "home", "",
     "Calls are made by those who speak for a municipality, a county board or a region."),
    (programmes.keep_call, "call", "coordinator", "Only whoever speaks for those who give the grant does this."),
    (programmes.begin_application, "home", "admin", "Grants are applied for by those who speak for an organisation."),
    (programmes.keep_application, "application", "admin", "Only whoever speaks for those who apply does this."),
    (programmes.attach_to_application, "application", "admin", "Only whoever speaks for those who apply does this."),
    (programmes.judge_application, "application", "coordinator",
     "Only whoever speaks for those who give the grant does this."),
    (programmes.begin_project, "home", "admin", "Projects are begun for an organisation that one speaks for."),
    (programmes.keep_project, "project", "admin", "Only whoever leads the project does this."),
    (programmes.attach_to_project, "project", "admin", "Only whoever leads the project does this."),
    (programmes.choose_desks, "project", "admin",
     "Only whoever speaks for one of those that run the project does this."),
    (programmes.lend_desk, "desk", "admin", "Each chooses its own front desks."),
    (programmes.begin_strategy, "home", "admin", "Strategies are begun for an organisation that one speaks for."),
    (programmes.keep_strategy, "strategy", "coordinator",
     "Only whoever speaks for the organisation that keeps the strategy does this."),
    (programmes.move_measure, "measure", "coordinator",
     "Only whoever speaks for the organisation that keeps the strategy does this."),
    (programmes.sign_part, "part", "admin", "Each signs its own part."),
    (programmes.back_strategy, "backer", "admin", "Only whoever speaks for this organisation says what it thinks."),
]  # fmt: skip


@dataclass
class Programming:
    """What the rules of programmes are asked about."""

    agreement: Agreement  # the city pays, and the organisation that keeps the shelter runs it
    its_provider: Party
    call: Call  # of the city
    application: Application  # to it, by the organisation that keeps the shelter
    project: Project  # of the organisation that keeps the shelter
    desk: Service  # of the same
    strategy: Strategy  # of the city
    measure: Measure  # for which that organisation is responsible
    part: MeasurePart  # which it does
    backer: Backer  # which it is


def programming(home, city):
    agreement = Agreement.objects.create(
        id=new_id(), organisation=city, territory=city.territory, kind="iop", begun_at=AT, changed_at=AT, **FACTS
    )
    Party.objects.create(agreement=agreement, organisation=city, part="payer")
    provider = Party.objects.create(agreement=agreement, organisation=home, part="provider")
    call = Call(organisation=city)
    project = Project(organisation=home, territory=home.territory)
    desk = Service(provider=Provider(organisation=home))
    return {
        "agreement": agreement, "its_provider": provider, "project": project, "desk": desk, "call": call,
        "application": Application(call=call, organisation=home), **_strategy(home, city),
    }  # fmt: skip


def _strategy(home, city):
    strategy = Strategy(organisation=city)
    return {
        "strategy": strategy, "measure": Measure(strategy=strategy, organisation=home),
        "part": MeasurePart(organisation=home), "backer": Backer(strategy=strategy, organisation=home),
    }  # fmt: skip
