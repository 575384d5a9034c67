"""What there is to translate into a language, what comes first, and what has changed in the source since."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import TRANSLATORS, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.prepared import Given, Prepared, among
from samverka.directory.models import (
    Category,
    DateException,
    Language,
    Notice,
    Place,
    Provider,
    Recording,
    Service,
    ServicePlace,
    Translation,
    Wording,
)
from samverka.directory.models.languages import Worded


class State(TextChoices):
    """How a text stands in a language, in the order in which it needs somebody."""

    OUTDATED = "outdated", _("Outdated")
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft or machine")
    FINE = "fine", _("Done")
    SOURCE = "source", _("Only to be recorded")  # it is in this language already


Ids = QuerySet[Any, Any]
There = Callable[[str], Q]  # the condition that this column names one of some territories
TO_DO = (State.OUTDATED, State.MISSING, State.DRAFT)
KINDS: dict[str, type[Any]] = {
    Worded.Kind.CATEGORY: Category,
    Worded.Kind.PROVIDER: Provider,
    Worded.Kind.PLACE: Place,
    Worded.Kind.SERVICE: Service,
    Worded.Kind.NOTICE: Notice,
    Worded.Kind.EXCEPTION: DateException,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which texts are asked for."""

    language: Language
    town: str = ""  # the code of a territory
    category: Category | None = None
    service: UUID | None = None
    is_own: bool = False  # only those of providers that the user's organisations keep


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its translation, and what it was made from when the source has changed since."""

    wording: Wording
    state: State
    entry: Any
    translation: Translation | None
    before: Wording | None
    recording: Recording | None

    @property
    def field(self) -> str:
        return str(self.entry._meta.get_field(self.wording.field).verbose_name)


def texts_for(user: User, choice: Choice, *, on: date) -> QuerySet[Wording]:
    """The newest wordings that pages of the user's territories show, each with its `state` in the language.

    Of a place of which only the area may be told there is nothing to translate.
    """
    rows = _newest(_chosen(user, choice, on)).annotate(state=_state(choice.language.pk))
    order = [When(state=state, then=Value(place)) for place, state in enumerate(State)]
    return rows.annotate(urgency=Case(*order, output_field=IntegerField())).order_by(
        "urgency", "kind", "subject", "field"
    )


def only(rows: QuerySet[Wording], states: Iterable[str]) -> QuerySet[Wording]:
    return rows.filter(state__in=list(states))  # type: ignore[misc]


def to_translate(user: User, *, on: date) -> list[tuple[Language, int]]:
    """How many texts need somebody, in each language that visitors read and that needs any. Two or three queries.

    What it costs grows with the texts of the user's towns; for the whole country, with those that need somebody.
    """
    is_everywhere = SWEDEN in _towns(user)
    codes = [] if is_everywhere else list(_near(user).values_list("code", flat=True))
    found: Counter[str] = Counter()
    for needs, count in _waiting(is_everywhere=is_everywhere)(codes=codes, on=on):
        found.update(dict.fromkeys(needs.split(), count))
    return [(one, found[one.pk]) for one in _read() if found[one.pk]]


def needs_of(subjects: Iterable[UUID]) -> dict[int, str]:
    """The newest wordings of these, and the languages that visitors read in which each needs somebody. Two queries."""
    codes = sorted(one.pk for one in _read())
    texts = _newest(list(subjects)).annotate(**{f"in_{place}": _state(code) for place, code in enumerate(codes)})
    states = texts.order_by().values_list("pk", *(f"in_{place}" for place in range(len(codes))))
    return {
        pk: " ".join(code for code, state in zip(codes, told, strict=True) if state in TO_DO) for pk, *told in states
    }


def _read() -> QuerySet[Language]:
    """The languages that visitors read."""
    return Language.objects.filter(is_shown=True, is_spoken_only=False)


def progress(rows: QuerySet[Wording]) -> dict[str, int]:
    """How many texts stand in each state. One query."""
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))  # type: ignore[misc]
    return {state.value: found.get(state.value, 0) for state in State}


def lines(rows: Iterable[Wording], *, language: Language) -> list[Line]:
    """The texts of one page with all that stands beside them; the number of queries does not grow with them."""
    wordings = list(rows)
    subjects = {one.subject for one in wordings}
    made = {(one.subject, one.field): one for one in language.translations.filter(subject__in=subjects)}
    sounds = recordings(subjects, language=language)
    old = Q(pk=None)
    for one in made.values():
        old |= Q(subject=one.subject, field=one.field, number=one.of_version)
    before = {(one.subject, one.field): one for one in Wording.objects.filter(old)} if made else {}
    owners = entries(wordings)
    return [
        Line(
            one, State(one.state), owners[one.subject], made.get(key), _unlike(before.get(key), one), sounds.get(key)  # type: ignore[attr-defined]
        )
        for one in wordings
        if one.subject in owners and (key := (one.subject, one.field))
    ]  # fmt: skip


def entries(wordings: Iterable[Wording]) -> dict[UUID, Any]:
    """What texts belong to, by its id."""
    found: dict[UUID, Any] = {}
    ids: dict[str, set[UUID]] = {}
    for one in wordings:
        ids.setdefault(one.kind, set()).add(one.subject)
    for kind, wanted in ids.items():
        found |= KINDS[kind]._default_manager.in_bulk(wanted)
    return found


def recordings(subjects: Iterable[UUID], *, language: Language | str) -> dict[tuple[UUID, str], Recording]:
    """The recordings of texts, without their sound, each with `is_outdated`. One query; none for no subjects."""
    return {(one.subject, one.field): one for one in _recordings(subjects, Q(language=language))}


def heard(subject: UUID, *, language: str) -> list[Recording]:
    """The recordings of an entry that a page in `language` offers: its own, and those of languages only heard."""
    only_heard = Q(language__is_spoken_only=True, language__is_shown=True)
    found = _recordings([subject], Q(language=language) | only_heard)
    return sorted(found, key=lambda one: (one.language_id != language, one.language.position, one.field))


def _recordings(subjects: Iterable[UUID], which: Q) -> list[Recording]:
    ids = list(subjects)
    if not ids:
        return []
    newer = Wording.objects.filter(
        subject=OuterRef("subject"), field=OuterRef("field"), number__gt=OuterRef("of_version"), is_minor=False
    )
    rows = Recording.objects.filter(which, subject__in=ids).annotate(is_outdated=Exists(newer))
    return list(rows.defer("sound").select_related("language"))


def sound(pk: UUID) -> Recording | None:
    """A recording that anybody may hear: its text is still told."""
    found = Recording.objects.filter(pk=pk).first()
    said = newest(found.subject, found.field) if found else None
    return found if said and said.text else None


def newest(subject: UUID, field: str) -> Wording | None:
    return Wording.objects.filter(subject=subject, field=field).order_by("-number").first()


def translators_towns(user: User) -> QuerySet[Territory]:
    """The territories whose texts the user may choose among: those with something in the directory."""
    used = Q(places__isnull=False) | Q(providers__isnull=False)
    return _near(user).filter(used).distinct().order_by(Alphabetic("name"), "code")


def _near(user: User) -> QuerySet[Territory]:
    """The territories that pages of the user's towns tell of."""
    found = Q(code__in=[])
    for code in _towns(user):
        found |= Q(code__in=[SWEDEN, code[:2]]) | Q(code__startswith="" if code == SWEDEN else code)
    return Territory.objects.filter(found)


