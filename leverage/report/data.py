"""What `leverage data` says: what is in files of data, what is missing and where it can be had, what has changed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from leverage import naming
from leverage.data.catalogue import Entry
from leverage.data.layouts import SHARES, TOTALS, Layout, Rule
from leverage.data.lookup import SAME, STATES, Checked, is_equal
from leverage.data.observations import UNUSED, Account
from leverage.report import words
from leverage.report.columns import Columns, count, flag, number, text, texts
from leverage.report.report import Record, Report, Table
from leverage.report.views import Column, Grid, Note, Notes, Prose, View, drop_empty, make_items, make_text_columns
from leverage.units import SCALES, name_dimension

_MANY = 8  # names that people are shown
_OTHER = f"{UNUSED}: "


class FileOfData:
    """A file of a catalogue: its layout, whether it is the same, and what was read of it."""

    def __init__(self, entry: Entry, layout: Layout, state: str, account: Account | None, problem: str = "") -> None:
        """Take an entry; the account is None and the problem says why where the file could not be read."""
        self.entry = entry
        self.layout = layout
        self.state = state
        self.account = account or Account()
        self.notes = [*self.account.notes, *filter(None, [problem])]
        self.is_read = account is not None


FILES = Columns[FileOfData](
    text("file", "its path, seen from the catalogue", lambda row: row.entry.path),
    text("layout", "the layout that it has", lambda row: row.layout.id),
    text("title", "what files of this layout are", lambda row: row.layout.title),
    text("publisher", "the office that publishes it", lambda row: row.layout.publisher or None),
    text("state", "same, changed or missing since it was added", lambda row: row.state),
    count("rows", "rows that were read", lambda row: row.account.rows if row.is_read else None),
    count("figures", "figures that can be used", lambda row: row.account.figures if row.is_read else None),
    texts(
        "indicators",
        "what they are of, as `indicator: count`",
        lambda row: _list_counts(row.account.indicators.items()),
    ),
    count("first_year", "the first year", lambda row: min(row.account.years, default=None)),
    count("last_year", "the last year", lambda row: max(row.account.years, default=None)),
    count("countries", "number of countries", lambda row: len(row.account.countries) if row.is_read else None),
    texts(
        "unmatched",
        "names that are no country known here, as `name: count`",
        lambda row: _list_counts(row.account.unmatched.most_common()),
    ),
    texts("aggregates", "regions and other groups, which are left out", lambda row: sorted(row.account.aggregates)),
    texts("historic", "states that are no more, which are left out", lambda row: sorted(row.account.historic)),
    texts(
        "left_out",
        "why others are left out, as `reason: count`",
        lambda row: _list_counts(row.account.left_out.most_common()),
    ),
    texts("notes", "what else is to know", lambda row: row.notes),
    text("accessed", "when it was downloaded", lambda row: row.entry.accessed or None),
    text("terms", "terms of use", lambda row: row.entry.terms or None),
    flag("closed", "whether the terms forbid to pass the data on", lambda row: row.layout.closed),
    text("sha256", "its SHA-256 when it was added", lambda row: row.entry.sha256),
)


class Gap:
    """A figure that no file has, and a way to get it."""

    def __init__(self, indicator: str, reporter: str, partner: str, layout: Layout | None, rule: Rule | None) -> None:
        """Take what is missing; reporter and partner are empty where it is missing for all."""
        self.indicator = indicator
        self.reporter = reporter
        self.partner = partner
        self.layout = layout
        self.rule = rule

    @property
    def query(self) -> str:
        """Return what to ask the office for."""
        if self.rule is None:
            return ""
        everybody = "all" if self.indicator in TOTALS else "World"
        query = self.rule.query.replace("{reporter}", self.reporter or "all")
        return query.replace("{partner}", self.partner or everybody)


GAPS = Columns[Gap](
    text("indicator", "what is missing", lambda row: row.indicator),
    text("reporter", "for which country; empty where for all", lambda row: row.reporter or None),
    text("partner", "with which partner", lambda row: row.partner or None),
    text("publisher", "an office that has it", lambda row: row.layout.publisher if row.layout else None),
    text("dataset", "in which data set", lambda row: (row.layout.dataset or None) if row.layout else None),
    text("query", "what to ask for", lambda row: row.query or None),
    text("address", "where", lambda row: (row.rule.address or row.layout.address) if row.rule and row.layout else None),
    text("layout", "the layout that the file will have", lambda row: row.layout.id if row.layout else None),
)


class Check:
    """A file of data that a catalogue or a source of a scenario names."""

    def __init__(self, catalogue: str, entry: Entry, state: str, now: str, source: str = "") -> None:
        """Take an entry with its state and its SHA-256 now; with a source `catalogue` is the scenario's name."""
        self.catalogue = catalogue
        self.entry = entry
        self.state = state
        self.now = now
        self.source = source


