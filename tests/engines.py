"""Workbooks computed anew by a spreadsheet that is not ours: LibreOffice where it is installed, else ``formulas``."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
Values = dict[tuple[str, str], Any]

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def recomputed(files: Mapping[str, bytes], folder: Path) -> dict[str, Values]:
    """Compute workbooks anew, all in one run; the numbers kept in them are made 0 first, so that none is believed."""
    (folder / "in").mkdir(parents=True)
    paths = {name: folder / "in" / f"{name}.xlsx" for name in files}
    for name, path in paths.items():
        path.write_bytes(_forgotten(files[name]))
    if SOFFICE:
        _libreoffice(folder, list(paths.values()))
        return {name: _values(folder / "out" / f"{name}.xlsx") for name in files}
    return {name: _formulas(path) for name, path in paths.items()}


def live(content: bytes) -> dict[tuple[str, str], str]:
    """Return every formula of a workbook by sheet and place."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True)
    cells = ((sheet.title, cell) for sheet in book for row in sheet.rows for cell in row)
    return {(name, cell.coordinate): str(cell.value) for name, cell in cells if cell.data_type == "f"}


def kept(content: bytes) -> Values:
    """Return the values a workbook holds for those who do not compute."""
    return _values(BytesIO(content))


def _values(file: Path | BytesIO) -> Values:
    from openpyxl import load_workbook
    from openpyxl.cell.read_only import EmptyCell

    book = load_workbook(file, data_only=True, read_only=True)
    cells = ((sheet.title, cell) for sheet in book for row in sheet.rows for cell in row)
    return {(title, cell.coordinate): cell.value for title, cell in cells if not isinstance(cell, EmptyCell)}


def _forgotten(content: bytes) -> bytes:
    """Return a workbook whose formulas all claim to come to 0 or to nothing."""
    sink = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>0</v>", data)
            new.writestr(item, data)
    return sink.getvalue()


def _libreoffice(folder: Path, paths: list[Path]) -> None:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    words = ["--headless", f"-env:UserInstallation={profile.parent.as_uri()}", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [str(SOFFICE), *words, str(folder / "out"), *map(str, paths)], capture_output=True, check=True, timeout=300
    )


def _formulas(path: Path) -> Values:
    solution = import_module("formulas").ExcelModel().loads(str(path)).finish().calculate()
    titles = {name.upper(): name for name, _ in live(path.read_bytes())}
    found: Values = {}
    for name, cell in solution.items():
        match = re.fullmatch(r"'\[[^]]*\](.*)'!([A-Z]+[0-9]+)", str(name))
        if match and match[1] in titles:
            value = cell.value[0, 0]
            found[titles[match[1]], match[2]] = value.item() if hasattr(value, "item") else value
    return found
