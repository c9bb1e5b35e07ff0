"""What a sweep writes: every format, files, and Parquet there and back."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leverage import formats
from leverage.problems import LeverageError
from leverage.reading.extends import Origin
from leverage.sweep.computing import fill_blocks
from leverage.sweep.headings import open_scenario, read_closed, read_headings
from leverage.sweep.rows import read_parquet
from tests.program import TEXT, WHOLE, Done, read_json, run, run_beside, run_without
from tests.sweeps import LOSS, RATES, SOLD, close, table

pytestmark = pytest.mark.usefixtures("whole")

SMALL = ("sweep", "--vary", "diverted=0:1:3", "--get", LOSS, "--get", "share_agrees")
NUMBERS = [(0.0, SOLD), (0.5, SOLD / 2), (1.0, 0.0)]


def test_delimited() -> None:
    """CSV and TSV: full numbers, a header, `missing` last."""
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        lines = list(csv.reader(io.StringIO(run(*SMALL, "-f", form).out), delimiter=delimiter))
        assert lines[0] == ["diverted", LOSS, "share_agrees", "missing"]
        assert [(float(line[0]), float(line[1])) for line in lines[1:]] == NUMBERS
        assert {(line[2], line[3]) for line in lines[1:]} == {("holds", "")}


def test_json() -> None:
    """JSON holds the scenario beside the rows, and the units; JSON lines the rows alone; missing is a list."""
    said = read_json(*SMALL)
    lines = [json.loads(line) for line in run(*SMALL, "-f", "jsonl").out.splitlines()]
    assert said["rows"] == lines
    assert [(row["diverted"], row[LOSS]) for row in lines] == NUMBERS
    assert {(row["share_agrees"], len(row["missing"])) for row in lines} == {("holds", 0)}
    assert said["scenario"]["units"] == {"diverted": "ratio", LOSS: "USD/year"}
    assert said["scenario"]["set"] == []
    assert run(*SMALL, "-f", "json", "--table", "rows").status == 0


def test_json_of_a_table(tmp_path: Path) -> None:
    """Swept columns are numbers in the unit of their heading, what cannot be read stays text, others are text."""
    rows = table(tmp_path, "id,exports_to_russia [million USD/year]", "007,1000", "008,2 billion USD/year", "009,x")
    done = run("sweep", "--rows", rows, "--set", "diverted=0", "--get", LOSS, "--keep-going", "-f", "jsonl")
    found = [list(json.loads(line).values())[:3] for line in done.out.splitlines()]
    assert found == [["007", 1000, 1e9], ["008", 2000, 2e9], ["009", "x", None]]


def test_for_people() -> None:
    """Tables in the terminal and in Markdown name units and show each column with one number of decimals."""
    for form in ("table", "markdown"):
        shown = run(*SMALL, "-f", form).out.replace("\\", "")
        assert "[USD/year]" in shown
        assert "1,178,000,000" in shown
        assert "589,000,000" in shown
        assert "missing" not in shown
    assert "division by zero" in run("sweep", "-", "--vary", "q=0:1:2", "--get", "ratio", stdin=RATES).out


@pytest.mark.parametrize("form", TEXT)
def test_into_a_file(form: str, tmp_path: Path) -> None:
    """-o writes what would be printed, by the file's ending, and leaves nothing else."""
    ending = formats.load_format(form).EXTENSIONS[0]
    assert run(*SMALL, "-o", f"x.{ending}", cwd=tmp_path) == Done(0, "", "")
    assert (tmp_path / f"x.{ending}").read_text(encoding="utf-8") == run(*SMALL, "-f", form).out
    assert [path.name for path in tmp_path.iterdir()] == [f"x.{ending}"]


def test_no_progress_where_no_one_looks(tmp_path: Path) -> None:
    """Standard error is bare in a pipe, and in a terminal after a short run."""
    assert run(*SMALL, "-f", "csv").err == ""
    own, other = pty.openpty()
    words = [sys.executable, "-m", "leverage", *SMALL, "-o", str(tmp_path / "x.csv")]
    subprocess.run(words, stderr=other, check=True)
    os.close(other)
    try:
        told = os.read(own, 1000)
    except OSError:
        told = b""
    os.close(own)
    assert told == b""


