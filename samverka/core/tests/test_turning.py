"""From page to page of a list: what else was chosen stays."""

import re
from html import unescape

import pytest
from django.core.paginator import Paginator
from django.template import engines


@pytest.fixture
def turned(rf):
    def turned(asked, *, number, many=9, more=""):
        page = Paginator(range(many), 3).get_page(number)
        template = engines["django"].from_string(f"{{% load ui %}}{{% turning found=page {more} %}}")
        return template.render({"page": page}, rf.get(f"/{asked}"))

    return turned


def links(html):
    return [unescape(one) for one in re.findall(r'href="([^"]*)"', html)]


def test_the_address_keeps_what_was_chosen(turned):
    html = turned("?search=k%C3%B6k+%26+bad&kind=a&kind=b&page=2", number=2)

    kept = "?search=k%C3%B6k+%26+bad&kind=a&kind=b&page="
    assert links(html) == [f"{kept}1", f"{kept}3"]
    assert "Page 2 of 3" in html
    assert 'aria-label="Pages"' in html


def test_an_address_is_read_alike_whatever_a_client_says_of_its_signs(rf):
    page = Paginator(range(9), 3).get_page(1)
    asked = rf.get("/?q=%C3%A5&page=1", headers={"Content-Type": "text/plain; charset=ascii"})
    html = engines["django"].from_string("{% load ui %}{% turning found=page %}").render({"page": page}, asked)

    assert links(html) == ["?q=%C3%A5&page=2"]


def test_of_two_lists_one_is_turned_and_the_other_stays(turned):
    html = turned("?offers=2&needs=2", number=2, more='name="needs"')

    assert links(html) == ["?offers=2&needs=1#needs", "?offers=2&needs=3#needs"]
    assert 'aria-labelledby="needs"' in html


@pytest.mark.parametrize(("number", "many", "leads"), [(1, 9, ["?page=2"]), (3, 9, ["?page=2"]), (1, 3, [])])
def test_there_is_no_way_past_either_end(turned, number, many, leads):
    assert links(turned("", number=number, many=many)) == leads


def test_what_was_written_in_the_address_stays_an_address(turned):
    html = turned('?search="><script>', number=1)

    assert "<script" not in html
    assert links(html) == ["?search=%22%3E%3Cscript%3E&page=2"]
