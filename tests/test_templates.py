"""Word documents in an institution's template: its looks survive, and nothing of it is run or fetched."""

import base64
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Inches, Mm, Pt

from tests.program import Done, run

LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)  # one dot
SHOW = ("show", "--no-range", "-o", "x.docx", "--template")


def make_house(folder: Path, name: str = "house.docx", *, is_two_parts: bool = False) -> Path:
    """Save a template on Letter paper with a logo, a head and a foot, its own type, and a text that is nobody's."""
    house = docx.Document()
    house.styles["Normal"].font.name = "Georgia"
    house.styles["Normal"].font.size = Pt(12)
    section = house.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.25)
    head = section.header.paragraphs[0]
    head.add_run().add_picture(io.BytesIO(LOGO), height=Mm(10))
    head.add_run("Institute of Things")
    section.footer.paragraphs[0].text = "Not for release"
    house.add_paragraph("An old draft")
    house.core_properties.author = "Somebody"
    if is_two_parts:
        house.add_section(WD_SECTION.NEW_PAGE)
    house.save(str(folder / name))
    return folder / name


def change(path: Path, changes: Mapping[str, Any], name: str) -> None:
    """Save a document with parts put in (bytes), or changed (a pair of texts: the one is replaced by the other)."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.parent / name, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            for one, other in changes.get(entry, ()):
                assert one.encode() in content
                content = content.replace(one.encode(), other.encode())
            new.writestr(entry, content)
        for entry, added in changes.items():
            if isinstance(added, bytes):
                new.writestr(entry, added)


def write(template: str, folder: Path, *words: str) -> tuple[Document, Done, dict[str, str]]:
    """Write a document in a template; return it, what was said, and its parts as text."""
    done = run(*(words or SHOW), template, cwd=folder)
    assert (done.status, done.out) == (0, ""), done.err
    with zipfile.ZipFile(folder / "x.docx") as parts:
        assert len(set(parts.namelist())) == len(parts.namelist())
        texts = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    return docx.Document(str(folder / "x.docx")), done, texts


@pytest.mark.parametrize("is_two_parts", [False, True])
def test_its_looks_survive(is_two_parts: bool, tmp_path: Path) -> None:
    """Page, head, foot and styles are the template's, those of the section before too; its text and author are not."""
    make_house(tmp_path, is_two_parts=is_two_parts)
    made, done, parts = write("house.docx", tmp_path)
    (section,) = made.sections
    assert (section.page_width, section.left_margin) == (Inches(8.5), Inches(1.25))
    assert section.header.paragraphs[0].text == "Institute of Things"
    assert "pic:pic" in section.header._element.xml
    assert section.footer.paragraphs[0].text == "Not for release"
    assert made.styles["Normal"].font.name == "Georgia"
    assert made.paragraphs[0].style is not None
    assert made.paragraphs[0].style.name == "Title"
    assert not any("An old draft" in text or "Somebody" in text for text in parts.values())
    assert re.fullmatch(
        r"note: house\.docx lacks the styles .* and [0-9]+ more; the program's own stand in\n", done.err
    )


def test_styles_that_it_lacks(tmp_path: Path) -> None:
    """They are the program's, built on the template's own; those that it has are its own, and are not told."""
    house = docx.Document(str(make_house(tmp_path)))
    mine = house.styles.add_style("Small Text", 1)
    mine.font.size = Pt(6)
    house.styles.add_style("Code", 2)  # a style of characters, which no paragraph can have
    house.save(str(tmp_path / "house.docx"))
    made, done, _ = write("house.docx", tmp_path)
    assert made.styles["Small Text"].font.size == Pt(6)
    assert "Small Text" not in done.err
    assert "Code" not in done.err
    assert made.styles["Table Text"].base_style.name == "Normal"
    assert made.styles["Table Text"].font.size == Pt(9)
    used = {
        paragraph.style.name for table in made.tables for paragraph in table._cells[0].paragraphs if paragraph.style
    }
    assert used == {"Table Head"}
    full = docx.Document(str(tmp_path / "x.docx"))
    full.save(str(tmp_path / "full.docx"))  # now it has them all
    assert write("full.docx", tmp_path)[1].err == ""


