"""The commands `data add`, `list`, `check` and `update`: files of data beside scenarios, and figures from them."""

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from leverage import document, library, naming
from leverage.analysis.assessment import assess_file, locate_scenario, may_be_scenario, name_scenarios
from leverage.cli import files, output
from leverage.cli.new import check_year
from leverage.cli.options import Options
from leverage.data import catalogue as catalogues
from leverage.data import factbook
from leverage.data.catalogue import Catalogue, Entry
from leverage.data.countries import Country, find_country, suggest_country
from leverage.data.layouts import INDICATORS, TOTALS, Layout, is_encoding, list_downloads
from leverage.data.lookup import (
    FILE_CHANGED,
    REPLACED,
    RIGHT,
    Taken,
    check_readings,
    find_source_state,
    list_taken,
)
from leverage.data.observations import Account
from leverage.data.recognition import Given
from leverage.model import Scenario, WhatIf
from leverage.problems import (
    File,
    LeverageError,
    MissingLibraryError,
    Place,
    Problem,
    in_one_line,
    quote_path,
    suggest_name,
)
from leverage.quantity import parse_measure
from leverage.reading.extends import Origin
from leverage.reading.scenario import read_draft
from leverage.report import data as make
from leverage.units import UnitError

if TYPE_CHECKING:
    from leverage.update import Update

_STDOUT = "-"
_DATE = "[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def run_add(
    paths: Sequence[str], place: Path | None, given: Given, accessed: str, options: Options, *, keep_going: bool
) -> None:
    """Add files to a catalogue, which is written whole or not at all; exit 3 if one cannot be used.

    The exit status is 2 if that is for want of a library.
    """
    _refuse_unit(options)
    _refuse_wrong(given, accessed)
    with output.exit_on_problems():
        catalogue = catalogues.read_catalogue(place or Path(catalogues.NAME))
    added: list[make.FileOfData] = []
    errors: list[LeverageError] = []
    for name in dict.fromkeys(paths):
        try:
            entry, account, layout = catalogues.make_entry(Path(name), catalogue, given, accessed)
        except LeverageError as error:
            errors.append(error)
            continue
        if layout.useless:
            output.complain(f"left out {in_one_line(name)} ({layout.title}): {layout.useless}")
            continue
        if not account.figures:
            _tell_empty(name, layout, account)
        added.append(make.FileOfData(entry, layout, catalogues.SAME, account))
    if errors:
        output.complain(str(LeverageError([problem for error in errors for problem in error.problems])))
    if errors and not keep_going:
        output.complain("nothing was added; --keep-going adds the other files" if added else "nothing was added")
    elif added:
        with output.exit_on_problems():
            text = catalogues.add_entries(catalogue, [file.entry for file in added])
        with files.open_whole(catalogue.path, "--catalogue") as stream:
            stream.write(text.encode())
        output.complain(f"wrote {in_one_line(str(catalogue.path))}")
        output.deliver_report(make.report_files(added, "Added files of data"), options)
    if errors:
        raise typer.Exit(2 if any(isinstance(error, MissingLibraryError) for error in errors) else 3)


def _refuse_wrong(given: Given, accessed: str) -> None:
    """Raise typer.BadParameter for what a user cannot say about a file."""
    if given.encoding and not is_encoding(given.encoding):
        raise typer.BadParameter(f"--encoding: no encoding '{given.encoding}'; such as utf-8, cp1251, iso-8859-1")
    if accessed and not re.fullmatch(_DATE, accessed):
        raise typer.BadParameter(f"--accessed: '{accessed}' is no date such as 2026-11-29")
    if given.indicator and given.indicator not in INDICATORS:
        hint = suggest_name(given.indicator, INDICATORS) or f"there are {', '.join(INDICATORS)}"
        raise typer.BadParameter(f"--as: no indicator '{in_one_line(given.indicator)}'; {hint}")
    if given.unit:
        try:
            parse_measure(given.unit)
        except UnitError as error:
            raise typer.BadParameter(f"--in: {'; '.join(filter(None, (str(error), error.hint)))}") from None


def _tell_empty(name: str, layout: Layout, account: Account) -> None:
    """Say why a file gives no figures, and what to ask the office for."""
    reasons = "; ".join([*account.notes, *account.left_out][:4])
    output.complain(f"no figure of {in_one_line(name)} can be used: {reasons or 'it has no rows'}")
    queries = [rule.query for rule in layout.figures.values() if rule.query and (layout.keep or layout.sums)]
    if queries:
        query = queries[0].replace("{reporter}", "all").replace("{partner}", "all")
        output.complain(f"  = ask {layout.publisher} for this: {query}; {layout.address}")


