"""Several scenarios as a briefing: side by side with notes on every figure, what each is about, what all rest on."""

from leverage.report import charts, colophon, grids, screen, sentences, spans
from leverage.report.briefing import bibliography, notes_of
from leverage.report.compare import absences, balance, scale_of, sides
from leverage.report.edition import Edition
from leverage.report.ledger import Ledger
from leverage.report.marks import signs
from leverage.report.notes import Register
from leverage.report.views import Prose, View
from leverage.report.words import briefing as words
from leverage.units import Unit


def briefing(ledgers: list[Ledger], unit: Unit | None, edition: Edition, table: str | None = None) -> tuple[View, ...]:
    """Draw scenarios for a document, or one of the tables with the notes on its figures."""
    register = Register()
    drawn = [*sides(ledgers, unit, has_spans=False), (balance(ledgers, has_spans=False), ledgers)]
    noted = [register.noted(grid, of) for grid, of in drawn if table in (None, grid.table)]
    told = _told(ledgers) if table is None else []
    said = "; ".join([*absences(noted), *signs(ledgers, [*noted, *told])])
    shown: list[View] = [*noted, Prose("outcome", (said,) if said else (), is_small=True)]
    chart = [charts.scenarios(ledgers, scale_of(ledgers, unit), edition.scale)] if edition.has_chart else []
    notes, end = notes_of(register), colophon.made_by(ledgers, edition)
    if table is not None:
        return grids.shown(*shown, *chart, *notes, *end)
    method = colophon.method(ledgers)
    return grids.shown(*chart, *shown, *told, *notes, bibliography(register), method, *end)


def _told(ledgers: list[Ledger]) -> list[Prose]:
    """Say who loses more in each scenario, what each is about and leaves out, and what must be kept in mind."""
    about = [f"{one.name}: {one.scenario.about}" for one in ledgers if one.scenario.about]
    read = [f"{one.name}: {' '.join(sentences.balance(one))}" for one in ledgers]
    out = [line for one in ledgers for line in (*sentences.not_valued(one), *screen.not_counted(one))]
    remarks = [screen.remarks(one) for one in ledgers]
    lines = [(*told.lines, *spans.reach(one), *spans.outside(one)) for told, one in zip(remarks, ledgers, strict=True)]
    return [
        Prose("balance", tuple(read), title=words.BALANCE),
        Prose("outcome", tuple(about), title=words.SCENARIOS),
        Prose("outcome", tuple(dict.fromkeys(out)), title=words.NOT_COUNTED),
        Prose(
            "outcome",
            tuple(dict.fromkeys(line for own in lines for line in own)),
            title=words.REMARKS,
            signs=frozenset().union(*(told.signs for told in remarks)),
        ),
    ]
