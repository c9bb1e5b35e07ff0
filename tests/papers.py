"""A report made by hand that has everything a document may hold: what formats for documents are tried on.

Its numbers are worked out by hand from sources that it names; no command made it.
"""

from leverage.report.report import Report
from leverage.report.views import (
    Bar,
    Bars,
    Chart,
    Column,
    Entry,
    Grid,
    Item,
    Note,
    Notes,
    Outline,
    Panel,
    Prose,
    View,
    make_items,
)

TITLE = "Azerbaijan and Russia"
SUBTITLE = "as of 2025-07; every current lever cut in full for a year"

_COLUMNS = (
    Column("Lever", is_text=True),
    *(Column(head, group) for group in ("Azerbaijan", "Russia") for head in ("exposure", "loss", "% GDP")),
)


def _number(text: str, mark: str = "", notes: str = "", range: str = "") -> Item:  # noqa: A002  # as the item calls it
    return Item(text, mark, range=range, notes=tuple(notes.split()))


STAKES = Grid(
    "stakes",
    "What each side would lose, US$ million a year",
    _COLUMNS,
    (
        (
            Item("Goods AZE → RUS"),
            _number("1,178", notes="1"),
            _number("389", "†", "1 a b", "240–644"),
            _number("0.52", "†", "1 2 a b", "0.32–0.87"),
            _number("1,178", notes="1"),
            _number("421", "*", "1 3", "326–592"),
            _number("0.02", "*", "1 3 4", "0.01–0.03"),
        ),
        (
            Item("Goods RUS → AZE"),
            _number("3,621", notes="1"),
            _number("1,316", "*", "1 3", "1,021–1,844"),
            _number("1.77", "*", "1 2 3", "1.37–2.48"),
            _number("3,621", notes="1"),
            _number("1,195", "†", "1 a b", "737–1,979"),
            _number("0.05", "†", "1 4 a b", "0.03–0.09"),
        ),
        (
            Item("Remittances RUS → AZE", notes=("5",)),
            _number("~500", notes="1"),
            _number("350", "†", "1 c", "262–477"),
            _number("0.47", "†", "1 2 c", "0.35–0.64"),
            Item("–"),
            Item("not valued"),
            Item(""),
        ),
        (
            Item("Oil Baku–Novorossiysk"),
            _number("588", "*", "1 6"),
            _number("10", "†", "1 6 d", "3–23"),
            _number("0.01", "†", "1 2 6 d", "<0.01–0.03"),
            _number("13", "†", "7 d"),
            _number("13", "†", "7 d", "8–15"),
            _number("<0.01", "†", "4 7 d", "<0.01"),
        ),
    ),
    (
        (
            Item("Total, unlike losses added"),
            Item(""),
            _number("2,064", "†", range="1,747–2,708"),
            _number("2.78", "†", range="2.35–3.64"),
            Item("at least"),
            _number("1,628", "†", range="1,170–2,441"),
            _number("0.07", "†", range="0.05–0.11"),
        ),
    ),
)

MOVES = Grid(
    "moves",
    "What a move costs",
    (Column("Move", is_text=True), Column("by", is_text=True), Column("damage"), Column("own cost"), Column("ratio")),
    (
        (Item("Ban on fruit"), Item("Russia"), _number("486", "†", "1 a"), _number("259", "*", "3"), Item("0.53", "†")),
        (Item("Closed pipe"), Item("Russia"), _number("10", "†", "6 d"), _number("13", "†", "7 d"), Item("1.27", "†")),
    ),
)

CHART = Chart(
    "stakes",
    "Losses",
    "US$ million a year",
    (
        Panel(
            "US$ million",
            ("Azerbaijan", "Russia"),
            (
                Bars(
                    "Goods AZE → RUS",
                    (Bar(-389, -1, "389", "240–644", -644, -240), Bar(421, 1, "421", "326–592", 326, 592)),
                ),
            ),
        ),
    ),
)

TREE = Outline(
    "explanation",
    (
        Entry(0, "move.closure.cost_ratio", _number("1.27", "†"), ("own cost per dollar of damage",)),
        Entry(
            1, "move.closure.own_cost", _number("13", "†", "7 d"), ("throughput × cut × tariff", "fees of the carrier")
        ),
        Entry(2, "throughput", _number("20,000 bbl/day", notes="6"), ("as printed: “20,000 barrels a day”",)),
        Entry(1, "move.closure.damage", _number("10", "†", "6 d", "3–23")),
    ),
)

