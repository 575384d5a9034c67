"""A tree of words finds what a list would have found, and looks at few routes on the way."""

import pytest
from django.urls import Resolver404, URLResolver, get_resolver, path, re_path, resolve
from django.urls.resolvers import RegexPattern

from samverka.config.routing import by_word


def page(name):
    return lambda request: name


def leaves(routes):
    for one in routes:
        yield from leaves(one.url_patterns) if isinstance(one, URLResolver) else [one]


def found(address, routes):
    try:
        match = URLResolver(RegexPattern(r"^/"), routes).resolve(address)
    except Resolver404:
        return None
    return match.func(None), match.kwargs


ROUTES = [
    path("", page("home")),
    path("cards/", page("cards")),
    path("cards/<int:pk>/", page("card")),
    path("cards/<int:pk>/write/", page("write")),
    *[path(f"cards/{letter}/", page(letter)) for letter in "abcdefgh"],
    *[path(letter, page(f"{letter} by machine")) for letter in "abcdefghij"],
    path("a/b/c", page("abc")),
    re_path(r"^(?P<town>[a-z]+)/$", page("town")),
]


ADDRESSES = ["/", "/cards/", "/cards/7/", "/cards/7/write/", "/cards/7/x/", "/cards/h/", "/cards", "/j", "/k", "/a/b/c",
             "/a/b/", "/a/", "/lund/", "/lund/cards/", "//", "/cards//"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_tree_finds_what_a_list_finds(address):
    assert found(address, by_word(ROUTES)) == found(address, ROUTES)


def test_no_route_is_lost_on_the_way():
    assert sorted(str(one.pattern) for one in leaves(by_word(ROUTES))) == sorted(str(one.pattern) for one in ROUTES)


def test_a_word_comes_before_what_may_be_any_word():
    assert found("/new/", by_word([path("<slug:name>/", page("any")), path("new/", page("new"))])) == ("new", {})


def test_an_address_is_compared_with_few_routes(monkeypatch):
    tried = []
    for kind in {type(one.pattern) for one in leaves(get_resolver().url_patterns)}:
        was = kind.match
        monkeypatch.setattr(kind, "match", lambda self, path, was=was: tried.append(self) or was(self, path))

    resolve("/api/v1/nights")

    assert len(tried) < 60, f"compared with {len(tried)} of {len(list(leaves(get_resolver().url_patterns)))}"
