"""What sort of file holds a table, by how it begins, and which encoding its text has."""

import codecs
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from leverage.problems import LeverageError, Problem, explain_error

TEXT, WORKBOOK, PARQUET, JSON = "text", "workbook", "Parquet file", "JSON"
#: What to do about a text in an unknown encoding.
SAY_ENCODING = "say which encoding it has, such as --encoding cp1251 or latin-1"

_LOOKED_AT = 4096  # bytes at the beginning
_CHUNK = 1 << 20
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
}
_SORTS = {b"PK\x03\x04": WORKBOOK, b"\xd0\xcf\x11\xe0": WORKBOOK, b"PAR1": PARQUET}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_PAGE = re.compile(r"<(!doctype|!--|\?xml|html|head|body|meta|table|div)\b", re.IGNORECASE)


def fail(message: str, hint: str = "") -> LeverageError:
    """Return the error that says why a file cannot be read."""
    return LeverageError([Problem(message, hint=hint)])


def find_sort(start: bytes, name: str) -> str:
    """Return the sort of file that begins with some bytes; an archive of the sort zip counts as a workbook.

    Raises LeverageError for what holds no table.
    """
    for mark, packed in _PACKED.items():
        if start.startswith(mark):
            raise fail(f"{name} is packed ({packed}); unpack it first")
    for mark, sort in _SORTS.items():
        if start.startswith(mark):
            return sort
    if start.startswith(b"%PDF"):
        raise fail(f"{name} is a PDF; save its table as CSV or XLSX")
    text = start[:_LOOKED_AT].decode("utf-8-sig", errors="ignore").lstrip()
    if _PAGE.match(text):
        raise fail(f"{name} is a page of HTML or XML, not the data; download the file itself, as CSV or XLSX")
    return JSON if text.startswith(("{", "[")) else TEXT


def find_mark(start: bytes) -> str:
    """Return the encoding that the mark at the beginning of a text names, if it has one."""
    return next((encoding for mark, encoding in _MARKS.items() if start.startswith(mark)), "")


def refuse_special(path: Path, name: str) -> None:
    """Raise LeverageError for a pipe or a device, which may never end and cannot be read twice."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise fail(f"{name} is no file but a pipe or a device", "save what it gives as a file first")


def refuse_binary(start: bytes, name: str) -> None:
    """Raise LeverageError for the beginning of a file that can be no text, as far as no encoding is named."""
    start = start[:_LOOKED_AT]
    if b"\0" in start and not find_mark(start):
        likely = "utf-16-le" if start.index(b"\0") % 2 else "utf-16-be"
        raise fail(f"{name} is no UTF-8 text", f"say --encoding {likely} if it is UTF-16")


def open_text(stream: BinaryIO, name: str, encoding: str) -> io.TextIOWrapper:
    """Open a table as text: in an encoding, or if that is empty in that of its mark, else in UTF-8.

    Raises LeverageError where it cannot be read, or where the bytes are those of another sort of file.
    """
    buffered: Any = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    try:
        start = buffered.peek(_LOOKED_AT)
    except OSError as error:
        raise fail(f"cannot read {name}: {explain_error(error)}") from None
    sort = find_sort(start, name)
    if sort in (WORKBOOK, PARQUET):
        ending = ".xlsx or .xls" if sort == WORKBOOK else ".parquet"
        raise fail(f"{name} is no text table but a {sort}; name it {ending}")
    if not encoding:
        refuse_binary(start, name)
    if encoding.lower().replace("_", "-") in ("", "utf-8", "utf8"):
        encoding = find_mark(start) or "utf-8-sig"
    return io.TextIOWrapper(buffered, encoding=encoding, newline="")


def read_start(path: Path, name: str, size: int) -> bytes:
    """Return the first bytes of a file. Raises LeverageError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as error:
        raise fail(f"cannot read {name}: {explain_error(error)}") from None


def find_encoding(path: Path, name: str, candidates: Sequence[str]) -> str:
    """Return the encoding of a text: that of its mark, else the first of the candidates that the whole text is in.

    Raises LeverageError if it is in none of them.
    """
    where = 0
    marked = find_mark(read_start(path, name, 4))
    try:
        for encoding in [marked] if marked else candidates:
            decoder = codecs.getincrementaldecoder(encoding)()
            with path.open("rb") as stream:
                try:
                    where = 0
                    while chunk := stream.read(_CHUNK):
                        decoder.decode(chunk)
                        where += len(chunk)
                    decoder.decode(b"", final=True)
                except UnicodeDecodeError as error:
                    where += error.start
                    continue
            return encoding
    except OSError as error:
        raise fail(f"cannot read {name}: {explain_error(error)}") from None
    tried = marked or " or ".join(candidates)
    raise fail(f"{name} is not in {tried} (byte {where:,})", SAY_ENCODING)