def _towns(user: User) -> set[str]:
    return {one.territory_id for one in user.standing if one.role in TRANSLATORS}


def _chosen(user: User, choice: Choice, on: date) -> Ids:
    """Whatever has texts and is asked for."""
    services = Service.objects.running()
    if choice.category:
        services = services.filter(category=choice.category)
    if choice.service:
        services = services.filter(pk=choice.service)
    if choice.is_own:
        services = services.filter(provider__organisation__in=user.organisations())
    named = Category.objects.all()
    if choice.category:
        named = named.filter(pk=choice.category.pk)
    if choice.service or choice.is_own:
        named = named.none()
    return _together(*_told(services, _there(user, choice.town), on=on, named=named).values())


def _there(user: User, town: str) -> There | None:
    if SWEDEN in _towns(user) and not town:
        return None
    near = _near(user).filter(code__in=[SWEDEN, town[:2], town]) if town else _near(user)
    return lambda way: Q(**{f"{way}__in": near.values("code")})


def _told(
    services: QuerySet[Service], there: There | None, *, on: date | Given, named: QuerySet[Category]
) -> dict[tuple[str, str], Ids]:  # fmt: skip
    """The ids of all that pages tell of these services, in some territories or everywhere, and of these categories.

    They are lists by their kind and whose they are, each found by an index of its own: of alternatives in one condition
    PostgreSQL uses none, and joins look at every service of the country. Everywhere, each is looked up by itself.
    """
    near = services.filter(pk__in=_come(there)) if there else services

    def among(way: str, rows: QuerySet[Any]) -> Q:
        return Q(**{f"{way}__in": rows}) if there else Q(Exists(rows.filter(pk=OuterRef(way))))

    stand = there("territory") if there else Q()
    told = Place.objects.exclude(address_class=Place.AddressClass.AREA_ONLY).filter(stand, is_removed=False)
    places = told.filter(Exists(services.filter(places=OuterRef("pk"))))
    providers = Provider.objects.filter(among("services", near), is_removed=False)
    notices = Notice.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on))
    days = DateException.objects.filter(last_day__gte=on)
    kind = Worded.Kind
    owners = {kind.SERVICE: near, kind.PLACE: places, kind.PROVIDER: providers}
    told_of = {(one.value, ""): rows for one, rows in {**owners, kind.CATEGORY: named}.items()}
    told_of |= {(kind.NOTICE, one): notices.filter(among(one, rows)) for one, rows in owners.items()}
    told_of |= {(kind.EXCEPTION, one): days.filter(among(one, owners[one])) for one in (kind.SERVICE, kind.PLACE)}
    return {which: rows.values("pk") for which, rows in told_of.items()}


