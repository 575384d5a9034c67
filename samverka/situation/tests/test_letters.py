"""A report as a letter: by our template, and by others' that are not trusted."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from samverka.core.access import Denied, Unfit
from samverka.situation import actions, queries
from samverka.situation.paper.letter import TEMPLATE, environment, letter
from samverka.situation.paper.printed import printed
from samverka.situation.paper.template import make_template
from samverka.situation.paper.trying import SAMPLE, try_out
from samverka.situation.tests.factories import home, make_county_coordinator
from samverka.situation.tests.pages import enter, page, text
from samverka.situation.tests.reporting import HOSTILE, MAY, make_report, publish


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def words(file):
    document = Document(BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs], cells


def own(*lines):
    """A template of these paragraphs."""
    document, file = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def bare(line):
    """A template without Word's own styles of lists and headings."""
    document, file = Document(BytesIO(own(line))), BytesIO()
    for one in [one for one in document.styles if one.name.startswith(("List", "Heading"))]:
        one.delete()
    document.save(file)
    return file.getvalue()


def parts(file):
    with ZipFile(BytesIO(file)) as zipped:
        return {name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"", zipped.read(name)) for name in zipped.namelist()}


@pytest.fixture
def report():
    by = make_county_coordinator()
    made = make_report(by)
    first = queries.sections_of(made)[0]
    actions.write_section(
        section=first, heading="I korthet", text="Två < tre & {{ 7 * 7 }}.\n\n- Ett\n- Två", by=by, at=MAY
    )
    return publish(made, by)


def test_the_template_is_what_our_command_makes():
    assert parts(TEMPLATE.read_bytes()) == parts(make_template())


@pytest.mark.django_db
def test_a_letter_says_what_the_report_says(report):
    told, cells = words(Client().get(page("published_file", report.name, "docx")).content)

    assert told[0] == "Lägesbild för länet"
    assert {"I korthet", "Två < tre & {{ 7 * 7 }}.", "Ett", "Två", "Varifrån siffrorna kommer"} <= set(told)
    assert "125–185" in cells  # noqa: RUF001 (a range)
    assert not [one for one in (*told, *cells) if "{%" in one]


def test_a_long_text_is_in_words_own_styles_and_nothing_else_gets_in():
    section = SAMPLE["sections"][0] | {"text": HOSTILE}
    file = letter(SAMPLE | {"sections": [section]}, 1)
    told = [(one.style.name, one.text) for one in Document(BytesIO(file)).paragraphs]

    begin = told.index(("Heading 1", "I korthet")) + 1
    assert told[begin : begin + 7] == [
        ("Heading 2", "Ett"), ("Heading 3", "Två"), ("Normal", "fet lutad hit (https://a.example/x)"),
        ("List Bullet", "<b>&"), ("List Bullet 2", '$x$ #read("x")'), ("List Number", "</w:t> {{ 7 * 7 }}"),
        ("Quote", "]) #[ @ref <label>"),
    ]  # fmt: skip
    numbering = ZipFile(BytesIO(file)).read("word/numbering.xml")
    assert b'<w:startOverride w:val="3"/>' in numbering
    plain = Document(BytesIO(letter(SAMPLE | {"sections": [section]}, 1, bare("{{p sections[0].prose }}"))))
    assert [one.text for one in plain.paragraphs][3:6] == ["• <b>&", '• $x$ #read("x")', "3. </w:t> {{ 7 * 7 }}"]


def test_quotations_in_quotations_are_printed():
    section = SAMPLE["sections"][0] | {"text": "> " * 19 + "djupt"}
    assert printed(SAMPLE | {"sections": [section]}, 1).startswith(b"%PDF")


@pytest.mark.django_db
def test_another_template_is_filled_in(report):
    told, _cells = words(letter(report.content, 1, own("Till alla: {{ title|upper }}", "{{ sections[0].heading }}")))

    assert told == ["Till alla: LÄGESBILD FÖR LÄNET", "I korthet"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ title * 999999999 }}", "{{ 9 ** 99999 }}",
        "{{ '%0999999999d' % 1 }}", "{{ range(9) }}", "{{ lipsum() }}", "{{ title|center(999999999) }}",
        "{{ nobody }}", "{{ title", "{% for a in sections %}", "{% include 'x' %}",
        "{% import 'os' as os %}",
    ],
)  # fmt: skip
def test_a_template_reaches_nothing_but_the_report(report, line):
    with pytest.raises((TemplateError, TypeError)):
        letter(report.content, 1, own(line))


