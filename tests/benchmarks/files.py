"""Many files that extend one base, compared as CSV, beside composing base and overlay of each with bare yaml."""

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from leverage import library
from leverage.__main__ import run
from tests.benchmarks.row import Row, least

OVERLAY = """\
title: Scenario {number}
extends: azerbaijan-russia
figures:
  diverted:
    value: {percent} %
    assumed: one of many
moves:
  ban:
    lever: goods_to_russia
    by: russia
    cut: {percent} %
"""


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the row of a thousand files."""
    count = 20 if is_short else 1000
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"s{number:04}.yaml" for number in range(count)]
        for number, file in enumerate(files):
            file.write_text(OVERLAY.format(number=number, percent=33 + number % 57), encoding="utf-8")
        base = (library.find_folder() / "azerbaijan-russia" / "base.yaml").read_text(encoding="utf-8")
        works = {"compare": lambda: _compare(folder), "yaml": lambda: _compose(base, files)}
        taken = least(works, 1 if is_short else 3)
    yield Row(
        f"compare {count} files, as CSV", "yaml.compose of both files of each", taken["compare"] / taken["yaml"], 1.0
    )


def _compare(folder: str) -> None:
    sys.argv = ["leverage", "compare", folder, "--no-range", "-f", "csv"]
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        assert run() == 0


def _compose(base: str, files: list[Path]) -> None:
    for file in files:
        yaml.compose(base, Loader=yaml.CSafeLoader)
        yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