def _find_value(row: Checked) -> float | None:
    return row.taken.reading.value.base if row.taken.reading.value else None


def _find_unit(row: Checked) -> str | None:
    return name_dimension(row.taken.reading.value.unit.dimension) if row.taken.reading.value else None


CHECKS = Columns[Check](
    text("catalogue", "the catalogue, or the scenario, that names the file", lambda row: row.catalogue),
    text("file", "its path, seen from the catalogue", lambda row: row.entry.path),
    text(
        "state",
        "same, changed or missing since it was added; of a source of a scenario also replaced by a newer one",
        lambda row: row.state,
    ),
    text("sha256", "its SHA-256 when it was added", lambda row: row.entry.sha256 or None),
    text("sha256_now", "its SHA-256 now", lambda row: row.now or None),
    text("accessed", "when it was downloaded", lambda row: row.entry.accessed or None),
    text("source", "the source of the scenario", lambda row: row.source or None),
)
READINGS = Columns[Checked](
    text("scenario", "the scenario", lambda row: row.taken.scenario.id),
    text("figure", "the figure", lambda row: row.taken.figure.id),
    text("reading", "which of several readings it is", lambda row: row.taken.reading.name or None),
    number("value", "the value in the scenario", _find_value),
    number("value_in_file", "the value in the file now", lambda row: row.now.observation.value if row.now else None),
    text("state", "what has become of it: " + ", ".join(f"`{state}`" for state in STATES), lambda row: row.state),
    text("unit", "unit of `value`", _find_unit),
    text("unit_in_file", "unit of `value_in_file`", lambda row: row.now.observation.unit if row.now else None),
    text("reason", "why it cannot be looked up", lambda row: row.reason or None),
    text("file", "the file of data", lambda row: row.taken.file),
    text("where", "where in the file it stands now", lambda row: row.now.observation.where if row.now else None),
    count("year", "the year it is of", lambda row: row.taken.key[3] if row.taken.key else None),
    text("source", "the source", lambda row: row.taken.reading.source or None),
    count("line", "line of the scenario", lambda row: row.taken.reading.place.line),
)


def report_files(files: Sequence[FileOfData], title: str) -> Report:
    """Report what is in files of data."""
    rows = [FILES.make_record(file) for file in files]
    return Report(title, "", {}, {"files": Table(FILES, lambda: rows)}, lambda: _draw_files(rows))


def _draw_files(rows: Sequence[Record]) -> tuple[View, ...]:
    columns = (
        Column("File", is_text=True), Column("Layout", is_text=True), Column("Rows"), Column("Figures"),
        Column("Years"), Column("Countries"), Column("What", is_text=True), Column("State", is_text=True),
    )  # fmt: skip
    lines = tuple(
        make_items(
            str(row["file"]), str(row["layout"]), _write_count(row["rows"]), _write_count(row["figures"]),
            _write_years(row), _write_count(row["countries"]),
            ", ".join(item.partition(":")[0] for item in row["indicators"]) or "–", str(row["state"]),
        )
        for row in rows
    )  # fmt: skip
    notes = tuple(Note("", f"{row['file']}: {remark}") for row in rows for remark in _list_remarks(row))
    empty = "" if rows else "No file has been added; to add some: leverage data add FILE..."
    return drop_empty(
        Grid("files", "", columns, lines),
        Notes("files", words.NOTES, notes),
        Prose("files", tuple(filter(None, [empty])), is_small=True),
    )


def _write_years(row: Record) -> str:
    first, last = row["first_year"], row["last_year"]
    if first is None:
        return "–"
    return str(first) if first == last else f"{first}–{last}"


def _list_remarks(row: Record) -> list[str]:
    """List what people must know about a file, in sentences."""
    remarks = list(row["notes"])
    if row["unmatched"]:
        remarks.append(f"no country known here: {_cut(row['unmatched'])}.")
    groups = []
    if row["aggregates"]:
        forms = ("{count} group of countries", "{count} groups of countries")
        groups.append(words.count_form(len(row["aggregates"]), forms))
    if row["historic"]:
        groups.append(f"states that are no more: {_cut(row['historic'])}")
    if groups:
        remarks.append(f"left out: {'; '.join(groups)}.")
    others = [reason.removeprefix(_OTHER).rpartition(":")[0] for reason in row["left_out"] if reason.startswith(_OTHER)]
    reasons = [reason for reason in row["left_out"] if not reason.startswith(_OTHER)]
    if others:
        remarks.append(f"not used here: {_cut(others)}.")
    if reasons:
        remarks.append(f"left out: {_cut(reasons, '; ')}.")
    if row["closed"]:
        remarks.append(f"not to be passed on: {row['terms']}.")
    return remarks


def _cut(names: Sequence[str], between: str = ", ") -> str:
    more = len(names) - _MANY
    return between.join(names[:_MANY]) + (f"{between}and {more:,} more" if more > 0 else "")


