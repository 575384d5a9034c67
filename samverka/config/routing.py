"""Addresses by their words: a request is compared with a few sets of words, not with a thousand routes one by one."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import chain
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern


FEW = 6  # routes that are compared one by one


class Words(RoutePattern):
    """Lets an address through, whole, whose word at a depth is one of these: in cards/new/ that is `new` at 1."""

    def __init__(self, words: frozenset[str], depth: int) -> None:
        super().__init__("")
        self.words, self.depth = words, depth

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        words = path.split("/", self.depth + 1)
        return super().match(path) if len(words) > self.depth and words[self.depth] in self.words else None


def app(name: str) -> URLResolver:
    """The pages of an app, which begin at the root."""
    urls = import_module(f"samverka.{name}.urls")
    routes = urls.urlpatterns
    words = frozenset(_word(one, 0) or "" for one in routes)
    known = all(_word(one, 0) for one in routes)
    pattern = Words(words, 0) if known else RoutePattern("")
    return URLResolver(pattern, by_word(routes), app_name=urls.app_name, namespace=urls.app_name)


def by_word(routes: Iterable[Any], depth: int = 0) -> list[Any]:
    """The same routes: first those with a word of their own at this depth, under that word, and then all others.

    So what an address says in words comes before what it may also be: an id, the name of a town.
    """
    groups: dict[str, list[Any]] = {}
    others = []
    for one in routes:
        word = _word(one, depth)
        if word:
            groups.setdefault(word, []).append(one)
        else:
            others.append(one)
    return [*_bundled(list(groups.items()), depth), *others]


def _bundled(groups: Sequence[tuple[str, list[Any]]], depth: int) -> list[Any]:
    """Groups in a tree of bundles, each a few wide."""
    if sum(len(routes) for _word, routes in groups) <= FEW:
        return list(chain.from_iterable(routes for _word, routes in groups))
    if len(groups) == 1:
        ((word, routes),) = groups
        return [URLResolver(Words(frozenset([word]), depth), by_word(routes, depth + 1))]
    width = -(-len(groups) // FEW)
    bundles = [groups[start : start + width] for start in range(0, len(groups), width)]
    return [
        URLResolver(Words(frozenset(word for word, _routes in bundle), depth), _bundled(bundle, depth))
        for bundle in bundles
    ]


def _word(route: Any, depth: int) -> str | None:
    """What a page's address says at this depth, if that is a word."""
    if not isinstance(route, URLPattern) or not isinstance(route.pattern, RoutePattern):
        return None
    words = str(route.pattern).split("/")
    return words[depth] if depth < len(words) and "<" not in words[depth] else None
