"""A briefing by hand, with all that one may hold; its numbers are made up."""

from leverage.report.report import Report
from leverage.report.views import Column, Grid, Item, Note, Notes, Prose, View


def briefing() -> Report:
    """Return a briefing with all that one may hold: ranges, notes, headings, sources, and how to make it again."""
    columns = (
        Column("Lever", is_text=True),
        *(Column(head, side) for side in ("Azerbaijan", "Russia") for head in ("exposure", "loss", "% GDP")),
    )
    rows = (
        (
            Item("Goods AZE → RUS", notes=("1",)),
            Item("1,178", notes=("1",)),
            Item("389", "†", range="240–644", notes=("1", "a", "b")),
            Item("0.52", "†", range="0.32–0.87"),
            Item("1,178", notes=("1",)),
            Item("421", "*", range="326–592", notes=("2", "3")),
            Item("0.02", "*", range="0.01–0.03"),
        ),
        (
            Item("Remittances RUS → AZE"),
            Item("~500", notes=("1",)),
            Item("350", "†", range="262–477", notes=("1", "c")),
            Item("0.47", "†", range="0.35–0.64"),
            Item("–"),
            Item("not valued"),
            Item(""),
        ),
        (
            Item("Oil Baku–Novorossiysk"),
            Item("588", "*", notes=("1", "4")),
            Item("10", "†", range="3–23", notes=("4", "d")),
            Item("0.01", "†", range="<0.01–0.03"),
            Item("13", "†", notes=("5",)),
            Item("13", "†", range="8–15"),
            Item("<0.01", "†"),
        ),
    )
    totals = (
        (
            Item("Total, unlike losses added"),
            Item(""),
            Item("749", "†", range="590–1,049"),
            Item("1.01", "†"),
            Item("at least"),
            Item("433", "†", range="338–605"),
            Item("0.02", "†"),
        ),
    )
    address = "https://debuglies.com/2025/07/03/azerbaijan-russia-trade-dynamics-in-2024-economic-interdependence/?x=1&y=%20#top"
    views: tuple[View, ...] = (
        Prose(
            "stakes", ("The ties that one of them could cut, with what each would lose; Türkiye’s part is “small”.",)
        ),
        Grid("stakes", "US$ million a year", columns, rows, totals),
        Prose(
            "stakes",
            ("* uses a source besides Emil Avdaliani   † rests on an assumption   ~ approximate",),
            is_small=True,
        ),
        Prose("stakes", ("Per unit of GDP Azerbaijan loses 30.8 times as much: 1.05 × 29.3.",), title="Read as"),
        Prose("stakes", ("Gas RUS → IRN via AZE (proposed); remittances.migrant_output.",), title="Not counted"),
        Notes(
            "stakes",
            "Assumptions",
            (
                Note("a", "About two thirds of the value found other buyers; 33 % to 90 %."),
                Note("b", "Only freight is left."),
                Note("c", "Judgement."),
                Note("d", "Near 0."),
            ),
        ),
        Notes(
            "stakes",
            "Sources",
            tuple(Note(str(n), f"Source {n}, paragraph on trade, “$1.178 billion”", address) for n in range(1, 13)),
        ),
        Notes(
            "stakes",
            "Bibliography",
            (
                Note("", "Emil Avdaliani, Azerbaijan and Russia, 2025.", "https://example.org/" + "x" * 120),
                Note("", "Bank of Russia, goods trade in 2024.", address),
            ),
        ),
        Prose(
            "stakes",
            ("leverage show azerbaijan-russia/base --set diverted=50% --set 'azerbaijan.gdp=78 billion USD/year'",),
            is_code=True,
            title="Made by",
        ),
    )
    return Report("Azerbaijan and Russia", "as of 2025-07; Bakı, Ağdam, Şuşa, Əliyev", {}, {}, lambda: views)
