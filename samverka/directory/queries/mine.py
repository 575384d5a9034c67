"""What somebody keeps in the directory, with what needs attention first."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from samverka.actors.models import Role, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.directory.models import ErrorReport, Language, Place, Provider, Service, Translation
from samverka.directory.policy import hide_days
from samverka.directory.queries.upkeep import overdue


FILTERS = ("", "overdue", "hidden", "reports", "removed")


def my_services(user: User, *, on: date, search: str = "", only: str = "") -> QuerySet[Service]:
    """The services that the user keeps: reported ones first, then those that nobody has found right for longest."""
    is_removed = only == "removed"
    mine = Service.objects.filter(provider__in=Provider.objects.kept_by(user), is_removed=is_removed)
    if search:
        named = Q(name__icontains=search) | Q(provider__name__icontains=search) | Q(places__name__icontains=search)
        mine = mine.filter(named).distinct()
    waiting = ErrorReport.objects.filter(service=OuterRef("pk"), state=ErrorReport.State.OPEN)
    count = waiting.order_by().values("service").annotate(count=Count("pk")).values("count")
    mine = mine.annotate(reports=Coalesce(count, Value(0)))
    match only:
        case "overdue":
            mine = mine.running().filter(overdue(on))
        case "hidden":
            mine = mine.running().filter(hidden(on))
        case "reports":
            mine = mine.filter(Exists(waiting))
    longest = F("verified_on").asc(nulls_first=True)
    ordered = mine.order_by(F("reports").desc(), longest, Alphabetic("provider__name"), Alphabetic("name"), "pk")
    return ordered.select_related("provider", "category")


def hidden(on: date) -> Q:
    """Services that the public sees no longer, since nobody has found them right."""
    return Q(verified_on=None) | Q(verified_on__lte=on - timedelta(days=hide_days(on)))


def my_providers(user: User, *, search: str = "") -> QuerySet[Provider]:
    """The providers that the user keeps, with how many services run."""
    running = Q(services__is_removed=False) & ~Q(services__state=Service.State.CLOSED)
    mine = Provider.objects.kept_by(user).filter(is_removed=False)
    if search:
        mine = mine.filter(name__icontains=search)
    return mine.annotate(running=Count("services", filter=running)).order_by(Alphabetic("name"), "pk")


def missing_translations(entries: Iterable[Provider | Place | Service]) -> dict[UUID, int]:
    """Of each entry, how many translations into the languages of visitors are missing. Two queries."""
    told = {entry.pk: entry for entry in entries}
    languages = set(Language.objects.filter(is_shown=True, is_spoken_only=False).values_list("code", flat=True))
    made = Translation.objects.filter(subject__in=list(told), language__in=languages)
    there: dict[UUID, set[tuple[str, str]]] = {}
    for subject, field, language in made.values_list("subject", "field", "language"):
        there.setdefault(subject, set()).add((field, language))
    return {
        pk: sum(
            (field, language) not in there.get(pk, ())
            for field in entry.TEXTS
            if getattr(entry, field)
            for language in languages - {entry.language}
        )
        for pk, entry in told.items()
    }


def partner_places(viewer: User) -> QuerySet[Place]:
    """Places whose address the viewer may know as a partner: in the territories of the viewer's roles."""
    near = Q(pk=None)
    for one in viewer.standing:
        if one.role != Role.LIAISON:
            near |= ~Q(pk=None) if one.territory_id == SWEDEN else Q(territory__code__startswith=one.territory_id)
    homes = [one.organisation_id for one in viewer.standing if one.role != Role.LIAISON]
    near |= Q(provider__organisation__in=homes)
    secret = Place.objects.filter(near, address_class=Place.AddressClass.PARTNERS, is_removed=False)
    return (
        secret.filter(partner_address__isnull=False)
        .select_related("provider", "territory")
        .order_by(Alphabetic("name"), "pk")
    )