ASSUMPTIONS = Notes(
    "figures",
    "Assumptions",
    (
        Note("a", "67 % of the value hit finds other buyers: about two thirds did when Iran was sanctioned in 2008."),
        Note("b", "No discount on what is sold elsewhere: the two thirds are of value."),
        Note("c", "30 % of the money comes through other channels: judgement."),
        Note("d", "Another pipe takes all of the oil, US$ 1.37 a barrel dearer: tariffs of 2014."),
    ),
)

SOURCES = Notes(
    "figures",
    "Sources",
    (
        Note(
            "1",
            "Emil Avdaliani, “Azerbaijan and Russia fall out”, early 2025, paragraph on trade.",
            "https://example.org/avdaliani?part=trade&page=2",
        ),
        Note("2", "World Bank, World Development Indicators: GDP of Azerbaijan, 2024, 74.316 billion US$."),
        Note(
            "3",
            "Josef Bajzik and others, “Estimating the Armington elasticity”, 2020, abstract.",
            "https://doi.org/10.1016/j.jinteco.2020.103383",
        ),
        Note("4", "World Bank, World Development Indicators: GDP of Russia, 2024, 2.174 trillion US$."),
        Note("5", "Central Bank of Azerbaijan, “Balance of payments”, first half of 2024, opening sentence."),
        Note("6", "Ministry of Energy, quoted by Avdaliani: 20,000 barrels a day."),
        Note("7", "Transneft, tariffs of 2014: 1.8 US$ a barrel."),
    ),
)

BIBLIOGRAPHY = Notes(
    "figures",
    "Bibliography",
    (
        Note("", "Avdaliani, Emil. Azerbaijan and Russia fall out. Early 2025.", "https://example.org/avdaliani"),
        Note("", "Haidar, Jamal Ibrahim. Sanctions and export deflection. Economic Policy, 2017."),
        Note("", "A leaked table, on nobody's server.", "ftp://example.org/table.xls"),
    ),
)

VIEWS: tuple[View, ...] = (
    Prose("", ("The economic ties between Azerbaijan and Russia that one of them could cut.",)),
    Prose(
        "balance",
        (
            "Who loses more dollars is too close to call: Azerbaijan's loss is 0.78 to 1.4 times Russia's.",
            "Per unit of GDP Azerbaijan loses 30.8 times as much: 1.05 (dollars) × 29.3 (size).",
        ),
    ),
    STAKES,
    CHART,
    Prose("", ("* uses a source besides Avdaliani   † rests on an assumption   ~ approximate",), is_small=True),
    MOVES,
    Prose(
        "",
        ("A ratio above 1 hurts its maker more, in money.", "Leverage is what a side could lose, not what it will do."),
        title="Read as",
    ),
    Prose(
        "", ("Gas RUS → IRN via AZE: proposed.", "Diplomatic isolation of AZE: nothing valued."), title="Not counted"
    ),
    TREE,
    Prose("", ("Ranges run from the 5th to the 95th percentile of 10,000 draws, seed 1.",), title="Method"),
    ASSUMPTIONS,
    SOURCES,
    BIBLIOGRAPHY,
    Prose("", ("leverage show azerbaijan-russia/base \\", "    --set diverted=67%"), is_code=True, title="Made by"),
)


def paper(*views: View) -> Report:
    """Make a report whose document holds these views, by default one of every sort."""
    drawn = views or VIEWS

    def draft(table: str | None, _has_chart: bool) -> tuple[View, ...]:
        return tuple(view for view in drawn if table in (None, view.table))

    return Report(TITLE, SUBTITLE, {}, {}, lambda: drawn, draft=draft)


def plain(*rows: str) -> Grid:
    """Make a grid of texts, the cells of each row parted by bars, the first row its heads."""
    heads, *body = (row.split("|") for row in rows)
    return Grid("", "", tuple(Column(head, is_text=True) for head in heads), tuple(make_items(*row) for row in body))
