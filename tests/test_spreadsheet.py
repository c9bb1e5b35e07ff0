"""Formulas as spreadsheets have them: the text by hand, and the number by a spreadsheet that is not ours."""

import math
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.spreadsheet import MAX_LENGTH, quote_text, write_parts
from tests import engines

TEXTS = {
    # In a spreadsheet -2^2 is 4, and a power goes from left to right.
    "-a**2": "-(a^2)",
    "(-a)**2": "(-a)^2",
    "a - (b - c)": "a - (b - c)",
    "a - b - c": "a - b - c",
    "a / (b * c)": "a / (b * c)",
    "(a + b) * c": "(a + b) * c",
    "a + b + c": "a + b + c",
    "a * -b": "a * (-b)",
    "not a < 5%": "NOT(a < 0.05)",
    "a < b <= c": "AND(a < b, b <= c)",
    "a == b or a != c": "OR(a = b, a <> c)",
    "min(a, max(b, 0))": "MIN(a, MAX(b, 0))",
    "close(a - b, c, 0.5%)": "ABS(a - b - c) <= 0.005",
    "a * [2 billion USD/year]": "a * 2000000000",
    "a * [1 bbl/day]": "a * 58.03036264872",  # 0.158987294928 m3, 365 times a year
    "sqrt(abs(a)) + exp(b) + log(c)": "SQRT(ABS(a)) + EXP(b) + LN(c)",
    "a * 1e-20": "a * 1E-20",
}

# Each with numbers for a, b and c, and what it comes to by hand.
NUMBERS = {
    "-a**2": ((3, 0, 0), -9),
    "2 * -a**2 * b": ((3, 2, 0), -36),
    "a**b": ((2, 0.5, 0), math.sqrt(2)),
    "(a - b)**c": ((1, 3, 2), 4),
    "(a - b)**3": ((1, 3, 0), -8),
    "a**c": ((0, 0, 0), 1),
    "expm1(a)": ((1e-12, 0, 0), 1e-12 + 5e-25),
    "expm1(b - a)": ((1e-5, 0, 0), -1e-5 + 5e-11 - 1e-15 / 6),
    "expm1(c)": ((0, 0, 1), math.e - 1),
    "expm1(-c)": ((0, 0, 700), -1),
    "log1p(a)": ((1e-12, 0, 0), 1e-12 - 5e-25),
    "log1p(-a)": ((2e-4, 0, 0), -2e-4 - 2e-8 - 8e-12 / 3 - 4e-16 - 3.2e-19 / 5),
    "log1p(b)": ((0, 1e12, 0), 12 * math.log(10) + 1e-12),
    "log1p(a - c)": ((0.001, 0, 1), math.log(0.001)),
    "a * -expm1(log1p(-b / a) / (c - 1))": ((1e12, 1e3, 2), 1e3),  # at an elasticity of 2 it is the invoice
    "close(a, b, c)": ((1, 1.25, 0.25), True),
    "a < b < c": ((1, 2, 2), False),
    "not (a > b and b > c)": ((3, 2, 2), True),
    "a / b / c": ((12, 3, 2), 2),
    "a - (b - c) * 10%": ((1, 3, 1), 0.8),
}  # fmt: skip


def _written(cases: Sequence[tuple[str, tuple[float, ...]]]) -> bytes:
    """Make a workbook with a formula and its steps in each row, behind the three numbers."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row, (text, numbers) in enumerate(cases, 1):
        operator, *operands = text.split(" ")
        if operator == "same":  # which users cannot write
            formula = join_formulas(operator, tuple(map(parse_formula, operands)))
        else:
            formula = parse_formula(text)
        place = {**dict(zip("abc", "ABC", strict=True)), **{f"step {at}": chr(ord("D") + at) for at in range(1, 20)}}
        sheet.append(list(numbers))
        for part in write_parts(formula, lambda name, row=row, place=place: f"{place[name]}{row}"):  # type: ignore[misc]
            sheet[f"{place[part.name] if part.name else 'D'}{row}"] = f"={part.text}"
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


@pytest.mark.parametrize("text", TEXTS)
def test_text(text: str) -> None:
    """One cell, with parentheses where a spreadsheet needs them."""
    assert [part.text for part in write_parts(parse_formula(text), str)] == [TEXTS[text]]


def test_numbers(tmp_path: Path) -> None:
    """Another engine comes to the number worked out by hand, to nine digits."""
    chosen = {
        "same a b c": ((2, 2, 2), 2),
        "same a b": ((0, 0, 1), 0),
    }
    cases = [(text, numbers) for text, (numbers, _) in (NUMBERS | chosen).items()]
    found = engines.recomputed({"cases": _written(cases)}, tmp_path)["cases"]
    for row, (text, (_, wanted)) in enumerate((NUMBERS | chosen).items(), 1):
        assert found["Sheet", f"D{row}"] == pytest.approx(wanted, rel=1e-9, abs=0), text


def test_undefined(tmp_path: Path) -> None:
    """What has no real value is an error there too, a cube root of a negative number included."""
    texts = ["a / b", "sqrt(a - c)", "log(b)", "(a - c)**(1 / 3)", "log1p(-a)", "same b b c"]
    found = engines.recomputed({"cases": _written([(text, (1, 0, 9)) for text in texts])}, tmp_path)["cases"]
    assert not [text for row, text in enumerate(texts, 1) if isinstance(found["Sheet", f"D{row}"], int | float)]


def test_steps() -> None:
    """What stands several times is computed once, in a cell before."""
    found = write_parts(parse_formula("a * -expm1(log1p(-b / a) / (c - 1))"), str)
    assert [part.name for part in found] == ["step 1", "step 2", ""]
    assert found[0].text == "(-b) / a"
    assert found[2].text.startswith("a * (-IF(ABS(step 2) < 0.001, step 2 * ")


def test_long_formulas() -> None:
    """A sum over a thousand cells with long names is split; no cell is longer than a spreadsheet takes."""
    names = [f"{'x' * 90}_{at}" for at in range(1000)]
    found = write_parts(join_formulas("sum", tuple(map(parse_formula, names))), str)
    assert max(len(part.text) for part in found) <= MAX_LENGTH
    assert sum(part.text.count("x" * 90) for part in found) == 1000
    deep = parse_formula("a" + " + a * (a" * 25 + ")" * 25)
    assert (
        max(len(part.text) for part in write_parts(deep, lambda name: name if " " in name else "y" * 200)) <= MAX_LENGTH
    )


def test_quoted(tmp_path: Path) -> None:
    """A text in a formula is that text, whatever stands in it; a quote is written twice."""
    from openpyxl import Workbook

    text = 'about "the same"; =A1 & {x}'
    assert quote_text(text) == '"about ""the same""; =A1 & {x}"'
    book = Workbook()
    book.worksheets[0]["A1"] = f"=IF(TRUE, {quote_text(text)})"
    sink = BytesIO()
    book.save(sink)
    assert engines.recomputed({"text": sink.getvalue()}, tmp_path)["text"]["Sheet", "A1"] == text
