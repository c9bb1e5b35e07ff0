"""The reference of kinds: all that a kind declares is in the records and on its page, whatever the kind says."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from leverage import formats, kinds
from leverage.analysis.assessment import assess_named
from leverage.formats import Page
from leverage.model import Expression, KindOfLever
from leverage.report import kinds as page
from leverage.report.report import Record, Report
from tests.program import TEXT

BUNDLED = kinds.list_bundled()
HOSTILE = r"""
title: Hostile
sides: [a, b]
parties:
  a: {name: A}
  b: {name: B}
kinds:
  odd:
    summary: "=1+1 | [bold]x[/bold] <script> \e[31m *x* `y`"
    roles:
      giver: "loses | [red]all[/red]"
      taker:
        loses: "@SUM(A1)"
        optional: true
    inputs:
      value: {unit: USD/year, doc: "| [link=x]doc[/link] | <b>", between: [any, 5]}
      rate: {unit: ratio, doc: "-1", default: 1, assumes: "+all | of it"}
    loss: {giver: "[2] * value * cut * rate"}
    measure: {giver: "| sales |"}
    require:
      - {test: "value > 0 or value < 0", says: "| not zero [/]"}
    method: "- nothing | at [all] #"
levers:
  tie: {kind: odd, giver: a, value: {value: 1 USD/year, assumed: a test}}
"""


def _rendered(form: str, report: Report, **page_: object) -> str:
    text: str = formats.load_format(form).render(report, Page(**page_))  # type: ignore[arg-type]  # fields of a page
    return text


def _squeezed(text: str) -> str:
    """Return a text without spaces and Markdown's escapes, so that folding and escaping do not matter."""
    return "".join(text.replace("\\", "").split())


def _unescaped(markdown: str) -> str:
    return markdown.replace("\\", "")


def _declared(kind: KindOfLever) -> set[str]:
    """Return every text that a kind declares."""
    found = {kind.summary, kind.method, *kind.pulled_by, *kind.share_of.values(), *kind.measure.values()}
    found |= {text for role in kind.roles.values() for text in (role.id, role.loses)}
    found |= {text for one in kind.inputs.values() for text in (one.id, one.unit, one.doc, one.assumes)}
    found |= {alternative.formula.formula.text for _, alternative in kinds.list_formulas(kind)}
    found |= {text for one in kind.require for text in (one.test.formula.text, one.says)}
    defaults = [one.default for one in kind.inputs.values() if one.default]
    return found | {one.formula.text if isinstance(one, Expression) else one.text for one in defaults}


@pytest.mark.parametrize("name", BUNDLED)
def test_a_page_in_markdown_says_all_that_the_kind_declares(name: str) -> None:
    """Every role, input, formula and requirement, with its words, stands in the Markdown page."""
    kind = kinds.load_kind(name)
    shown = _unescaped(_rendered("markdown", page.report_kinds([kind], has_notes=True)))
    assert {text for text in _declared(kind) if text not in shown} == set()


@pytest.mark.parametrize("name", BUNDLED)
def test_a_page_piped_as_a_table_says_all_that_the_kind_declares(name: str) -> None:
    """Where no width folds it, every text of the kind stands in the table in one piece."""
    kind = kinds.load_kind(name)
    shown = _rendered("table", page.report_kinds([kind], has_notes=True))
    assert {text for text in _declared(kind) if text not in shown} == set()


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("name", BUNDLED)
def test_a_page_fits_its_terminal(name: str, width: int) -> None:
    """No line is wider than the terminal; at 80 and more every grid stands in one piece and no word is broken."""
    kind = kinds.load_kind(name)
    shown = _rendered("table", page.report_kinds([kind], has_notes=True), width=width)
    assert max(map(len, shown.splitlines())) <= width
    if width >= 80:
        words = {word for text in _declared(kind) for word in text.split()}
        assert {word for word in words if word not in shown and "-" not in word} == set()
        assert sum(line.startswith(("Role ", "Input ")) for line in shown.splitlines()) == 3


