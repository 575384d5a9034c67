"""Files of others: known by what they hold, cleaned, and refused without falling over."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pikepdf
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from samverka.core.files import Cleaned, clean_apart
from samverka.core.files.cleaning import clean
from samverka.core.files.problems import NAMES, Unusable
from samverka.core.forms import PROBLEMS


SECRET = "Anna Hemlig"  # noqa: S105 (a name that nobody may find)


def picture(kind="JPEG", size=(40, 20)):
    found, said = Image.new("RGB", size, "navy"), Image.Exif()
    said[0x010E], said[0x0112] = SECRET, 6  # lies on its side
    said.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    found.save(out, kind, exif=said)
    return out.getvalue()


def document(parts=(), **said):
    letter, out = Document(), BytesIO()
    letter.core_properties.author = letter.core_properties.last_modified_by = SECRET
    letter.add_paragraph("Lägenheten är ledig.")
    letter.add_picture(BytesIO(picture()))
    letter.save(out)
    with ZipFile(out, "a", ZIP_DEFLATED) as packed:
        for name, told in parts:
            packed.writestr(name, told)
    return out.getvalue()


def sheet():
    book, out = openpyxl.Workbook(), BytesIO()
    book.properties.creator = SECRET
    book.active.append(["platser", 12])
    book.save(out)
    return out.getvalue()


def paper(**how):
    pdf, out = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = SECRET
    pdf.attachments["list.txt"] = SECRET.encode()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    starts = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=SECRET)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=starts)
    file = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Contents=SECRET)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link), file]))
    pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **how)
    return out.getvalue()


def everything_in(content):
    if content[:2] != b"PK":
        return content
    with ZipFile(BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "kind"),
    [(picture(), "jpeg"), (picture("PNG"), "png"), (picture("WEBP"), "webp"), (document(), "docx"), (sheet(), "xlsx"),
     (paper(), "pdf")],
    ids=["jpeg", "png", "webp", "docx", "xlsx", "pdf"],
)  # fmt: skip
def test_a_file_no_longer_says_who_made_it(made, kind):
    assert SECRET.encode() in everything_in(made)
    kept = clean(made)

    assert kept.kind == kind
    assert SECRET.encode() not in everything_in(kept.content)
    assert b"Exif" not in everything_in(kept.content)
    assert clean(kept.content).kind == kind  # and is whole


def test_a_workbook_names_nobody_in_its_parts():
    person = f'<person displayName="{SECRET}" id="{{1}}" userId="S::{SECRET}@kommun.se::1" providerId="AD"/>'
    path = f"<x15ac:absPath url='https://kommun-my.sharepoint.com/personal/{SECRET}/'/>"
    sharing = f'<fileSharing readOnlyRecommended="1" userName="{SECRET}"/>'
    parts = [("xl/persons/person.XML", person), ("xl/extra.xml", path + sharing), ("docProps/CORE.xml", SECRET)]
    out = BytesIO(sheet())
    with ZipFile(out, "a", ZIP_DEFLATED) as packed:
        for name, told in parts:
            packed.writestr(name, told)
    kept = clean(out.getvalue())

    assert SECRET.encode() not in everything_in(kept.content)
    assert openpyxl.load_workbook(BytesIO(kept.content)).active["B1"].value == 12


def test_what_a_file_says_to_its_readers_stays():
    letter = Document(BytesIO(clean(document()).content))
    book = openpyxl.load_workbook(BytesIO(clean(sheet()).content))

    assert letter.paragraphs[0].text == "Lägenheten är ledig."
    assert [cell.value for cell in book.active[1]] == ["platser", 12]
    assert Image.open(BytesIO(clean(picture()).content)).size == (20, 40)  # upright
    with pikepdf.open(BytesIO(clean(paper()).content)) as pdf:
        assert (len(pdf.pages), len(pdf.pages[0].Annots)) == (1, 1)


LINK = '<Relationship Id="r1" Type="http://x/{}" TargetMode="External" Target="https://a.example/b.dotm"/>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90", "unknown"),
        (b"<html>", "unknown"),
        (b"%PDF-1.7 but no more", "broken"),
        (picture()[:60], "broken"),
        (document()[:900], "broken"),
        (paper(encryption=pikepdf.Encryption(owner="a", user="b")), "locked"),
        (document([("word/vbaProject.bin", b"x")]), "macros"),
        (document([("word/_rels/settings.xml.rels", LINK.format("attachedTemplate"))]), "elsewhere"),
        (document([("word/big.xml", b"\0" * (101 * 1024**2))]), "unpacks"),
        (picture("PNG", (9000, 5000)), "unpacks"),
        (b"x" * (10 * 1024**2 + 1), "too_large"),
    ],
    ids=[
        "nothing",
        "program",
        "page",
        "pdf",
        "picture",
        "office",
        "locked",
        "macros",
        "template",
        "bomb",
        "vast",
        "big",
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(made, why):
    with pytest.raises(Unusable, match=f"^{why}$"):
        clean(made)


@pytest.mark.slow
def test_a_file_is_read_in_a_process_of_its_own():
    kept = clean_apart(picture())

    assert kept == Cleaned("jpeg", clean(picture()).content)
    with pytest.raises(Unusable, match="macros"):
        clean_apart(document([("word/vbaProject.bin", b"x")]))
    assert set(NAMES) == set(PROBLEMS)


WHOLE = [picture(), picture("PNG"), picture("WEBP"), document(), sheet(), paper()]


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=6))
def test_whatever_is_sent_it_is_kept_or_refused(whole, wounds):
    sent = bytearray(whole)
    for place, told in wounds:
        start = int(place * len(sent))
        sent[start : start + len(told)] = told
    try:
        told = clean(bytes(sent)).kind
    except Unusable as problem:
        told = problem.args[0]

    assert told in (*NAMES, "pdf", "png", "jpeg", "webp", "docx", "xlsx")
