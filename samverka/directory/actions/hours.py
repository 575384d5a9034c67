"""Hours are set whole; days that differ and notices come one by one. Pages of the towns concerned are made anew."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import GONE, already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.directory import queries, rules
from samverka.directory.actions.nameless import Nameless
from samverka.directory.actions.texts import forget, word
from samverka.directory.actions.towns import hold, touch, towns_of
from samverka.directory.models import DateException, Notice, Place, Provider, Service, ServicePlace
from samverka.directory.queries.hours import Owner, Weekly


Dated = TypeVar("Dated", DateException, Notice)
MOST_RULES = 60


@transaction.atomic
def set_hours(
    *, owner: Owner, weekly: Iterable[Weekly], by: User, at: datetime, seen: str = "", holidays: str | None = None,
    eves: str | None = None,
) -> list[Weekly]:  # fmt: skip
    """Say all the weekly hours of a place, a service or a stop. None at all: what lies under them holds again.

    `seen` is the version of the hours that the person saw; a stop has no say of its own about holidays and eves.
    """
    rules.edit_entry(by, provider_of(owner))
    said = {name: value for name, value in (("holidays", holidays), ("eves", eves)) if value is not None}
    return write_hours(owner, list(weekly), by=by, at=at, seen=seen, **said)


def write_hours(
    owner: Owner, weekly: list[Weekly], *, by: User | Nameless, at: datetime, seen: str = "", **said: str
) -> list[Weekly]:
    """The same for whoever has been let in already. Part of an action."""
    _hold(owner)
    held: Any = type(owner)._default_manager.select_for_update(no_key=True).filter(pk=owner.pk).first()
    if held is None:
        raise Refused(GONE)
    wanted = queries.in_order(fit_rule(rule) for rule in weekly)
    if len(wanted) > MOST_RULES:
        raise Unfit(_("These are too many lines of hours. Let days that are alike share one."), field="hours")
    before = queries.weekly(held)
    if wanted == before and all(getattr(held, name) == value for name, value in said.items()):
        _confirm(held, at=at)
        return wanted
    if seen and seen != queries.hours_version(held):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))
    for rule in held.rules.all():
        if queries.weekly_line(rule) not in wanted:
            rule.delete()
    for one in wanted:
        if one not in before:
            held.rules.create(**{name: getattr(one, name) for name in Weekly.__slots__})
    for name, value in said.items():
        setattr(held, name, value)
    held.save()
    _confirm(held, at=at)
    audit.record(by=by, verb="directory.hours_set", subject=held, at=at, rules=len(wanted))
    _changed(held, at=at)
    return wanted


@transaction.atomic
def add_exception(*, id: UUID, owner: Place | Service, by: User, at: datetime, **facts: Any) -> DateException:
    """Say how some days differ from the week. Asked again with the same id, it changes nothing."""
    rules.edit_entry(by, provider_of(owner))
    return _add_dated(DateException(id=id, **_owned(owner)), fit_exception(facts), by=by, at=at)


@transaction.atomic
def change_exception(
    *, exception: DateException, by: User, at: datetime, seen: str = "", **facts: Any
) -> DateException:
    rules.edit_entry(by, provider_of(owner_of(exception)))
    now = {name: getattr(exception, name) for name in ("first_day", "last_day", "kind", "opens", "closes", "message")}
    return _change_dated(exception, fit_exception(now | facts), by=by, at=at, seen=seen)


@transaction.atomic
def remove_exception(*, exception: DateException, by: User, at: datetime) -> None:
    """The week holds on these days again."""
    rules.edit_entry(by, provider_of(owner_of(exception)))
    _remove_dated(exception, by=by, at=at)


@transaction.atomic
def add_notice(*, id: UUID, owner: Provider | Place | Service, by: User, at: datetime, **facts: Any) -> Notice:
    """Tell something for a while. Asked again with the same id, it changes nothing."""
    rules.edit_entry(by, provider_of(owner))
    return write_notice(id, owner, by=by, at=at, **facts)


def write_notice(
    id: UUID, owner: Provider | Place | Service, *, by: User | Nameless, at: datetime, **facts: Any
) -> Notice:
    """The same for whoever has been let in already. Part of an action."""
    return _add_dated(Notice(id=id, **_owned(owner)), _fit_notice(facts), by=by, at=at)


@transaction.atomic
def change_notice(*, notice: Notice, by: User, at: datetime, seen: str = "", **facts: Any) -> Notice:
    rules.edit_entry(by, provider_of(owner_of(notice)))
    now = {name: getattr(notice, name) for name in ("text", "first_day", "last_day")}
    return _change_dated(notice, _fit_notice(now | facts), by=by, at=at, seen=seen)


@transaction.atomic
def remove_notice(*, notice: Notice, by: User, at: datetime) -> None:
    rules.edit_entry(by, provider_of(owner_of(notice)))
    _remove_dated(notice, by=by, at=at)


def provider_of(owner: Provider | Owner) -> Provider:
    """Who answers for what it is about."""
    if isinstance(owner, Provider):
        return owner
    found = owner.service.provider if isinstance(owner, ServicePlace) else owner.provider
    assert found is not None  # noqa: S101 (what people keep has a provider)
    return found


def owner_of(dated: DateException | Notice) -> Any:
    """The entry that an exception or a notice is about."""
    return dated.service or dated.place or dated.provider  # type: ignore[union-attr]


def _owned(owner: Provider | Place | Service) -> dict[str, Any]:
    return {str(owner._meta.model_name): owner}


def _add_dated(dated: Dated, facts: dict[str, Any], *, by: User | Nameless, at: datetime) -> Dated:
    owner = owner_of(dated)
    name = f"{owner._meta.model_name}_id"
    if there := already(type(dated), dated.pk, **{name: owner.pk}, **facts):
        return there
    for name, value in facts.items():
        setattr(dated, name, value)
    dated.save(force_insert=True)
    _hold(owner)
    audit.record(by=by, verb=f"directory.{_noun(dated)}_added", subject=dated, at=at)
    word(dated, [field for field in dated.TEXTS if getattr(dated, field)], by=_user(by), at=at)
    _changed(owner, at=at)
    return dated


def _change_dated(dated: Dated, facts: dict[str, Any], *, by: User, at: datetime, seen: str) -> Dated:
    _hold(owner_of(dated))
    held = type(dated)._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=dated.pk).first()
    if held is None:
        raise Refused(GONE)
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if not changed:
        return held
    check_seen(held, seen)
    for name in changed:
        setattr(held, name, facts[name])
    held.save()
    audit.record(by=by, verb=f"directory.{_noun(held)}_changed", subject=held, at=at)
    word(held, [field for field in held.TEXTS if field in changed], by=by, at=at)
    _changed(owner_of(held), at=at)
    return held


def _remove_dated(dated: DateException | Notice, *, by: User, at: datetime) -> None:
    """It goes with its texts: what it said is of no use when its days are over. Gone already, nothing happens."""
    owner = owner_of(dated)
    _hold(owner)
    if not type(dated)._default_manager.filter(pk=dated.pk).exists():
        return
    audit.record(by=by, verb=f"directory.{_noun(dated)}_removed", subject=dated, at=at)
    forget([dated.pk])
    dated.delete()
    _changed(owner, at=at)


def _hold(owner: Provider | Owner) -> None:
    entry = _entry(owner)
    hold([(str(entry._meta.model_name), entry.pk)])


def _entry(owner: Provider | Owner) -> Provider | Place | Service:
    """What is held and told of: of a stop, its service."""
    return owner.service if isinstance(owner, ServicePlace) else owner


def _noun(dated: DateException | Notice) -> str:
    return "notice" if isinstance(dated, Notice) else "exception"


def _user(by: User | Nameless) -> User | None:
    return by if isinstance(by, User) else None


def _changed(owner: Provider | Owner, *, at: datetime) -> None:
    """Those who follow what has changed, and the pages of the towns, are told."""
    entry = _entry(owner)
    type(entry)._default_manager.filter(pk=entry.pk).update(changed_at=at)
    touch(towns_of(entry), at=at)


def _confirm(owner: Owner, *, at: datetime) -> None:
    """Whoever states hours has looked at them: of the service, or of those at the place that have none of their own."""
    match owner:
        case Place():
            concerned = owner.services.filter(rules__isnull=True)
        case ServicePlace():
            concerned = Service.objects.filter(pk=owner.service_id)
        case _:
            concerned = Service.objects.filter(pk=owner.pk)
    Service.objects.filter(pk__in=list(concerned.values_list("pk", flat=True))).update(hours_confirmed_on=localdate(at))


def fit_rule(rule: Weekly) -> Weekly:
    """A rule that can be kept, or Unfit with a sentence."""
    days = "".join(sorted(set(rule.weekdays)))
    if not days or set(days) - set("1234567"):
        raise Unfit(_("Choose at least one day of the week."), field="hours")
    if rule.nth is not None and rule.nth not in (-1, 1, 2, 3, 4, 5):
        raise Unfit(_("Choose the first to the fifth, or the last, of the month."), field="hours")
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise Unfit(_("Hours cannot end before they begin."), field="hours")
    return Weekly(days, *(getattr(rule, name) for name in Weekly.__slots__[1:]))


def fit_exception(facts: dict[str, Any]) -> dict[str, Any]:
    kind = str(facts.get("kind") or DateException.Kind.CLOSED)
    is_other = kind == DateException.Kind.OTHER
    if is_other and (facts.get("opens") is None or facts.get("closes") is None):
        raise Unfit(_("Say from when to when it is open on these days."), field="opens")
    if kind == DateException.Kind.MESSAGE and not facts.get("message"):
        raise Unfit(_("Write what is to be said about these days."), field="message")
    hours = {} if is_other else {"opens": None, "closes": None}
    last = facts.get("last_day") or facts["first_day"]
    message = accept(facts.get("message", ""), field="message")
    return _fit_days(facts | hours | {"kind": kind, "last_day": last, "message": message})


def _fit_notice(facts: dict[str, Any]) -> dict[str, Any]:
    if not facts.get("text", "").strip():
        raise Unfit(_("Write what is to be told."), field="text")
    return _fit_days(facts | {"text": accept(facts["text"])})


def _fit_days(facts: dict[str, Any]) -> dict[str, Any]:
    first: date = facts["first_day"]
    last: date | None = facts.get("last_day")
    if last and last < first:
        raise Unfit(_("The last day comes before the first."), field="last_day")
    return facts