def _by(rows: tuple[Record, ...], kind: str, key: str) -> Mapping[str, Record]:
    return {str(row[key]): row for row in rows if row["kind"] == kind}


@pytest.mark.parametrize("name", BUNDLED)
def test_records_hold_all_that_the_kinds_declare(name: str) -> None:
    """The records of all kinds hold each kind's roles, inputs and requirements with nothing lost."""
    kind, tables = kinds.load_kind(name), page.report_kinds([kinds.load_kind(one) for one in BUNDLED]).tables
    assert _by(tables["kinds"].records, name, "kind")[name]["pulled_by"] == list(kind.pulled_by)
    roles = _by(tables["roles"].records, name, "role")
    assert list(roles) == list(kind.roles)
    for role, row in roles.items():
        assert row["exposure"] == [one.formula.formula.text for one in kind.exposure.get(role, ())]
        for column, block, when in (("loss", "loss", ""), ("loss_at_horizon", "loss", "horizon"), ("once", "once", "")):
            alternatives = getattr(kind, block).get(role, ())
            assert row[column] == [one.formula.formula.text for one in alternatives if one.when == when]
        assert (row["measure"], row["share_of"]) == (kind.measure[role], kind.share_of.get(role))
    inputs = _by(tables["inputs"].records, name, "input")
    assert [(row["input"], row["unit"], row["doc"]) for row in inputs.values()] == [
        (one.id, one.unit, one.doc) for one in kind.inputs.values()
    ]
    tests = _by(tables["requirements"].records, name, "test")
    assert {test: row["says"] for test, row in tests.items()} == {
        one.test.formula.text: one.says for one in kind.require
    }


def test_what_a_formula_assumes_in_records() -> None:
    """Without an elasticity all that a buyer bought is lost to it, which trade.yaml says is an assumption."""
    roles = _by(page.report_kinds([kinds.load_kind("trade")]).tables["roles"].records, "trade", "role")
    assert roles["seller"]["assumes"] == []
    assert roles["buyer"]["assumes"] == ["sum(cut * value): nothing replaces the lost supply"]


def test_an_input_in_records() -> None:
    """Diverted, as trade.yaml writes it: 0 by default, 0 to 1, and the value has no upper bound."""
    inputs = _by(page.report_kinds([kinds.load_kind("trade")]).tables["inputs"].records, "trade", "input")
    assert inputs["diverted"] == {
        "kind": "trade",
        "input": "diverted",
        "unit": "ratio",
        "doc": "share of the lost sales, by value, that find another buyer",
        "default": "0",
        "optional": False,
        "least": 0.0,
        "most": 1.0,
        "adjusts": True,
        "over_time": True,
        "assumes": "none of the lost sales find another buyer",
    }
    assert (inputs["value"]["default"], inputs["value"]["least"], inputs["value"]["most"]) == (None, 0.0, None)
    assert (inputs["elasticity"]["optional"], inputs["elasticity"]["least"]) == (True, None)


def test_formulas_stand_in_the_order_in_which_they_are_tried() -> None:
    """The buyer of trade: that of the first years, then the one that needs an elasticity, then the invoice."""
    lines = _rendered("table", page.report_kinds([kinds.load_kind("trade")], has_notes=True)).splitlines()
    at = next(number for number, line in enumerate(lines) if line.split()[:2] == ["buyer", "exposure"])
    assert [line.split()[0] for line in lines[at : at + 2]] == ["buyer", "loss"]
    assert lines[at + 1].split()[1:4] == ["at", "a", "horizon:"]
    assert lines[at + 1].endswith("buyer.absorption, replaced, buyer.imports")
    assert lines[at + 2].endswith("buyer.absorption, elasticity")
    assert " ".join(lines[at + 3].split()) == "or else sum(cut * value) (assumes: nothing replaces the lost supply)"


