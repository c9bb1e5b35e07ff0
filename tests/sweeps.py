"""What the tests of sweeps share: how one is run, its tables, and two scenarios to sweep."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.program import run

NO_NAME = "nothing that can be set is named"
LOSS = "loss.azerbaijan.goods_to_russia"
SOLD = 1178e6  # exports_to_russia in the file WHOLE; at a discount of 0 the loss is 1178 million x (1 - diverted)


def swept(*words: str, stdin: str | bytes = "", cwd: Path | None = None) -> list[dict[str, str]]:
    """Return the rows that a sweep without problems writes as CSV."""
    done = run("sweep", *words, "-f", "csv", stdin=stdin, cwd=cwd)
    assert done.status == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


def table(folder: Path, *lines: str, name: str = "rows.csv", ending: str = "\n") -> str:
    """Write a table and return its path."""
    path = folder / name
    path.write_bytes("".join(f"{line}{ending}" for line in lines).encode())
    return str(path)


def close(number: object) -> Any:
    """Return what equals a number but for its last digits."""
    return pytest.approx(number, rel=1e-12)


PAIRS = """
title: A template
sides: [a, b]
parties:
  a: {gdp: 1 USD/year}
  b: {gdp: 1 USD/year, exports: 0 USD/year, imports: 0 USD/year}
levers:
  goods: {kind: trade, seller: a, buyer: b}
"""


RATES = """
title: Rates
sides: [a, b]
parties:
  a: {gdp: {value: 100 USD/year, assumed: x}}
  b: {gdp: {value: 100 USD/year, assumed: x}}
figures:
  p: {value: 1, assumed: x}
  q: {value: 1, assumed: x}
kinds:
  toll:
    summary: Fees.
    roles: {payer: pays, taker: takes}
    inputs:
      fee: {unit: USD/year, doc: fees}
      rate: {unit: ratio, doc: a divisor}
    loss: {payer: fee / rate, taker: fee}
    measure: {payer: costs, taker: fees}
    pulled_by: [payer, taker]
levers:
  bridge: {kind: toll, payer: a, taker: b, fee: {value: 8 USD/year, assumed: x}, rate: {value: 2, assumed: x}}
  road: {kind: toll, payer: a, taker: b, fee: {value: 3 USD/year, assumed: x}, rate: {value: 1, assumed: x}}
results:
  ratio: {formula: p / q}
claims:
  cheap: {says: Little is lost., test: "total.a < [5 USD/year]"}
  dear: {says: Much is lost., test: "total.a > [2 USD/year]"}
"""
