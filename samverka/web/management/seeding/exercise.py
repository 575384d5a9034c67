"""The exercise: one believable winter month in an invented Stockholm and three of its neighbours.

Scales after the handbook's figures: 50 + 50 mixed places and 20 for women, emergency beds, a dozen
congregations with 8-20 places each that open a night or two a week.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from samverka.actors.actions import edit_contact_line
from samverka.actors.models import ContactLine, Organisation, Role, User
from samverka.core.actions import write_policy
from samverka.core.ids import new_id
from samverka.shelters import actions, clock
from samverka.shelters.models import Draw, Night, Pool, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.situation import actions as situation
from samverka.web.management.seeding import (
    advice,
    children,
    cold,
    desks,
    estimates,
    grants,
    helping,
    mandates,
    networks,
    nights,
    practices,
    projects,
    promises,
    removals,
    reports,
    rounds,
    seasons,
    statistics,
    strategies,
    surveys,
    tips,
    towns,
)
from samverka.web.management.seeding.nights import Host
from samverka.web.management.seeding.people import LONG_AGO, Account, account, organisation, territory


NGO, CHURCH, CITY = Organisation.Kind.NGO, Organisation.Kind.CONGREGATION, Organisation.Kind.MUNICIPALITY
BACK, AHEAD = 30, 14  # days
UNCONFIRMED = ("Fyren", "Lyktan")  # shelters that have not said yet how many beds they have tonight
ROTA = "Vinternatt 2, kyrkorna"  # the pool of the churches
COLD_SITES = ("Ankaret", "Fyren")  # shelters that opened on the last extra-cold night
SO_FAR = 30  # slips that are handed out for tonight's draw when somebody begins to exercise
NEIGHBOURS = (
    ("0184", "Solna", "Granngården", 18),
    ("0183", "Sundbyberg", "Bäckstugan", 12),
    ("0126", "Huddinge", "Ekboda", 24),
)
CHURCHES = (
    *("Norra Exempelkyrkan", "Södra Exempelkyrkan", "Övningskapellet", "Provkyrkan", "Lånekyrkan", "Mönsterkyrkan"),
    *("Fiktiva församlingen", "Påhittade församlingen", "Exempelparken", "Tänkta kapellet", "Sagokyrkan", "Uddakyrkan"),
)


@dataclass(slots=True)
class Country:
    """What has been built so far."""

    seed: int
    accounts: list[Account] = field(default_factory=list)
    pools: list[tuple[Pool, User]] = field(default_factory=list)
    hosts: list[Host] = field(default_factory=list)

    def person(self, email: str, role: Role, at: Organisation, *, code: str = "", name: str = "") -> User:
        user, made = account(f"{email}@ovning.example", role, at, seed=self.seed, code=code, name=name)
        self.accounts.append(made)
        return user

    def shelter(
        self,
        keeper: User,
        at: Organisation,
        name: str,
        groups: list[dict[str, Any]],
        *,
        weekdays: str = "",
        **facts: Any,
    ) -> Shelter:
        """A shelter with its groups, open on `weekdays` (“024”: Monday, Wednesday, Friday) or always."""
        here = territory(at.territory_id)
        common: dict[str, Any] = {
            "visibility": Shelter.Visibility.PARTNERS,
            "organisation": at,
            "territory": here,
            "by": keeper,
        }
        shelter = actions.edit_shelter(id=new_id(), name=name, at=LONG_AGO, **(common | facts))
        for group in groups:
            actions.edit_group(id=new_id(), shelter=shelter, by=keeper, at=LONG_AGO, **group)
        days = frozenset(map(int, weekdays)) if weekdays else frozenset(range(7))
        self.hosts.append(Host(shelter, keeper, days))
        return shelter


def exists() -> bool:
    return User.objects.filter(email="ledare@ovning.example").exists()


def build(*, seed: int, at: datetime) -> Country:
    """Everything, up to this moment. About half a minute."""
    chance, country = Random(seed), Country(seed)
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    with transaction.atomic():
        _city(country)
        _churches(country)
        _neighbours(country)
        _others(country)
        _directory(country, at=at)
        _children(country, at=at)
        first = tonight - timedelta(days=BACK)
        churches = [host for host in country.hosts if host.shelter.kind == Shelter.Kind.ROTATING_HOST]
        pool = Pool.objects.get(name=ROTA)
        intake = User.objects.get(email="gemenskap@ovning.example")
        seasons.build(pool, intake, churches, first=first, tonight=tonight, chance=Random(seed))
        for host in (one for one in country.hosts if one not in churches):
            days = [first + timedelta(days=number) for number in range(BACK + AHEAD)]
            nights.plan(host, days, at=datetime.combine(first, time(8), tzinfo=UTC))
    for number in range(BACK):
        with transaction.atomic():
            _whole_night(country, first + timedelta(days=number), chance)
    with transaction.atomic():
        children.settle(before=tonight)
        _tonight(country, tonight, chance, at=at)
        rounds.build(at=at, seed=seed)
        removals.build(country.person, at=at)
        tips.build(at=at)
        desks.build(at=at, seed=seed)
        surveys.build(country.person, at=at, seed=seed)
        estimates.build(at=at)
        reports.build(country.person, at=at)
        advice.build(country.person, at=at)
        mandates.build(at=at)
        promises.build(at=at)
        grants.build(country.person, at=at)
        practices.build(at=at)
        networks.build(at=at)
        helping.build(at=at)
        projects.build(country.person, at=at)
        strategies.build(at=at)
        _cold(country, at=at)
        statistics.state(at=at, seed=seed)
    situation.keep_figures(at=at)
    statistics.publish(at=at, seed=seed)
    return country


def accounts(*, seed: int) -> list[Account]:
    """The log-ins of an exercise that is there already."""
    found = []
    for user in User.objects.filter(email__endswith="@ovning.example").order_by("pk"):
        member = user.memberships.current().select_related("organisation").first()
        if member:
            found.append(account(user.email, Role(member.role), member.organisation, seed=seed)[1])
    return found


def _city(country: Country) -> None:
    mission = organisation("Exempelstadens stadsmission", NGO, "0180")
    lead = country.person("ledare", Role.SHELTER_LEAD, mission, name="Lo Ledare")
    country.person("natt", Role.SHELTER_STAFF, mission, name="Noor Nattvärd")
    place = "Exempelkyrkans sal, Provgatan 1, insläpp 09:30"
    pool = actions.edit_pool(
        id=new_id(), organisation=mission, territory=territory("0180"), name="Vinternatt 1", intake_place=place,
        by=lead, at=LONG_AGO,
    )  # fmt: skip
    country.pools.append((pool, lead))
    source = "Exempel efter handboken 3.1, Vinternatt 1"
    rules = {"draw_time": "10:00", "nights_per_ticket": 5, "min_age": 18, "release_at": "21:00", "doors_close": "22:30"}
    for key, value in (rules | {"carry_over_days": 14, "reserved_for_referral": 2}).items():
        write_policy(
            scopes=pool.scopes, key=key, value=value, valid_from=LONG_AGO.date(), source=source,
            decided_by=mission.name, by=lead, at=LONG_AGO,
        )  # fmt: skip
    common: dict[str, Any] = {"pool": pool, "phone": "08-000 00 01", "languages": ["sv", "en", "ro"]}
    hall = [{"name": "Stora salen", "kind": "mixed", "beds": 40, "luggage": True}]
    country.shelter(
        lead, mission, "Ankaret",
        [*hall, {"name": "Bottenvåningen", "kind": "accessible", "beds": 4, "step_free": True},
         {"name": "Hundrummet", "kind": "mixed", "beds": 6, "pets": True}],
        area="Norr", address="Provgatan 12", way="Tunnelbana till Provtorget, sedan 300 m rakt fram.", **common,
    )  # fmt: skip
    country.shelter(
        lead, mission, "Fyren",
        [{"name": "Salen", "kind": "mixed", "beds": 44},
         {"name": "Kammaren", "kind": "women", "beds": 6, "quiet": True}],
        area="Söder", address="Övningsvägen 5", way="Buss 00 till Övningsvägen.", **common,
    )  # fmt: skip
    women = [{"name": "Hela huset", "kind": "women", "beds": 20, "step_free": True, "quiet": True}]
    country.shelter(lead, mission, "Lyktan", women, area="Väster", way="Ring när du är framme vid parken.", **common)
    rooms = [{"name": "Familjerummen", "kind": "family", "rooms": [4, 4, 3, 2]}]
    kind: dict[str, Any] = {
        "kind": Shelter.Kind.SURGE_ONLY,
        "area": "Innerstaden",
        "visibility": Shelter.Visibility.AREA_ONLY,
    }
    city = organisation("Exempelstadens socialtjänst", CITY, "0180")
    keeper = country.person("akut", Role.SHELTER_LEAD, city, name="Alva Akut")
    country.shelter(
        keeper, city, "Akutboendet Bryggan", [*rooms, {"name": "Salen", "kind": "mixed", "beds": 8}], **kind
    )
    country.person("uppsokare", Role.OUTREACH_WORKER, city, name="Uma Uppsökare")
    country.person("samordnare", Role.MUNICIPALITY_COORDINATOR, city, name="Sam Samordnare")
    for function, phone in (("social_office", "08-000 00 10"), ("social_emergency", "08-000 00 11")):
        ContactLine.objects.create(
            organisation=city, function=function, phone=phone, hours="dygnet runt", verified_on=LONG_AGO.date()
        )


def _churches(country: Country) -> None:
    guild = organisation("Exempelgemenskapen", NGO, "0180")
    intake = country.person("gemenskap", Role.SHELTER_LEAD, guild, name="Gry Gemenskap")
    pool = actions.edit_pool(
        id=new_id(), organisation=guild, territory=territory("0180"), name=ROTA,
        intake_place="Exempelgemenskapens sal", by=intake, at=LONG_AGO,
    )  # fmt: skip
    for key, value in {"nights_per_ticket": 1, "season": "1 november till 31 mars"}.items():
        write_policy(
            scopes=pool.scopes, key=key, value=value, valid_from=LONG_AGO.date(),
            source="Exempel efter handboken 3.1, Vinternatt 2", decided_by=guild.name, by=intake, at=LONG_AGO,
        )  # fmt: skip
    for function, phone in (("duty", "08-000 00 21"), ("intake", "08-000 00 22")):
        ContactLine.objects.create(
            organisation=guild, function=function, phone=phone, hours="08 till 22", verified_on=LONG_AGO.date()
        )
    for number, name in enumerate(CHURCHES):
        church = organisation(name, CHURCH, "0180")
        keeper = country.person(f"volontar{number + 1}", Role.SHELTER_LEAD, church, name=f"Vilda {number + 1}")
        days = f"{number % 7}{(number + 3) % 7}" if number % 2 else f"{(number * 2) % 7}"
        beds = [{"name": "Församlingssalen", "kind": "mixed", "beds": 8 + number}]
        kind = Shelter.Kind.ROTATING_HOST
        shelter = country.shelter(keeper, church, name, beds, weekdays=days, kind=kind, area="Kyrkorna")
        asked = actions.ask_to_join(id=new_id(), shelter=shelter, pool=pool, by=keeper, at=LONG_AGO)
        actions.admit_shelter(request=asked, by=intake, at=LONG_AGO)


def _neighbours(country: Country) -> None:
    for code, town, name, beds in NEIGHBOURS:
        home = organisation(f"{town}s exempelförening", NGO, code)
        keeper = country.person(f"granne.{code}", Role.SHELTER_LEAD, home, name=f"Gran {town}")
        groups = [
            {"name": "Salen", "kind": "mixed", "beds": beds - 4},
            {"name": "Kvinnornas rum", "kind": "women", "beds": 4},
        ]
        country.shelter(keeper, home, name, groups, area=town)


def _others(country: Country) -> None:
    board = organisation("Länsstyrelsen i övningslänet", Organisation.Kind.COUNTY_BOARD, "01")
    country.person("lanet", Role.COUNTY_COORDINATOR, board, name="Lin Länet")
    office = organisation("Övningens rikssamordning", Organisation.Kind.STATE, "00")
    country.person("riket", Role.NATIONAL_COORDINATOR, office, name="Rio Riket")
    police = organisation("Polisen i övningslänet", Organisation.Kind.ENFORCEMENT, "0180")
    country.person("polis", Role.LIAISON, police, name="Pim Polis")
    mission = Organisation.objects.get(name="Exempelstadens stadsmission")
    admin = country.person("admin", Role.ORGANISATION_ADMIN, mission, name="Ada Admin")
    line = {"phone": "08-000 00 07", "email": "", "hours": "19 till 08"}
    edit_contact_line(organisation=mission, function=ContactLine.Function.DUTY, **line, by=admin, at=LONG_AGO)
    country.person("volontar", Role.VOLUNTEER, mission, name="Vera Volontär")


def _directory(country: Country, *, at: datetime) -> None:
    """Of each town a coordinator and an adviser; one translator for all."""
    mission = Organisation.objects.get(name="Exempelstadens stadsmission")
    translator = country.person("oversattare", Role.TRANSLATOR, mission, code="00", name="Tova Tolk")
    for name in towns.FILES:
        told = towns.file(name)
        kept = {one["keeper"]: one["name"] for one in told["providers"] if "keeper" in one}
        ngo, city = organisation(kept["ngo"], NGO, told["code"]), organisation(kept["city"], CITY, told["code"])
        adviser = country.person(f"radgivare.{name}", Role.ADVISER, ngo, name=f"Rut {told['name']}")
        coordinator = country.person(
            f"samordnare.{name}", Role.MUNICIPALITY_COORDINATOR, city, name=f"Siv {told['name']}"
        )
        keepers = {"ngo": adviser, "city": coordinator}
        towns.build(towns.Town(told, coordinator, keepers, translator, at))


def _children(country: Country, *, at: datetime) -> None:
    """Whom to call in every municipality of the exercise, and what was seen tonight."""
    city = Organisation.objects.get(name="Exempelstadens socialtjänst")
    country.person("barnskydd", Role.SAFEGUARDING_LEAD, city, name="Bo Barnskydd")
    country.person("dataskydd", Role.DATA_PROTECTION_OFFICER, city, name="Dag Dataskydd")
    county = User.objects.get(email="lanet@ovning.example")
    for code in (city.territory_id, *(code for code, *_told in NEIGHBOURS)):
        children.channels(code, by=county, at=at)
    for name in towns.FILES:
        code = towns.file(name)["code"]
        if code != city.territory_id:
            children.channels(code, by=User.objects.get(email=f"samordnare.{name}@ovning.example"), at=at)
    children.law(by=county)
    worker, lead = (User.objects.get(email=f"{one}@ovning.example") for one in ("uppsokare", "ledare"))
    children.tonight(city, worker, lead, at=at)
    children.notes(city, worker, at=at)


def _cold(country: Country, *, at: datetime) -> None:
    by, admin = (User.objects.get(email=f"{name}@ovning.example") for name in ("samordnare", "admin"))
    open_sites = {host.shelter.name: host.keeper for host in country.hosts if host.shelter.name in COLD_SITES}
    cold.build(by=by, admin=admin, keepers=open_sites, at=at)


def _whole_night(country: Country, day: date, chance: Random) -> None:
    opened = [
        (host, nights.confirm(host, day, chance, at=clock.by_day(day, time(9, 20))))
        for host in country.hosts
        if host.opens(day)
    ]
    for pool, lead in country.pools:
        if Night.objects.filter(shelter__pool=pool, date=day).exists():
            slips = nights.wanted(pool, day, chance)
            draw = nights.announce(pool, day, lead, at=clock.by_day(day, time(8)))
            nights.hand_out(draw, slips, lead, chance, at=clock.by_day(day, time(9, 35)))
            nights.draw_lots(draw, lead, chance, at=clock.by_day(day, time(10)))
    for host, night in opened:
        nights.evening(host, night, chance)
    for host, night in opened:
        nights.morning(night, host.keeper)


def _tonight(country: Country, day: date, chance: Random, *, at: datetime) -> None:
    """Two shelters wait to be confirmed, the others are; the slips of tonight's draw are half handed out.

    A neighbour waits for an answer of the churches.
    """
    early = min(at, clock.by_day(day, time(9, 20)))
    for host in country.hosts:
        if host.opens(day) and host.shelter.name not in UNCONFIRMED:
            nights.confirm(host, day, chance, at=early)
    pool, lead = country.pools[0]
    draw: Draw = nights.announce(pool, day, lead, at=early)
    nights.hand_out(draw, SO_FAR, lead, chance, at=early)
    churches, neighbour = Pool.objects.get(name=ROTA), country.hosts[-1]
    actions.ask_to_join(id=new_id(), shelter=neighbour.shelter, pool=churches, by=neighbour.keeper, at=early)