# Parquet.


def test_parquet_without_pyarrow(tmp_path: Path) -> None:
    """One line that says what to install, exit 2; a broken install is none."""
    for words in (["--vary", "diverted=0:1:2", "-o", "x.parquet"], ["--rows", "x.parquet", "-f", "csv"]):
        done = run_without("pyarrow", "sweep", *words, "--get", LOSS, cwd=tmp_path)
        assert done == Done(2, "", "Parquet needs pyarrow: pip install 'leverage-calculator[parquet]'\n")
    assert not (tmp_path / "x.parquet").exists()


def test_parquet(tmp_path: Path) -> None:
    """Numbers as numbers, types of other columns kept, there and back."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    ids = arrow.array([1, None, 3], arrow.int32())
    given = arrow.table({"id": ids, "diverted [%]": [25, None, 100], "text": ["=a", "b", None]})
    parquet.write_table(given, tmp_path / "in.parquet")
    words = ("sweep", "--rows", "in.parquet", "--get", LOSS)
    done = run(*words, "-o", "out.parquet", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.schema.field("id").type == arrow.int32()
    assert found.to_pydict() == {
        "id": [1, None, 3], "diverted [%]": [25.0, None, 100.0], "text": ["=a", "b", None],
        LOSS: [SOLD * 0.75, None, 0.0], "missing": [[], [f"{LOSS}: needs diverted"], []],
    }  # fmt: skip
    lines = run(*words, "-f", "csv", cwd=tmp_path).out.splitlines()
    assert lines[1:3] == ["1,25,'=a,883500000.0,", f",,b,,{LOSS}: needs diverted"]
    (tmp_path / "in.parquet").write_bytes(b"no such thing")
    assert "no Parquet" in run(*words, cwd=tmp_path).err


def test_parquet_of_every_type(tmp_path: Path) -> None:
    """Columns of any type pass through every format, and into Parquet as they are; what is not finite is nothing."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    given = {
        "whole": arrow.array([1, None], arrow.int8()),
        "large": arrow.array([2**63, None], arrow.uint64()),
        "flag": arrow.array([True, None]),
        "day": arrow.array([date(2024, 1, 2), None]),
        "exact": arrow.array([Decimal("1.10"), None]),
        "bytes": arrow.array([b"\xff=", None]),
        "words": arrow.array(["=a", None]).dictionary_encode(),
        "list": arrow.array([["a", "=b"], None]),
        "floats": arrow.array([[1.5, float("nan")], None]),
        "record": arrow.array([{"x": float("inf"), "y": [1.0]}, None]),
        "map": arrow.array([[("k", 1)], None], arrow.map_(arrow.string(), arrow.int32())),
        "none": arrow.array([None, None], arrow.null()),
        "single": arrow.array([float("inf"), 1.5], arrow.float32()),
    }
    parquet.write_table(arrow.table({**given, "diverted": [0.5, 1.0]}), tmp_path / "in.parquet")
    words = ("sweep", "--rows", "in.parquet", "--get", LOSS)
    for ending in ("parquet", *(formats.load_format(form).EXTENSIONS[0] for form in TEXT)):
        assert run(*words, "-o", f"out.{ending}", cwd=tmp_path) == Done(0, "", "")
    found = parquet.read_table(tmp_path / "out.parquet")
    wanted = {
        **given, "floats": arrow.array([[1.5, None], None]), "record": arrow.array([{"x": None, "y": [1.0]}, None]),
        "single": arrow.array([None, 1.5], arrow.float32()),
    }  # fmt: skip
    for name, column in wanted.items():
        assert found[name].combine_chunks().equals(column.cast(found.schema.field(name).type)), name
        assert found.schema.field(name).type == given[name].type
    assert found[LOSS].to_pylist() == close([SOLD / 2, 0])
    (first, _) = (tmp_path / "out.jsonl").read_text().splitlines()
    assert list(json.loads(first).values())[:-3] == [
        1, 2**63, True, "2024-01-02", "1.10", "b'\\xff='", "=a", ["a", "=b"], [1.5, None], {"x": None, "y": [1.0]},
        [["k", 1]], None, None,
    ]  # fmt: skip


