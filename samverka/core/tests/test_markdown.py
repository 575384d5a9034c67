"""Long texts: what of Markdown is read, that nothing else gets through, and how a preview is asked for."""

import re
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverka.core.fields import MarkdownText, Writing
from samverka.core.markdown import _blocks, _lines, blocks, html, plain, tokens


TAGS = {*("p", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"), *(f"h{level}" for level in range(2, 7))}
SIGNS = ["\n", "> ", "- ", "# ", "**", "](", "["]
BAD = ["<script>", "<img src=x onerror=a>", "![x](https://a.se/x.png)", "[x](javascript:a)", "[x](data:text/html,a)"]


class Long(Writing):
    text = MarkdownText(label="Text", max_length=60, help_text="")
    line = MarkdownText(label="Line", max_length=60, help_text="")


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes


def test_a_text_is_read_as_people_write():
    told = html(
        "# Ett\n\n### Två\n\n## Tre\n\nHej **du**\nlilla *vän*\n\u2013 en\n• två\n\n> sagt\n\n1. [hit](https://a.se)"
    )

    assert re.sub(r"\n", "", told) == (
        "<h2>Ett</h2><h3>Två</h3><h3>Tre</h3><p>Hej <strong>du</strong><br>lilla <em>vän</em></p>"
        "<ul><li>en</li><li>två</li></ul>"
        '<blockquote><p>sagt</p></blockquote><ol><li><a href="https://a.se" rel="noopener noreferrer">hit</a></li></ol>'
    )
    assert html("# Ett", top=5) + html("# Ett\n## Två\n### Tre", top=5).replace("\n", "") == (
        "<h5>Ett</h5>\n<h5>Ett</h5><h6>Två</h6><h6>Tre</h6>"
    )


def test_empty_lines_take_no_time():
    begin = process_time()
    assert (html("\n" * 20_000), process_time() - begin < 2) == ("", True)


def test_paper_is_told_the_same_as_the_page():
    text = "# Ett\n\n- **två** [hit](https://a.se)\n  1. tre\n\n> fyra"

    heading, points, quotation = blocks(text)
    assert (heading["level"], heading["runs"][0]["text"]) == (2, "Ett")
    [[first, inner]] = points["items"]
    assert [(one["text"], one["is_bold"], one["link"]) for one in first["runs"]] == [
        ("två", True, ""), (" ", False, ""), ("hit", False, "https://a.se"), (" (https://a.se)", False, ""),
    ]  # fmt: skip
    assert (inner["start"], quotation["blocks"][0]["runs"][0]["text"]) == (1, "fyra")
    assert blocks("0. noll")[0]["start"] == 0
    assert plain(text) == "Ett\n- två hit (https://a.se)\n  1. tre\nfyra"


def depth(found):
    inside = [each for one in found for each in (one.get("blocks"), *one.get("items", ())) if each]
    return max((1 + depth(each) for each in inside), default=0)


@pytest.mark.parametrize("sign", [">", "> ", "- ", "1. ", "> - ", "- > "])
def test_what_stands_deep_is_read_where_people_can_follow(sign):
    text = sign * 2000 + "grund"

    assert "grund</" in html(text)
    assert plain(text).endswith("grund")
    assert depth(blocks(text)) <= 8
    assert plain(sign * 2 + "- grund") == plain(sign * 2 + "- grund\n")


def test_a_list_that_goes_ever_deeper_is_told_to_its_end():
    text = "\n".join(f"{'  ' * deep}- rad {deep}" for deep in range(60))

    assert re.findall(r"rad (\d+)", plain(text)) == re.findall(r"rad (\d+)", html(text)) == [*map(str, range(60))]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["> ", ">", "- ", "1. ", "  ", "    ", "# ", "**"]), max_size=40).map("".join))
)
def test_no_word_is_left_out_wherever_it_stands(signs):
    text = "\n".join(f"{sign}rad{place}" for place, sign in enumerate(signs))

    for told in (html(text), plain(text)):
        assert re.findall(r"rad(\d+)", told) == [str(place) for place in range(len(signs))]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=12), st.sampled_from([*BAD, "\n", "> ", "- ", "# ", "**", "](", "["]))).map(
        "".join
    )
)
def test_whatever_is_written_nothing_but_our_tags_gets_out(text):
    seen = Seen()
    seen.feed(html(text))
    blocks(text)
    plain(text)

    assert seen.tags <= TAGS
    for name, value in seen.attributes:
        assert name in ("href", "rel", "start")
        assert name != "href" or value.lower().startswith(("http://", "https://", "mailto:"))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Vi öppnar", " ", "\n", "-", "1.", "(se", "kl. 9)", "!", "]", "&amp;", "=", "\x85", "•", "ab"])
    ).map("".join)
)
def test_words_without_marks_are_the_same_by_the_short_way(text):
    assert plain(text) == "\n".join(_lines(_blocks(iter(tokens(text)))))


def test_a_preview_is_shown_and_nothing_is_checked():
    asked = Long({"text": "**så**" + "x" * 99, "line": "", "preview": "text"})

    assert (asked.is_valid(), asked.errors) == (False, {})
    assert "<strong>så</strong>" in str(asked["text"])
    assert "preview" in str(asked["line"])
    assert 'class="preview"' not in str(asked["line"])
    assert Long({"text": "så", "line": "här"}).is_valid()