def test_an_outline(tmp_path: Path) -> None:
    """Lists have bullets of their own, whatever numbers the template's lists have."""
    make_house(tmp_path)
    words = ("explain", "total.russia", "-o", "x.docx", "--template")
    made, _, _ = write("house.docx", tmp_path, *words)
    (number,) = {style.element.pPr.numPr.numId.val for style in made.styles if (style.name or "").startswith("Outline")}
    numbering = made.part.numbering_part.element
    assert [each.numId for each in numbering.num_lst].count(number) == 1
    bare = make_house(tmp_path, "bare.docx")
    rels = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(bare) as parts:
        relation = re.search(r"<Relationship [^>]*numbering\.xml[^>]*>", parts.read(rels).decode())
    assert relation
    change(bare, {rels: [(relation[0], "")]}, "none.docx")
    made, _, _ = write("none.docx", tmp_path, *words)
    assert len(made.part.numbering_part.element.num_lst) == 1


ADDRESS = "https://example.org/x"
RELATION = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"{mode}/></Relationships>'
)
MACROS = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
ATTACHED = (
    '<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
)
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}'
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>kept</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def test_nothing_is_run_or_fetched(tmp_path: Path) -> None:
    """Macros, linked files, fields that read files and the template's own template are left out; page numbers stay."""
    house = make_house(tmp_path)
    outside = ' TargetMode="External"'
    linked = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/></v:shape>'
        "</w:pict></w:r>"
    )
    fields = FIELD.format(" INCLUDE", f'PICTURE "{ADDRESS}" ').removesuffix("</w:p>") + FIELD.format(" PAGE ", "")
    change(
        house,
        {
            "[Content_Types].xml": [("</Types>", f"{MACROS}</Types>")],
            "word/_rels/document.xml.rels": [
                ("</Relationships>", RELATION.format(kind="vbaProject", target="vbaProject.bin", mode=""))
            ],
            "word/vbaProject.bin": b"Sub AutoOpen()",
            "word/_rels/settings.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + RELATION.format(kind="attachedTemplate", target=ADDRESS, mode=outside)
            ).encode(),
            "word/settings.xml": [("<w:zoom", f"{ATTACHED}<w:zoom")],
            "word/_rels/header1.xml.rels": [
                ("</Relationships>", RELATION.format(kind="image", target=ADDRESS, mode=outside))
            ],
            "word/header1.xml": [("</w:p>", f"{linked}{fields}")],
        },
        "bad.docx",
    )  # fmt: skip
    made, _, parts = write("bad.docx", tmp_path)
    assert not any(ADDRESS in text or "AutoOpen" in text or "attachedTemplate" in text for text in parts.values())
    header = parts["word/header1.xml"]
    assert "INCLUDE" not in header
    assert " PAGE " in header
    assert "pic:pic" in header
    assert "imagedata" not in header
    assert made.sections[0].header.paragraphs[0].text == "Institute of Thingskeptkept"


