"""Layouts: how the files of a statistical office are read. Each is one YAML file beside this module, or a user's own.

A layout says by which headings a file is known, what its columns are, which rows count and what each of them gives.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple

from leverage import document
from leverage.data.countries import SYSTEMS
from leverage.document import MapNode, Node, TextNode
from leverage.model import Key
from leverage.problems import LeverageError, Place, Problem, suggest_name
from leverage.quantity import Quantity, parse_measure
from leverage.reader import Reader, ReadValue, keep_entries
from leverage.tables.numerals import MARKS
from leverage.tables.rows import DELIMITERS
from leverage.units import CURRENCIES, UnitError, name_dimension

_FOLDER = Path(__file__).parent / "layouts"

#: What an observation may be of, with the dimension of its unit where money is USD.
INDICATORS: dict[str, str] = {
    "exports_to": "USD/year",
    "imports_from": "USD/year",
    "gdp": "USD/year",
    "exports": "USD/year",
    "imports": "USD/year",
    "remittances": "USD/year",
    "remittances_received": "USD/year",
    "reserves": "USD",
    "population": "person",
}
#: The flows between two parties, and what each is where the partner is the whole world.
TOTALS = {"exports_to": "exports", "imports_from": "imports", "remittances": "remittances_received"}
#: Shares of a total: of a partner in the exports or imports of goods, of the remittances received in GDP.
SHARES = {"export_share": "exports", "import_share": "imports", "remittances_share": "gdp"}
#: What is between a reporter and a partner.
BILATERAL = (*TOTALS, "export_share", "import_share")
#: What a column, or a cell above the table, may hold.
ROLES = ("year", "reporter", "partner", "value", "unit", "power", "product", "fob", "cif", "indicator")
#: What the headings of a wide table may hold.
ACROSS = ("year", "reporter", "partner", "figure")
#: Columns that every table has, for conditions: the sheet, and the heading of the column with the value.
SHEET, HEADING = "sheet", "heading"

#: By heading the texts, as written in the layout, of which a row must have one.
Conditions = Mapping[str, tuple[str, ...]]


def normalize(text: str) -> str:
    """Return a heading or a code as it is compared: without a mark of the encoding, case and spaces aside."""
    return " ".join(text.replace("\ufeff", "").split()).casefold()


class Rule(NamedTuple):
    """What the rows that meet some conditions give."""

    id: str
    place: Place
    gives: Annotated[str, Key("choice", "what the value is", required=True, choices=(*INDICATORS, *SHARES))] = ""
    unit: Annotated[
        Quantity | None,
        Key("unit", "scale and unit of the numbers as they stand: `million USD/year`; not if a column says it"),
    ] = None
    when: Annotated[
        Conditions,
        Key("conditions", "columns by their heading with the cells that a row must have: `{flowCode: [X]}`"),
    ] = {}  # noqa: RUF012  # nobody changes a record
    covers: Annotated[str, Key("choice", "what it counts", choices=("goods", "services", "goods and services"))] = ""
    basis: Annotated[str, Key("choice", "at which value goods are counted", choices=("FOB", "CIF"))] = ""
    at: Annotated[str, Key("text", "in a tree: the keys that lead to the text, with ` / ` between them")] = ""
    label: Annotated[str, Key("text", "what the source calls it")] = ""
    query: Annotated[str, Key("text", "what to ask the office for; `{reporter}` and `{partner}` are put in")] = ""
    address: Annotated[str, Key("text", "the page to get it from, if it is not that of the layout")] = ""


class Layout(NamedTuple):
    """How a file of one sort is read."""

    id: str
    place: Place
    title: Annotated[str, Key("text", "what the file is", required=True)] = ""
    publisher: Annotated[str, Key("text", "the office that publishes it")] = ""
    dataset: Annotated[str, Key("text", "the data set that it is a part of")] = ""
    address: Annotated[str, Key("text", "where it can be downloaded")] = ""
    terms: Annotated[str, Key("text", "terms of use")] = ""
    closed: Annotated[bool, Key("flag", "`true` if the terms forbid to pass the data on")] = False
    form: Annotated[
        str, Key("choice", "a table, or a tree of JSON with a text under each key", choices=("table", "tree"))
    ] = "table"
    header: Annotated[
        tuple[str, ...], Key("texts", "headings by which the file is known; all of them stand in one row")
    ] = ()
    skip: Annotated[int | None, Key("count", "lines before the row of headings; looked for if not said")] = None
    marked: Annotated[
        Mapping[str, str], Key("words", "cells with a text by which the file is known: `{B5: US Dollars, Millions}`")
    ] = {}
    sheets: Annotated[tuple[str, ...], Key("texts", "names of the sheets of a workbook; all of them if not said")] = ()
    encodings: Annotated[tuple[str, ...], Key("texts", "encodings to try, the likeliest first")] = ("utf-8",)
    delimiter: Annotated[str, Key("choice", "what the office puts between cells", choices=tuple(DELIMITERS))] = "comma"
    decimal: Annotated[str, Key("choice", "the decimal mark of the office", choices=tuple(MARKS))] = "point"
    split: Annotated[
        bool, Key("flag", "`true` if the first column holds several, with commas between them (Eurostat)")
    ] = False
    columns: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(
            "columns",
            "what each column is, by its heading; of several the first that is there and not empty: "
            f"{', '.join(ROLES)}",
        ),
    ] = {}
    cells: Annotated[
        Mapping[str, str], Key("words", "cells that hold for the whole sheet, by column and row: `{reporter: B4}`")
    ] = {}
    extract: Annotated[
        Mapping[str, str], Key("words", "a regular expression by role; what its group matches is read")
    ] = {}
    across: Annotated[
        str, Key("choice", "what the headings of the columns with numbers say, in a wide table", choices=ACROSS)
    ] = ""
    codes: Annotated[
        str,
        Key("choice", "the system of the countries' codes, which is tried first", choices=tuple(filter(None, SYSTEMS))),
    ] = ""
    keep: Annotated[Conditions, Key("conditions", "cells that a row must have, as in `when`")] = {}  # noqa: RUF012  # the same
    sums: Annotated[
        bool, Key("flag", "`true` if the rows are products that add up to the flow between two countries")
    ] = False
    flags: Annotated[str, Key("text", "letters that may stand behind a number, after a space")] = ""
    missing: Annotated[tuple[str, ...], Key("texts", "more cells that say that a number is missing")] = ()
    world: Annotated[tuple[str, ...], Key("texts", "what the whole world is called")] = ("world",)
    aggregates: Annotated[
        tuple[str, ...], Key("texts", "more names of rows that are no countries, such as regions")
    ] = ()
    limits: Annotated[tuple[str, ...], Key("texts", "numbers of rows at which the office cuts a file off")] = ()
    figures: Annotated[Mapping[str, Rule], Key("rules", "what rows give: the first that fits is used")] = {}
    useless: Annotated[str, Key("text", "why there are no figures in it, for a file that often lies beside others")] = (
        ""
    )

    @property
    def whole_world(self) -> frozenset[str]:
        """Return what the whole world is called, as it is compared."""
        return frozenset(map(normalize, self.world))


class LayoutReader(Reader):
    """Reads layouts."""

    def read_unit(self, node: Node, name: str) -> Quantity | None:
        """Read a scale and a unit, such as ``million USD/year``."""
        text = self.require_text(node, name, "unit")
        if text is None:
            return None
        try:
            return parse_measure(text.text)
        except UnitError as error:
            self.report(str(error), text.place, error.hint)
            return None

    def read_texts(self, node: Node, name: str) -> tuple[str, ...] | None:
        """Read a text, or a list of them."""
        if isinstance(node, TextNode):
            return (" ".join(node.text.split()),)
        items = self.read_items(node, name)
        return None if items is None else tuple(" ".join(item.text.split()) for item in items)

    def read_count(self, node: Node, name: str) -> int | None:
        """Read a whole number."""
        text = self.require_text(node, name, "number")
        if text is None:
            return None
        if not re.fullmatch("[0-9]{1,2}", text.text):
            self.report(f"'{name}' is a whole number below 100", text.place)
            return None
        return int(text.text)

    def read_words(self, node: Node, name: str) -> Mapping[str, str]:
        """Read a mapping of words to texts."""
        if not isinstance(node, MapNode):
            self.report(f"'{name}' is a mapping of words to texts", node.place)
            return {}
        words = {key: self.read_text(value, key) for key, value in node.values.items()}
        return {key: word for key, word in words.items() if word is not None}

    def read_columns(self, node: Node, name: str) -> Mapping[str, tuple[str, ...]]:
        """Read which headings the columns of each role have."""
        if not isinstance(node, MapNode):
            self.report(f"'{name}' is a mapping of roles to headings", node.place)
            return {}
        self.check_roles(node, name)
        columns = {role: self.read_texts(value, role) for role, value in node.values.items()}
        return {role: headings for role, headings in columns.items() if headings}

    def check_roles(self, node: MapNode, name: str) -> None:
        """Report each key that is no role."""
        for role, place in node.keys.items():
            if role not in ROLES:
                self.report(
                    f"'{name}' has no '{role}'", place, suggest_name(role, ROLES) or f"there are {', '.join(ROLES)}"
                )

    def read_conditions(self, node: Node, name: str) -> Conditions:
        """Read which cells a row must have, by the headings of their columns."""
        if not isinstance(node, MapNode):
            self.report(f"'{name}' is a mapping of headings to cells", node.place)
            return {}
        conditions = {}
        for heading, value in node.values.items():
            texts = self.read_texts(value, heading)
            if texts is not None:
                conditions[heading] = texts
        return conditions

    def read_rules(self, node: Node, name: str) -> Mapping[str, Rule]:
        """Read what rows give."""
        rules = {}
        for id_, place, value in self.list_entries(node, f"'{name}'"):
            rules[id_] = self.read_record(Rule, value, f"figure '{id_}'", id=id_, place=place)
        return keep_entries(rules)

    ways: ClassVar[Mapping[str, ReadValue]] = {
        **Reader.ways,
        "unit": read_unit,
        "texts": read_texts,
        "count": read_count,
        "words": read_words,
        "columns": read_columns,
        "conditions": read_conditions,
        "rules": read_rules,
    }


@lru_cache(maxsize=1)
def load_layouts() -> Mapping[str, Layout]:
    """Read the layouts that come with the program, by id. Raises LeverageError if one is wrong."""
    problems: list[Problem] = []
    layouts = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        node = document.parse_yaml(document.read_file(path, f"layouts/{path.name}"))
        layouts[path.stem] = read_layout(node, path.stem, node.place, problems)
    if problems:
        raise LeverageError(problems)
    return {id_: layout for id_, layout in layouts.items() if layout is not None}


def read_layout(node: Node, id_: str, place: Place, problems: list[Problem]) -> Layout | None:
    """Read a layout from its node and check it; None if anything is wrong, which goes to `problems`."""
    before = len(problems)
    layout = LayoutReader(problems).read_record(Layout, node, f"layout '{id_}'", id=id_, place=place)
    if layout is None or len(problems) > before:
        return None
    for message, hint in _find_gaps(layout):
        problems.append(Problem(f"layout '{id_}' {message}", place, hint))
    return layout if len(problems) == before else None


def _find_gaps(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a layout, each with a hint."""
    if layout.form == "table" and not (layout.header or layout.marked):
        yield "has no 'header'", "name headings that all stand in one row"
    elif not layout.useless and layout.form == "table":
        yield from _find_lacking(layout)
        yield from _find_wrong_texts(layout)


