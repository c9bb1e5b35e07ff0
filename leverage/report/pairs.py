"""What `leverage pairs` says: a row for every two countries, headed so that a sweep can read it."""

from collections.abc import Sequence

from leverage import naming
from leverage.data.countries import Country, find_country
from leverage.data.observations import scale_number
from leverage.data.pairs import Pairs, Row, Value
from leverage.data.readings import EXPORTER, IMPORTER, RECONCILED, write_span
from leverage.report.columns import Column as Declared
from leverage.report.columns import Columns, count, number, text
from leverage.report.report import Field, Flow, Record, Report, Strip, Table
from leverage.report.views import Column, Grid, Prose, View, make_items
from leverage.report.words import count_form

_UNIT = "million USD/year"
_SIDES = ("first", "second")
_TOTALS = {
    "gdp": "GDP of the {0} country",
    "exports": "all exports of the {0} country, of goods if files have these",
    "imports": "all imports of the {0} country, of goods if files have these",
    "remittances_received": "all remittances that the {0} country receives",
}
# The columns of values by what sets them in the template, in the order in which a row has the values.
_FLOWS = {
    naming.lever_input("goods_to_second", "value"): "goods that the first country sells to the second; in use",
    naming.lever_input("goods_to_first", "value"): "goods that the second country sells to the first; in use",
    naming.lever_input("remittances_to_first", "value"): "sent to the first country from the second",
    naming.lever_input("remittances_to_second", "value"): "sent to the second country from the first",
}
_VALUES = {
    **_FLOWS,
    **{naming.aggregate(side, total): doc.format(side) for side in _SIDES for total, doc in _TOTALS.items()},
}


def _declare_value(name: str, doc: str, at: int) -> Declared[Row]:
    return number(f"{name} [{_UNIT}]", doc, lambda row: _write_millions(row.values[at]))


def _write_millions(value: Value | None) -> float | None:
    return scale_number(value.value, 1e-6) if value else None


def _declare_reports(at: int) -> tuple[Declared[Row], ...]:
    """Declare who reports the goods that a country sells, the first if `at` is 0, and what each of the reports is."""
    to = _SIDES[1 - at]

    def declare(name: str, sort: str, doc: str) -> Declared[Row]:
        return number(f"{name}_to_{to} [{_UNIT}]", doc, lambda row: _write_millions(row.reports[at].get(sort)))

    def get_sort(row: Row) -> str | None:
        value = row.values[at]
        return value.sort if value else None

    goods = f"goods sold to the {to} country"
    return (
        text(f"in_use_to_{to}", f"which report of {goods} is in use", get_sort),
        declare("exporter", EXPORTER, f"{goods}: the exporter's report (FOB as a rule)"),
        declare("importer", IMPORTER, f"{goods}: the importer's report (CIF as a rule)"),
        declare("baci", RECONCILED, f"{goods}: BACI's value, made of both"),
    )


def _write_years(row: Row) -> str | None:
    """Write the years of the values that are of another one than the row's, by the names of their columns."""
    years = [
        f"{name.removesuffix('.value')} {value.year}"
        for name, value in zip(_VALUES, row.values, strict=True)
        if value and value.year != row.year
    ]
    return "; ".join(years) or None


def _name(code: str) -> str:
    country = find_country(code, "iso3")
    return country.name if isinstance(country, Country) else code


PAIRS = Columns[Row](
    text("pair", "both codes, in the order of letters", lambda row: f"{row.first}-{row.second}"),
    text("iso3_first", "code of the first country, by ISO 3166", lambda row: row.first),
    text("iso3_second", "code of the second country", lambda row: row.second),
    text("first_name", "name of the first country", lambda row: _name(row.first)),
    text("second_name", "name of the second country", lambda row: _name(row.second)),
    count("year", "the newest year of goods in use, or of remittances where there are no goods", lambda row: row.year),
    text("years", "values of other years, as `column year; column year`", _write_years),
    text("flag", "words for what is doubtful, with a space between", lambda row: " ".join(row.doubts) or None),
    *(_declare_value(name, doc, at) for at, (name, doc) in enumerate(_VALUES.items())),
    *(column for at in (0, 1) for column in _declare_reports(at)),
    text(
        "reasons",
        "why each word stands in `flag`, in sentences",
        lambda row: "; ".join(said for every in row.doubts.values() for said in every) or None,
    ),
)


def make_flow(pairs: Pairs) -> Flow:
    """Make records of pairs for formats that take a flow."""
    fields = tuple(Field(name, type_) for name, type_ in PAIRS.types.items())
    records = [PAIRS.make_record(row) for row in pairs.rows]
    columns = [[record[field.name] for record in records] for field in fields]
    return Flow(fields, [[Strip(values, values, is_safe=True) for values in columns]])


def report_pairs(pairs: Pairs) -> Report:
    """Report all pairs."""
    table = Table(PAIRS, lambda: map(PAIRS.make_record, pairs.rows))
    years = write_span(sorted({row.year for row in pairs.rows}))
    subtitle = f"{count_form(len(pairs.rows), ('{count:,} pair', '{count:,} pairs'))}, {years}"
    return Report("Pairs of countries", subtitle, {}, {"pairs": table}, lambda: _draw_views(table.records))


def _draw_views(records: Sequence[Record]) -> tuple[View, ...]:
    """Draw the flows in use and what is doubtful; all else is in the formats for programs."""
    columns = (
        Column("Pair", is_text=True), Column("Year"), Column("Goods →"), Column("Goods ←"), Column("Sent ←"),
        Column("Sent →"), Column("Flags", is_text=True),
    )  # fmt: skip
    lines = tuple(
        make_items(
            record["pair"],
            str(record["year"]),
            *(_write_amount(record[f"{name} [{_UNIT}]"]) for name in _FLOWS),
            record["flag"] or "",
        )
        for record in records
    )
    legend = (
        "Goods and money sent from the first country to the second →, and the other way ←, in million USD a year. All "
        "columns: -o pairs.csv. Flags: leverage help pairs"
    )
    return Grid("pairs", "", columns, lines), Prose("pairs", (legend,), is_small=True)


def _write_amount(amount: float | None) -> str:
    if amount is None:
        return "–"
    return f"{amount:,.0f}" if amount >= 10 or amount == 0 else f"{amount:.2g}"