def run_list(parties: Sequence[str], place: Path | None, options: Options, *, is_of_gaps: bool) -> None:
    """List the files of a catalogue with what is in them, or what is missing in all of them."""
    _refuse_unit(options)
    if parties and not is_of_gaps:
        raise typer.BadParameter("countries go with --missing, such as: leverage data list --missing AZE RUS")
    countries = [_find_party(text) for text in parties]
    codes = [country.code for country in countries]
    with output.exit_on_problems():
        if place is not None:
            _require_catalogue(place, "", place)
        catalogue = catalogues.read_catalogue(place or Path(catalogues.NAME))
    present: set[tuple[str, str, str]] = set()
    rows: list[make.FileOfData] = []
    problems: list[Problem] = []
    with output.exit_on_problems():
        for entry in catalogue.files.values():
            rows.append(_read_file(catalogue, entry, present, problems))
    if problems:
        output.complain(str(LeverageError(problems)))
    if is_of_gaps:
        gaps = list(_find_gaps(catalogue, codes, present))
        output.deliver_report(make.report_gaps(gaps), options)
        if indicators := _find_in_factbook(countries, gaps):
            output.complain(
                f"the World Factbook ({factbook.PACKAGE}) has {', '.join(indicators)}, which `leverage new` takes from "
                "there"
            )
    else:
        output.deliver_report(make.report_files(rows, "Files of data"), options)
    if problems:
        raise typer.Exit(3)


def _read_file(
    catalogue: Catalogue, entry: Entry, present: set[tuple[str, str, str]], problems: list[Problem]
) -> make.FileOfData:
    """Read a file, and note which figures are present: indicator, reporter and partner."""
    layout = catalogue.layouts[entry.layout]
    account = Account()
    try:
        state, _ = catalogues.find_state(catalogue, entry)
        if state == catalogues.MISSING:
            return make.FileOfData(entry, layout, state, None)
        for each in catalogues.read_entry(catalogue, entry, account):
            present.add((each.indicator, each.reporter, each.partner))
    except MissingLibraryError:
        raise
    except LeverageError as error:
        problems += error.problems
        return make.FileOfData(entry, layout, catalogues.CHANGED, None, error.problems[0].message)
    return make.FileOfData(entry, layout, state, account)


def _find_in_factbook(countries: Sequence[Country], gaps: Sequence[make.Gap]) -> list[str]:
    """Return what is missing in files of some countries, and that the pages of the World Factbook have for all."""
    with output.exit_on_problems():
        pages = factbook.find_pages(*countries)
        if pages is None:
            return []
        have = {
            (each.indicator, each.reporter)
            for entry in pages.files.values()
            for each in catalogues.read_entry(pages, entry, Account())
        }
    wanted = dict.fromkeys(gap.indicator for gap in gaps if not gap.partner)
    lacking = {gap.indicator for gap in gaps if (gap.indicator, gap.reporter) not in have}
    return [indicator for indicator in wanted if indicator not in lacking]


def _find_party(text: str) -> Country:
    party = find_country(text)
    if isinstance(party, Country):
        return party
    if party is not None:
        raise typer.BadParameter(f"'{in_one_line(text)}' is no country of today: {party.name}")
    hint = suggest_country(text) or "such as AZE or Azerbaijan"
    raise typer.BadParameter(f"no country '{in_one_line(text)}'; {hint}")


def _find_gaps(catalogue: Catalogue, codes: Sequence[str], present: set[tuple[str, str, str]]) -> Iterator[make.Gap]:
    """Yield what is missing, once for each way to get it: for some countries and each pair of them, or for all."""
    wanted = [(indicator, code, "") for code in codes for indicator in INDICATORS if indicator not in TOTALS]
    wanted += [
        (indicator, first, second) for indicator in TOTALS for first in codes for second in codes if first != second
    ]
    if not codes:
        wanted = [(indicator, "", "") for indicator in INDICATORS]
        present = {(indicator, "", "") for indicator, _, _ in present}
    for indicator, reporter, partner in wanted:
        if (indicator, reporter, partner) in present:
            continue
        ways = list_downloads(indicator, catalogue.layouts.values())
        for layout, rule in ways:
            yield make.Gap(indicator, reporter, partner, layout, rule)
        if not ways:
            yield make.Gap(indicator, reporter, partner, None, None)


