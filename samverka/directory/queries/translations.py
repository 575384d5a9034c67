"""What there is to translate into a language, what comes first, and what has changed in the source since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import TRANSLATORS, Territory, User
from samverka.core.county import SWEDEN
from samverka.directory.models import (
    Category,
    DateException,
    Language,
    Notice,
    Place,
    Provider,
    Recording,
    Service,
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
    made = Translation.objects.filter(
        subject=OuterRef("subject"), field=OuterRef("field"), language=choice.language
    ).dated()
    rows = _on_pages(user, choice, on).annotate(
        state=Case(
            When(language=choice.language.pk, then=Value(State.SOURCE)),
            When(~Exists(made), then=Value(State.MISSING)),
            When(Exists(made.filter(is_outdated=True)), then=Value(State.OUTDATED)),  # type: ignore[misc]
            When(Exists(made.filter(Q(is_draft=True) | Q(maker="machine"))), then=Value(State.DRAFT)),
            default=Value(State.FINE),
            output_field=CharField(),
        )
    )
    order = [When(state=state, then=Value(place)) for place, state in enumerate(State)]
    return rows.annotate(urgency=Case(*order, output_field=IntegerField())).order_by(
        "urgency", "kind", "subject", "field"
    )


def only(rows: QuerySet[Wording], states: Iterable[str]) -> QuerySet[Wording]:
    return rows.filter(state__in=list(states))  # type: ignore[misc]


def to_translate(user: User, *, on: date) -> list[tuple[Language, int]]:
    """How many texts need somebody, in each language that visitors read and that needs any. Two queries."""
    languages = list(Language.objects.filter(is_shown=True, is_spoken_only=False))
    if not languages:
        return []
    made = Translation.objects.filter(subject=OuterRef("subject"), field=OuterRef("field"), is_draft=False).dated()
    fine = made.filter(is_outdated=False).exclude(maker=Translation.Maker.MACHINE)  # type: ignore[misc]
    needs = {
        one.pk: Count("pk", filter=Q(~Q(language=one.pk), ~Exists(fine.filter(language=one.pk)))) for one in languages
    }
    found = _on_pages(user, Choice(languages[0]), on).aggregate(**needs)
    return [(one, found[one.pk]) for one in languages if found[one.pk]]


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
    return Territory.objects.filter(_near(user, "code"), used).distinct().order_by("name", "code")


def _on_pages(user: User, choice: Choice, on: date) -> QuerySet[Wording]:
    newer = Wording.objects.filter(
        subject=OuterRef("subject"), field=OuterRef("field"), number__gt=OuterRef("number")
    )  # fmt: skip
    return Wording.objects.filter(_subjects(user, choice, on)).exclude(text="").filter(~Exists(newer))


def _unlike(before: Wording | None, now: Wording) -> Wording | None:
    return before if before and before.text != now.text else None


def _near(user: User, way: str, town: str = "") -> Q:
    """The territories that pages of the user's towns tell of; of one town, when one is named."""
    found = Q(**{f"{way}__in": []})
    for one in user.standing:
        code = one.territory_id
        if one.role in TRANSLATORS:
            found |= Q(**{f"{way}__in": [SWEDEN, code[:2]]})
            found |= Q(**{f"{way}__startswith": "" if code == SWEDEN else code})
    return found & Q(**{f"{way}__in": [SWEDEN, town[:2], town]}) if town else found


def _subjects(user: User, choice: Choice, on: date) -> Q:
    """Whatever has texts, as one condition on its id."""
    services = _services(user, choice).order_by().values("pk")
    told = ~Q(address_class=Place.AddressClass.AREA_ONLY)
    near = _near(user, "territory__code", choice.town)
    places = Place.objects.filter(told, near, services__in=services, is_removed=False).order_by().values("pk")
    providers = Provider.objects.filter(services__in=services, is_removed=False).order_by().values("pk")
    of_them = Q(service__in=services) | Q(place__in=places)
    lasting = Q(last_day__isnull=True) | Q(last_day__gte=on)
    notices = Notice.objects.filter(of_them | Q(provider__in=providers), lasting).order_by().values("pk")
    days = DateException.objects.filter(of_them, last_day__gte=on).order_by().values("pk")
    found = Q(subject__in=services) | Q(subject__in=places) | Q(subject__in=providers)
    found |= Q(subject__in=notices) | Q(subject__in=days)
    if choice.service or choice.is_own:
        return found
    named = Category.objects.filter(pk=choice.category.pk) if choice.category else Category.objects.all()
    return found | Q(subject__in=named.order_by().values("pk"))


def _services(user: User, choice: Choice) -> QuerySet[Service]:
    near = _near(user, "places__territory__code", choice.town) | _near(user, "areas__code", choice.town)
    near |= _near(user, "provider__territory__code", choice.town) & Q(places=None, areas=None)
    found = Service.objects.running().filter(near)
    if choice.category:
        found = found.filter(category=choice.category)
    if choice.service:
        found = found.filter(pk=choice.service)
    if choice.is_own:
        found = found.filter(provider__organisation__in=user.organisations())
    return found