def _find_lacking(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the columns, figures and units that a table needs and its layout does not say."""
    known = {*layout.columns, *layout.cells, *layout.extract, layout.across}
    for role in ("reporter", "year") if layout.across else ("reporter", "year", "value"):
        if role not in known:
            yield f"does not say which column is the {role}", f"columns: {{{role}: HEADING}}"
    if not layout.figures:
        yield "does not say what its rows give", "figures: {gdp: {gives: gdp, unit: USD/year}}"
    for rule in layout.figures.values():
        if rule.gives in BILATERAL and "partner" not in known:
            yield f"gives {rule.gives} but does not say which column is the partner", "columns: {partner: HEADING}"
        if rule.unit is None and "unit" not in known:
            yield f"has no unit for '{rule.id}'", "unit: million USD/year"
        if rule.unit is not None and (misfit := find_misfit(rule.gives, rule.unit)):
            unit = "%" if rule.gives in SHARES else f"million {INDICATORS[rule.gives]}"
            yield f"is wrong: {misfit}", f"such as {unit}"
    if layout.sums and (len(layout.figures) != 1 or layout.keep or any(rule.when for rule in layout.figures.values())):
        yield "has sums of more than one figure", "one of 'figures', without 'keep' and 'when'"
    if layout.sums and not {"year", "reporter", "partner", "product", "value"} <= layout.columns.keys():
        yield "has sums without all their columns", "year, reporter, partner, product and value"


def _find_wrong_texts(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the cells, regular expressions and encodings of a layout that are none."""
    for role, text in layout.cells.items():
        if not re.fullmatch("[A-Z]{1,3}[1-9][0-9]?", text):
            yield f"has no cell '{text}' for {role}", "a column and a row, such as B4"
    for role, text in layout.extract.items():
        try:
            has_group = re.compile(text).groups == 1
        except re.error:
            has_group = False
        if not has_group:
            yield f"extracts the {role} by no regular expression with one group", "for ([0-9]{4})"
    for encoding in layout.encodings:
        if not is_encoding(encoding):
            yield f"has an unknown encoding '{encoding}'", "such as utf-8, cp1251, iso-8859-1"


def find_misfit(indicator: str, quantity: Quantity) -> str:
    """Say why a unit is none of an indicator, else nothing. An amount of money may leave out that it is a year's."""
    dimension = quantity.unit.dimension
    if indicator in SHARES:
        return f"'{quantity.unit.text}' is no unit of {indicator}, which is a share" if dimension else ""
    bases = [(base if base not in CURRENCIES else "USD", exponent) for base, exponent in dimension]
    unit = INDICATORS[indicator]
    if name_dimension(tuple(bases)) in (unit, unit.removesuffix("/year")):
        return ""
    return f"'{quantity.unit.text}' is no unit of {indicator}, which is in {unit} or another currency"


def is_encoding(name: str) -> bool:
    """Tell whether a name is that of an encoding of texts."""
    try:
        b"a".decode(name, "replace")  # as the beginnings of files are read
    except (LookupError, ValueError):
        return False
    return True


def list_downloads(indicator: str, layouts: Collection[Layout]) -> list[tuple[Layout, Rule]]:
    """List the layouts and rules by which an indicator can be had, in the order of the layouts."""
    return [
        (layout, rule)
        for layout in layouts
        for rule in layout.figures.values()
        if rule.query and (rule.gives == indicator or (TOTALS.get(rule.gives) == indicator and not layout.sums))
    ]