def run_check(scenarios: Sequence[str], folders: Sequence[str], place: Path | None, options: Options) -> None:
    """Say whether the files beside scenarios are still the same, and have what the scenarios say; exit 1 if not."""
    _refuse_unit(options)
    with output.exit_on_problems():
        targets = _find_targets(scenarios, folders, place)
        beside = _Catalogues(place)
        checks = [
            make.Check(in_one_line(os.path.relpath(path)), entry, *catalogues.find_state(beside.read(path), entry))
            for path in dict.fromkeys(target.path for target in targets)
            for entry in beside.read(path).files.values()
        ]
        readings: list[tuple[Taken, Catalogue]] = []
        for target in targets:
            checks += _check_sources(target, beside)
            every = list_taken(target.scenario) if target.scenario is not None else ()
            readings += [(taken, beside.find(taken.file, taken.reading.place, target)) for taken in every]
        checked = check_readings(readings)
    output.deliver_report(make.report_checks(checks, checked), options)
    wrong = [check for check in checks if check.state not in (catalogues.SAME, REPLACED)]
    _tell_wrong(wrong, scenarios)
    failing = [each for each in checked if each.state not in RIGHT]
    for each in failing:
        taken = each.taken
        output.complain(f"{taken.reading.place}: {naming.reading(taken.figure.id, taken.reading.name)}: {each.state}")
    raise typer.Exit(1 if wrong or failing else 0)


def _tell_wrong(wrong: Sequence[make.Check], scenarios: Sequence[str]) -> None:
    """Tell which files are missing or others now, and what to do about the latter."""
    for check in wrong:
        said = "is not there" if check.state == catalogues.MISSING else "is not the file that was added"
        output.complain(f"{check.catalogue}: {in_one_line(check.entry.path)} {said}")
    changed = dict.fromkeys(check.entry.path for check in wrong if check.state == catalogues.CHANGED)
    if changed:
        scenario = quote_path(scenarios[0]) if len(scenarios) == 1 else "SCENARIO"
        output.complain(
            f"  = what newer files change: `leverage data add {' '.join(map(quote_path, changed))}`, then "
            f"`leverage data update {scenario}`"
        )


class _Target(NamedTuple):
    """A catalogue to check, with the scenario beside it if one was named."""

    path: Path
    scenario: Scenario | None = None


def _find_targets(words: Sequence[str], folders: Sequence[str], given: Path | None) -> list[_Target]:
    """Return what to check: scenarios, those of a folder, or the catalogue here if nothing is named.

    A scenario without a catalogue is checked by what its sources say. Raises LeverageError for what cannot be read.
    """
    found: list[tuple[str, Path, Origin | None]] = []
    for word in words or ["."]:
        if not os.path.isdir(word):
            named = locate_scenario(word)
            found.append((word, (named.path or Path()).parent, named))
            continue
        paths = [path for path in library.list_scenario_files(Path(word)) if may_be_scenario(path)] if words else []
        found += [(word, Path(word), Origin(in_one_line(str(path)), path.resolve())) for path in paths]
        found += [] if paths else [(word, Path(word), None)]
    names = iter(name_scenarios([origin for *_, origin in found if origin is not None]))
    targets = []
    for word, folder, origin in found:
        scenario = _read_scenario(origin, next(names), folders) if origin is not None else None
        path = given or folder / catalogues.NAME
        if given is not None or scenario is None or not any(source.file for source in scenario.sources.values()):
            _require_catalogue(path, word, given)
        targets.append(_Target(path, scenario))
    return targets


class _Catalogues:
    """The catalogues of scenarios, each read once."""

    def __init__(self, given: Path | None) -> None:
        self._given = given
        self._read: dict[Path, Catalogue] = {}

    def read(self, path: Path) -> Catalogue:
        """Read a catalogue. Raises LeverageError."""
        if path not in self._read:
            self._read[path] = catalogues.read_catalogue(path)
        return self._read[path]

    def find(self, file: str, place: Place, target: _Target) -> Catalogue:
        """Return the catalogue from which a file is seen that is named at a place.

        Of what a scenario extends that is the one beside it, if there is one. Raises LeverageError.
        """
        if factbook.is_page(file) and (pages := factbook.find_pages()) is not None:
            return pages
        beside = Path(place.file.name).parent / catalogues.NAME
        is_of_base = target.scenario is not None and place.file.name != target.scenario.place.file.name
        return self.read(beside if is_of_base and self._given is None and os.path.isfile(beside) else target.path)