def test_the_sandbox_knows_no_names_and_few_filters():
    made = environment()

    assert made.globals == {}
    assert len(made.filters) == 12
    assert DocxTemplate(BytesIO(TEMPLATE.read_bytes())).get_undeclared_template_variables(made) == {
        "title", "author", "subtitle", "notice", "change", "sections", "sources", "said",
    } - {"author"}  # fmt: skip


def afar():
    """A template that fetches a picture from elsewhere when it is opened."""
    document, file = Document(), BytesIO()
    document.part.rels.get_or_add_ext_rel(f"{RELATIONS}/image", "https://example.org/x.png")
    document.save(file)
    return file.getvalue()


def packed(**members):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        for name, inside in members.items():
            zipped.writestr(name, inside)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"", "no Word document"),
        (lambda: b"PK not a zip", "no Word document"),
        (lambda: packed(a="b"), "no Word document"),
        (lambda: packed(a="0" * 21 * 1024**2), "too large"),
        (lambda: packed(vbaProject="x"), "macros"),
        (afar, "elsewhere"),
        (lambda: own("{{ title"), "not whole"),
        (lambda: own("{{ nobody }}"), "cannot be filled in"),
        (lambda: own("{{ sections[0].prose }}"), "a paragraph of its own"),
        (lambda: own("{{ title * 9 }}"), "cannot be filled in"),
    ],
)
def test_what_is_no_good_template_is_refused_with_its_reason(make, why):
    with pytest.raises(Unfit, match=why) as unfit:
        try_out(make())

    assert unfit.value.field == "file"


def test_good_templates_are_taken():
    try_out(TEMPLATE.read_bytes())
    try_out(own("{{ title }}", "{% for one in sections %}{{ one.heading }} {% endfor %}"))


@pytest.mark.django_db
def test_a_board_writes_by_its_own_template(client):
    by = enter(client, make_county_coordinator())
    report, way = make_report(by), page("report_template")

    def send(file):
        return client.post(way, {"file": SimpleUploadedFile("mall.docx", file)})

    assert send(b"x").status_code == 422
    assert client.post(way).status_code == 422
    assert send(b"x" * (2 * 1024**2 + 1)).status_code == 422
    assert (send(own("Vår: {{ title }}")).status_code, send(own("Vår: {{ title }}")).status_code) == (302, 302)
    draft = client.get(page("report_draft", report.pk, "docx")).content
    assert "Your own was taken in" in text(client.get(way))
    assert words(draft)[0] == ["Vår: Lägesbild för länet"]
    assert Client().get(page("house_template")).status_code == 302
    assert client.get(page("house_template")).content == TEMPLATE.read_bytes()

    for _again in range(2):
        client.post(page("leave_template"))
    assert words(client.get(page("report_draft", report.pk, "docx")).content)[0][0] == "Lägesbild för länet"


@pytest.mark.django_db
def test_a_template_that_fails_on_a_report_gives_way_to_the_house(client):
    by = enter(client, make_county_coordinator())
    report = make_report(by)
    file = own("{{ sections[0].blocks[0].runs[0].text }}")  # this report has no text
    actions.take_in_template(organisation=home(by), file=file, by=by, at=MAY)

    told, _cells = words(client.get(page("report_draft", report.pk, "docx")).content)

    assert told[0] == "Lägesbild för länet"


@pytest.mark.django_db
def test_others_templates_are_not_ones_own():
    by, other = make_county_coordinator(), make_county_coordinator()
    for act in (lambda: actions.take_in_template(organisation=home(by), file=b"", by=other, at=MAY),
                lambda: actions.leave_template(organisation=home(by), by=other, at=MAY)):  # fmt: skip
        with pytest.raises(Denied):
            act()