def _come(there: There) -> Ids:
    """The services that stand there, that come there and that belong there."""
    standing = ServicePlace.objects.filter(place__in=Place.objects.filter(there("territory"))).values("service")
    coming = Service.areas.through.objects.filter(there("territory")).values("service")
    owners = Provider.objects.filter(there("territory"))
    belonging = Service.objects.filter(provider__in=owners, places=None, areas=None).values("pk")
    return _together(standing, coming, belonging)


def _together(*lists: Ids) -> Ids:
    first, *others = (ids.order_by() for ids in lists)
    return first.union(*others, all=True)


def _newest(subjects: Ids | list[UUID]) -> QuerySet[Wording]:
    newer = Wording.objects.filter(
        subject=OuterRef("subject"), field=OuterRef("field"), number__gt=OuterRef("number")
    )  # fmt: skip
    return Wording.objects.filter(~Exists(newer), subject__in=subjects).exclude(text="")


def _unlike(before: Wording | None, now: Wording) -> Wording | None:
    return before if before and before.text != now.text else None


def _state(language: str) -> Case:
    """How a newest wording stands in a language, by one look at the only translation that there can be."""
    told = Case(
        When(is_outdated=True, then=Value(State.OUTDATED)),
        When(Q(is_draft=True) | Q(maker=Translation.Maker.MACHINE), then=Value(State.DRAFT)),
        default=Value(State.FINE),
        output_field=CharField(),
    )
    made = Translation.objects.filter(subject=OuterRef("subject"), field=OuterRef("field"), language=language).dated()
    state = Coalesce(Subquery(made.values(told=told)[:1]), Value(State.MISSING), output_field=CharField())
    return Case(When(language=language, then=Value(State.SOURCE)), default=state, output_field=CharField())


@cache
def _waiting(*, is_everywhere: bool) -> Prepared[Any]:
    """Asks how many texts need somebody, in the same languages each."""
    there = None if is_everywhere else _given

    def question() -> QuerySet[Wording, Any]:
        told = _told(Service.objects.running(), there, on=Given("on", DateField()), named=Category.objects.all())
        texts = Wording.objects.exclude(needs="").order_by()
        texts = texts.filter(_one_of(told) if is_everywhere else Q(subject__in=_together(*told.values())))
        return texts.values("needs").annotate(count=Count("pk")).values_list("needs", "count")

    return Prepared(question)


def _one_of(told: dict[tuple[str, str], Ids]) -> Q:
    """Is what the text belongs to in one of these lists? Each is looked up by its id."""
    found = (Q(Exists(rows.filter(pk=OuterRef("subject"))), kind=kind) for (kind, _of), rows in told.items())
    return reduce(or_, found)


def _given(way: str) -> Q:
    return among("codes", column=way, of=CharField())