def test_parquet_of_columns_that_are_no_numbers(tmp_path: Path) -> None:
    """What would be read alone is read among others, and what would not is not: a flag or bytes are no number."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    for column, read in (
        (arrow.array([Decimal("0.50"), Decimal("1.00")]), [SOLD / 2, 0]),
        (arrow.array(["1.", "100 %"]), [0, 0]),
        (arrow.array([1.0, None]), [0, None]),
        (arrow.array([True, False]), [None, None]),
        (arrow.array([True, None]), [None, None]),
        (arrow.array([b"1", b"0"]), [None, None]),
        (arrow.array([[1.0], []]), [None, None]),
        (arrow.array([date(2024, 1, 2), None]), [None, None]),
    ):
        parquet.write_table(arrow.table({"diverted": column}), tmp_path / "in.parquet")
        of = read_closed(Origin("base", Path(WHOLE)), "s")
        rows = read_parquet(tmp_path / "in.parquet", "in.parquet")
        at = open_scenario(of, read_headings(of, "in.parquet", rows.header, [""])[0])
        (block,) = fill_blocks(at, [LOSS], rows.blocks)
        assert list(block.results[0]) == [None if number is None else close(number) for number in read], column
        given = column.to_pylist()
        assert [*block.faults] == [row for row in range(2) if read[row] is None and given[row] is not None]


def test_parquet_of_values_that_are_none(tmp_path: Path) -> None:
    """A text that is not UTF-8, and a time between microseconds, are told with their column."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    no_text = arrow.StringArray.from_buffers(1, arrow.py_buffer(b"\0\0\0\0\2\0\0\0"), arrow.py_buffer(b"a\xff"))
    for column in (no_text, arrow.array([1], arrow.timestamp("ns"))):
        parquet.write_table(arrow.table({"diverted": [0.5], "own": column}), tmp_path / "in.parquet")
        with pytest.raises(LeverageError, match="the column 'own' cannot be read: "):
            list(read_parquet(tmp_path / "in.parquet", "in.parquet").blocks)


def test_parquet_of_many_blocks(tmp_path: Path) -> None:
    """120,000 points of a grid, in order."""
    parquet = pytest.importorskip("pyarrow.parquet")
    assert run("sweep", "--vary", "diverted=0:1:120000", "--get", LOSS, "-o", str(tmp_path / "x.parquet")).status == 0
    found = parquet.read_table(tmp_path / "x.parquet").to_pydict()
    assert found["diverted"] == sorted(found["diverted"])
    assert found[LOSS] == pytest.approx([SOLD * (1 - at / 119_999) for at in range(120_000)], rel=1e-9, abs=1)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_pandas_is_not_loaded(form: str, tmp_path: Path) -> None:
    """Arrow loads pandas, if it is installed, on some of its ways to numpy; that takes as long as a million rows."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    count = 120_000  # of CSV the second block is the first that pyarrow reads
    rows = {"pair": [f"pair {row}" for row in range(count)], "diverted": [row / count for row in range(count)]}
    if form == "parquet":
        parquet.write_table(arrow.table(rows), tmp_path / "rows.parquet")
    else:
        table(tmp_path, *(",".join(map(str, row)) for row in [rows.keys(), *zip(*rows.values(), strict=True)]))
    words = ("sweep", "--rows", f"rows.{form}", "--get", LOSS, "-o", f"out.{form}")
    stand_in = "open('loaded', 'w').close()\nraise ImportError\n"
    assert run_beside("pandas", stand_in, *words, cwd=tmp_path).status == 0
    assert not (tmp_path / "loaded").exists()