def _check_sources(target: _Target, beside: _Catalogues) -> Iterator[make.Check]:
    """Yield the states of the files that the sources of a scenario name."""
    scenario = target.scenario
    if scenario is None:
        return
    for source in scenario.sources.values():
        if source.file:
            entry = Entry(source.file, source.place, "", source.sha256, source.accessed)
            state, now = catalogues.find_state(beside.find(source.file, source.place, target), entry)
            if state == catalogues.CHANGED and find_source_state(scenario, source, now) != FILE_CHANGED:
                state = find_source_state(scenario, source, now)
            yield make.Check(scenario.id, entry, state, now, source.id)


def _read_scenario(origin: Origin, name: str, folders: Sequence[str], text: File | None = None) -> Scenario:
    """Read a scenario without computing it. Raises LeverageError."""
    draft = read_draft(origin, name, text, WhatIf(folders=tuple(folders)))
    if draft.problems:
        raise LeverageError(draft.problems, draft.scenario.files)
    return draft.scenario


def _require_catalogue(path: Path, word: str, given: Path | None) -> None:
    """Raise LeverageError where a catalogue that is given, or that beside a word for a scenario, is not there."""
    if os.path.isfile(path):
        return
    said = f"no {catalogues.NAME} beside {in_one_line(word)}"
    if given is not None:
        said = f"no catalogue {in_one_line(str(given))}"
    raise LeverageError([Problem(said, hint="`leverage data add FILE` writes one")])


def run_update(name: str, year: str, folders: Sequence[str], place: Path | None, target: Path | None) -> None:
    """Print what newer files of data change in a scenario, or write the scenario with it to a new file."""
    from leverage.update import update_scenario

    check_year(year)
    if target is not None and str(target) != _STDOUT and os.path.lexists(target):
        raise typer.BadParameter(f"--output: {in_one_line(str(target))} is there already; nothing is written over it")
    with output.exit_on_problems():
        origin = locate_scenario(name)
        assert origin.path is not None  # a scenario that is located is a file
        file = document.read_file(origin.path, origin.name)
        id_ = Path(origin.name).stem
        what_if = WhatIf(folders=tuple(folders))
        scenario = assess_file(origin, id_, file.raw, what_if).scenario
        path = place or origin.path.parent / catalogues.NAME
        if place is not None or not any(factbook.is_page(source.file) for source in scenario.sources.values()):
            _require_catalogue(path, name, place)
        made = update_scenario(file, scenario, catalogues.read_catalogue(path), year)
        new = File(origin.name, made.text, file.has_mark)
        assess_file(origin._replace(name=f"{origin.name}, updated"), id_, new.raw, what_if)
    for remark in (*made.remarks, *_list_changes(made, file)):
        output.complain(remark)
    if new.text == file.text:
        return
    if target is None:
        output.deliver([_compare(file, new)], None)
    elif str(target) == _STDOUT:
        output.deliver([new.raw], None)
    else:
        output.save_scenario(new.raw, target)
        shown = quote_path(str(target))
        output.complain(f"wrote {shown}\ncheck it with: leverage check {shown}")


def _list_changes(made: "Update", file: File) -> Iterator[str]:
    """Yield what has changed, and what has not and why, a line each."""
    for change in made.changes:
        for name, candidate in change.new.items():
            then = "in use" if change.use == name else f"beside {change.use}, which is in use"
            path = in_one_line(candidate.entry.path)
            yield f"{change.figure.id}: {name}, of {candidate.observation.year}, from {path}; {then}"
        used = change.figure.in_use
        if used is not None and used.has_range and change.use in change.new:
            yield f"{change.figure.id}: the reading that was in use has a range, the new one has none"
    for source in made.sources:
        yield f"{source}: its file is another one now, and has what was taken from it"
    for other in dict.fromkeys(change.figure.place.file.name for change in made.elsewhere):
        ids = ", ".join(change.figure.id for change in made.elsewhere if change.figure.place.file.name == other)
        yield f"{ids}: to be updated in {other}, where it stands: leverage data update {quote_path(other)}"
    if made.passed_over:
        ids = ", ".join(dict.fromkeys(taken.figure.id for taken in made.passed_over))
        yield f"cannot be looked up: {ids}; `leverage data check {quote_path(file.name)}` says why"
    if not made.is_of_data:
        yield f"no figure of {file.name} is from a file of data"
    elif made.text == file.text:
        yield f"nothing changes in {file.name}"


def _compare(old: File, new: File) -> str:
    """Return what differs between two texts, as a unified diff."""
    before, after = (re.split("\r?\n", file.text) for file in (old, new))
    lines = difflib.unified_diff(before, after, old.name, old.name, lineterm="")
    return "".join(f"{in_one_line(line)}\n" for line in lines)


def _refuse_unit(options: Options) -> None:
    if options.unit:
        raise typer.BadParameter("--unit: the list of files has no amounts")