def report_gaps(gaps: Sequence[Gap]) -> Report:
    """Report what no file has, and where it can be had."""
    rows = [GAPS.make_record(gap) for gap in gaps]
    return Report("Missing figures", "", {}, {"gaps": Table(GAPS, lambda: rows)}, lambda: _draw_gaps(gaps))


def _draw_gaps(gaps: Sequence[Gap]) -> tuple[View, ...]:
    """Draw what is missing, in one line what one way to get it has for several countries."""
    if not gaps:
        return (Prose("gaps", ("Nothing is missing.",)),)
    alike: dict[tuple[str, int], list[Gap]] = {}
    for gap in gaps:
        alike.setdefault((gap.indicator, id(gap.rule)), []).append(gap)
    lines = []
    for same in alike.values():
        reporters = words.AND.join(dict.fromkeys(gap.reporter for gap in same))
        partners = words.AND.join(dict.fromkeys(gap.partner for gap in same))
        gap = Gap(same[0].indicator, reporters, partners, same[0].layout, same[0].rule)
        row = GAPS.make_record(gap)
        lines.append(
            make_items(
                gap.indicator,
                reporters or "all",
                row["publisher"] or "–",
                row["query"] or "–",
                row["address"] or "–",
            )
        )
    heads = ("Missing", "For", "Office", "What to ask for", "Where")
    columns = make_text_columns(*heads)
    hint = "Download a file, of several offices one will do, and add it: leverage data add FILE"
    return Grid("gaps", "", columns, tuple(lines)), Prose("gaps", (hint,), is_small=True)


def report_checks(checks: Sequence[Check], readings: Sequence[Checked]) -> Report:
    """Report whether files of data are still what they were, and whether scenarios say what is in them."""
    rows = [CHECKS.make_record(check) for check in checks]
    tables = {
        "checks": Table(CHECKS, lambda: rows),
        "readings": Table(READINGS, lambda: [READINGS.make_record(each) for each in readings]),
    }
    return Report("Files of data", "", {}, tables, lambda: (*_draw_checks(rows), *_draw_readings(readings)))


def _draw_checks(rows: Sequence[Record]) -> tuple[View, ...]:
    """Draw the files of catalogues, and the sources of scenarios whose files are others."""
    shown = [row for row in rows if not row["source"] or row["state"] != SAME]
    if rows and not shown:
        return ()
    names = ["file", "state", "accessed"]
    if len(shown) > sum(row["source"] is None for row in rows):
        names = ["catalogue", "source", *names]
    heads = {"catalogue": "Named in", "source": "Source", "file": "File", "state": "State", "accessed": "Accessed"}
    columns = make_text_columns(*(heads[name] for name in names))
    lines = tuple(make_items(*(str(row[name] or "–") for name in names)) for row in shown)
    return (Grid("checks", "", columns, lines),)


def _draw_readings(readings: Sequence[Checked]) -> tuple[View, ...]:
    """Draw the readings that were taken from files, and how many are in which state."""
    if not readings:
        return ()
    has_several = len({each.taken.scenario.id for each in readings}) > 1
    heads = [Column("Scenario", is_text=True)] if has_several else []
    columns = (
        *heads, Column("Figure", is_text=True), Column("In the scenario"), Column("In the file"),
        Column("State", is_text=True),
    )  # fmt: skip
    lines, notes = [], []
    for each in readings:
        taken = each.taken
        name = naming.reading(taken.figure.id, taken.reading.name)
        written = taken.reading.value.text if taken.reading.value else "a formula"
        items = [taken.scenario.id] if has_several else []
        lines.append(make_items(*items, name, written, _write_now(each), each.state))
        if each.reason:
            notes.append(Note("", f"{name}: {each.state}, since {each.reason}."))
    counts = Counter(each.state for each in readings)
    said = ", ".join(f"{counts[state]:,} {state}" for state in STATES if counts[state])
    every = words.count_form(len(readings), ("{count} reading from files", "{count} readings from files"))
    return drop_empty(
        Grid("readings", "", columns, tuple(lines)),
        Notes("readings", words.NOTES, tuple(notes)),
        Prose("readings", (f"{every}: {said}.",), is_small=True),
    )


def _write_now(checked: Checked) -> str:
    """Write the value in the file, nothing where it is that of the scenario."""
    if checked.now is None:
        return "–"
    if is_equal(checked.taken.reading, checked.now):
        return ""
    value, unit = checked.now.observation.value, checked.now.observation.unit
    if checked.now.observation.indicator in SHARES:
        return f"{value * 100:.12g} %"
    scale = next((name for name in ("trillion", "billion", "million") if abs(value) >= 10.0 ** SCALES[name]), "")
    return " ".join(filter(None, (f"{value / 10.0 ** SCALES.get(scale, 0):.12g}", scale, unit)))


def _write_count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _list_counts(counts: Iterable[tuple[str, int]]) -> list[str]:
    return [f"{name}: {number}" for name, number in counts]