def test_fonts_and_pictures_of_other_parts(tmp_path: Path) -> None:
    """A font that the template holds stays; one that lies elsewhere is left out, with what speaks of it."""
    fonts = "word/_rels/fontTable.xml.rels"
    relations = "".join(
        RELATION.format(kind="font", target=target, mode=mode).replace("rId99", id_).removesuffix("</Relationships>")
        for id_, target, mode in (("rId1", "fonts/a.odttf", ""), ("rId2", ADDRESS, ' TargetMode="External"'))
    )
    space = "http://schemas.openxmlformats.org"
    change(
        make_house(tmp_path),
        {
            fonts: f'<Relationships xmlns="{space}/package/2006/relationships">{relations}</Relationships>'.encode(),
            "word/fonts/a.odttf": b"font",
            "[Content_Types].xml": [("</Types>", '<Default Extension="odttf" ContentType="application/x"/></Types>')],
            "word/fontTable.xml": [
                (
                    "</w:fonts>",
                    f"""<w:font w:name="A"><w:embedRegular xmlns:r="{space}/officeDocument/2006/relationships"
                    r:id="rId1"/><w:embedBold xmlns:r="{space}/officeDocument/2006/relationships" r:id="rId2"/>
                    </w:font></w:fonts>""",
                )
            ],
        },
        "fonts.docx",
    )
    _, _, parts = write("fonts.docx", tmp_path)
    assert parts["word/fonts/a.odttf"] == "font"
    assert "embedRegular" in parts["word/fontTable.xml"]
    assert "embedBold" not in parts["word/fontTable.xml"]
    assert not any(ADDRESS in text for text in parts.values())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.dotx", "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        ("a.docm", "vnd.ms-word.document.macroEnabled.main+xml"),
        ("a.dotm", "vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    ],
)
def test_templates_of_other_sorts(name: str, kind: str, tmp_path: Path) -> None:
    """A template of Word's, with macros or without, is taken as a document is; what comes out is a document."""
    main = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    change(make_house(tmp_path), {"[Content_Types].xml": [(main, kind)]}, name)
    made, _, parts = write(name, tmp_path)
    assert made.sections[0].footer.paragraphs[0].text == "Not for release"
    assert main in parts["[Content_Types].xml"]
    assert kind not in parts["[Content_Types].xml"]


BROKEN = {
    "text.docx": b"no archive",
    "empty.docx": b"",
    "half.docx": b"half",
    "other.docx": b"zip",
    "folder.docx": None,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template(name: str, tmp_path: Path) -> None:
    """One error names the file; nothing is written."""
    content = BROKEN[name]
    path = tmp_path / name
    if content is None:
        path.mkdir()
    elif content == b"half":
        whole = make_house(tmp_path, "whole.docx").read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif content == b"zip":
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("x", "y")
    else:
        path.write_bytes(content)
    done = run(*SHOW, name, cwd=tmp_path)
    assert (done.status, done.out) == (3, "")
    if content is None:
        assert done.err == f"error: cannot read {name}: is a directory\n"
    else:
        assert done.err.startswith(f"error: {name} cannot be the template: it is no Word document or template")
    assert not (tmp_path / "x.docx").exists()


def test_margins_without_room(tmp_path: Path) -> None:
    """A page whose margins leave less than 60 mm is refused."""
    house = docx.Document(str(make_house(tmp_path)))
    house.sections[0].left_margin = Mm(160)
    house.save(str(tmp_path / "house.docx"))
    done = run(*SHOW, "house.docx", cwd=tmp_path)
    assert done == Done(3, "", "error: house.docx cannot be the template: its margins leave no room for text\n")


def test_usage(tmp_path: Path) -> None:
    """A template is for docx alone, of every command that writes it, and is never written over."""
    house = make_house(tmp_path)
    before = house.read_bytes()
    for words in ("show", "get total.russia", "sweep --vary diverted=0:1:2 --get total.russia", "list"):
        done = run(*words.split(), "--template", "house.docx", cwd=tmp_path)
        assert (done.status, "--template is for the format docx" in done.err) == (2, True)
        done = run(*words.split(), "--template", "house.docx", "-o", "y.docx", cwd=tmp_path)
        assert done.status == 0
        assert docx.Document(str(tmp_path / "y.docx")).sections[0].footer.paragraphs[0].text == "Not for release"
    done = run("show", "--template", "house.docx", "-o", "house.docx", cwd=tmp_path)
    assert (done.status, "a file that was read" in done.err) == (2, True)
    assert house.read_bytes() == before
