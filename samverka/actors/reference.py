"""Who may do what, found by asking every rule about somebody of every role."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import get_annotations
from itertools import count
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import module_has_submodule
from django.utils.translation import get_language, override

from samverka.actors.models import Membership, Organisation, Role, Territory, User
from samverka.core.access import why_not
from samverka.core.documents import document, page, table


HERE = "0180"
WHERE = {  # where somebody holds a role, seen from the thing in question: own organisation?, territory
    "in the same organisation": (True, HERE),
    "elsewhere in the municipality": (False, HERE),
    "for the whole county": (False, HERE[:2]),
    "for the whole country": (False, "00"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: its verb, which roles it lets through by where they are held, and what the others are told."""

    verb: str
    roles: tuple[tuple[Role, ...], ...]  # in the order of WHERE
    others: str


@cache
def access(language: str) -> Mapping[str, Sequence[Line]]:
    """Every rule of every app, asked about somebody of each role; sentences in a language."""
    with override(language):
        return {
            str(config.label): list(_lines(f"{config.name}.rules"))
            for config in apps.get_app_configs()
            if config.name.startswith("samverka.") and module_has_submodule(config.module, "rules")
        }


@document("access.md")
def access_table() -> str:
    parts = []
    for app, lines in access(get_language() or "").items():
        rows = ((f"`{line.verb}`", *(_told(roles) for roles in line.roles), line.others) for line in lines)
        parts += [f"## {app}", table(("what", *WHERE, "others are told"), rows)]
    return page(
        "Who may do what",
        "Each line is a rule of the code, asked about somebody of each role. Where nothing stands nobody may. What can "
        "be done just now (open, full, frozen) is said when it is tried; what somebody may not know of looks as if it "
        "were not there. Whoever has no part in a shelter, a pool or an organisation sees nothing of it.",
        *parts,
    )


def _told(roles: Sequence[Role]) -> str:
    return "everybody" if len(roles) == len(Role) else ", ".join(roles)


def _lines(module: str) -> Iterator[Line]:
    for name, rule in vars(import_module(module)).items():
        if callable(rule) and getattr(rule, "__module__", "") == module and not name.startswith("_"):
            roles = tuple(tuple(_roles(rule, own=own, code=code)) for own, code in WHERE.values())
            yield Line(name, roles, why_not(rule, _user([]), *_things(rule, Examples())))


def _roles(rule: Callable[..., None], *, own: bool, code: str) -> Iterator[Role]:
    """The roles that the rule lets through."""
    for role in Role:
        examples = Examples()
        at = examples.make(Organisation) if own else Organisation()
        standing = [Membership(organisation=at, territory=Territory(code=code), role=role)]
        if not why_not(rule, _user(standing), *_things(rule, examples)):
            yield role


def _user(standing: list[Membership]) -> User:
    user = User(pk=1)
    user.standing = standing
    return user


def _things(rule: Callable[..., None], examples: "Examples") -> list[Model]:
    """An example of everything that the rule is asked about, beside the user."""
    asked = list(get_annotations(rule, eval_str=True).items())
    return [examples.make(model) for name, model in asked[1:] if name != "return"]


class Examples:
    """One unsaved thing of each kind, all belonging together."""

    def __init__(self) -> None:
        self._made: dict[type[Model], Any] = {}
        self._numbers = count(2)

    def make(self, model: type[Model]) -> Any:
        if model not in self._made:
            made = self._made[model] = model()
            if model is Territory:
                made.pk = HERE
            elif made.pk is None:
                made.pk = next(self._numbers)
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model is not model:
                    setattr(made, field.name, self.make(field.related_model))  # type: ignore[arg-type]
        return self._made[model]