@pytest.mark.parametrize("name", BUNDLED)
def test_the_example_is_a_lever_of_the_kind(name: str, tmp_path: Path) -> None:
    """The example, put under an id, is read without a problem once its parties and figures are there."""
    kind = kinds.load_kind(name)
    lines = _rendered("table", page.report_kinds([kind], has_notes=True)).splitlines()
    example = lines[lines.index(f"    kind: {name}") :]
    roles = [role.id for role in kind.roles.values() if not role.optional]
    words = [line.split("#")[0].split(": ")[1].strip() for line in example]
    figures = {line.split("_figure")[0].split()[-1]: line.split("# ")[1] for line in example if "_figure" in line}
    units = {f"{own}_figure": unit.replace("Q", "t") for own, unit in figures.items()}
    numbers = {"use_figure": 2, "elasticity_figure": 0.5}  # a part of what is used, and a ratio below 1
    text = "\n".join(
        [
            "title: T",
            f"sides: [{roles[0]}_party, {roles[1]}_party]",
            "parties:",
            *(f"  {word}:\n    name: {word}" for word in words if word.endswith("_party")),
            "figures:",
            *(f"  {own}:\n    value: {numbers.get(own, 1)} {unit}\n    assumed: a test" for own, unit in units.items()),
            "levers:",
            "  tie:",
            *example,
        ]
    )
    file = tmp_path / "example.yaml"
    file.write_text(text, encoding="utf-8")
    assert assess_named(str(file)).notes == ()


def test_several_kinds_are_a_list() -> None:
    """Without a kind named there is a row for each, and a line that says how to see one."""
    shown = _rendered("table", page.report_kinds([kinds.load_kind(name) for name in BUNDLED]), width=80)
    assert [line.split()[0] for line in shown.splitlines() if line.startswith(BUNDLED)] == list(BUNDLED)
    assert "leverage kinds KIND" in shown
    assert "shipper, carrier, buyer (optional)" in _rendered(
        "table", page.report_kinds([kinds.load_kind("trade"), kinds.load_kind("transit")])
    )


@pytest.mark.parametrize("table", ["kinds", "roles", "inputs", "requirements"])
@pytest.mark.parametrize("names", [BUNDLED, ("remittances",)], ids=["several", "one"])
def test_every_table_can_be_asked_for_in_every_format(table: str, names: tuple[str, ...]) -> None:
    """Any of the tables is rendered alone in any format, also one without rows."""
    report = page.report_kinds([kinds.load_kind(name) for name in names])
    for form in TEXT:
        shown = _rendered(form, report, table=table, width=80)
        assert "None" not in shown, form


def test_a_hostile_kind(tmp_path: Path) -> None:
    """Markup, pipes and formulas in a user's kind stay text in every format."""
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    report = page.report_kinds([assess_named(str(file)).scenario.kinds["odd"]])
    shown = {form: _rendered(form, report, width=80) for form in TEXT}
    assert "\x1b" not in "".join(shown.values())
    assert "[red]all[/red]" in shown["table"]
    assert "\\| \\[link=x\\]doc\\[/link\\] \\| \\<b\\>" in shown["markdown"]
    rows = [line for line in shown["markdown"].replace("\\|", "").splitlines() if line.startswith("| rate")]
    assert [row.count("|") for row in rows] == [6]
    assert "'=1+1" in shown["csv"]
    document = json.loads(shown["json"])
    assert document["scenario"] == {}
    bounds = document["inputs"][0]
    assert (bounds["least"], bounds["most"]) == (None, 5.0)
    assert not any(
        math.isinf(value) for row in document["inputs"] for value in row.values() if isinstance(value, float)
    )
    assert _squeezed("up to 5") in _squeezed(shown["table"])


def test_a_page_without_notes_has_what_a_file_needs() -> None:
    """Roles, inputs and the example; formulas, defaults that are formulas, and the method come with notes."""
    brief, full = (
        _rendered("table", page.report_kinds([kinds.load_kind("trade")], has_notes=has_notes))
        for has_notes in (False, True)
    )
    for said in ("expm1", "Method.", "Required of every tie"):
        assert (said in brief, said in full) == (False, True), said
    for said in ("half_life", "seller: seller_party", "Cut by: seller or buyer."):
        assert (said in brief, said in full) == (True, True), said
