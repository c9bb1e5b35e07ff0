"""The commands `data add`, `data list` and `data check`: files of data, catalogued beside the scenarios."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from leverage.analysis.assessment import locate_scenario
from leverage.cli import files, output
from leverage.cli.options import Options
from leverage.data import catalogue as catalogues
from leverage.data.catalogue import Catalogue, Entry
from leverage.data.countries import Country, find_country, suggest_country
from leverage.data.layouts import INDICATORS, TOTALS, Layout, is_encoding, list_downloads
from leverage.data.observations import Account
from leverage.data.recognition import Given
from leverage.problems import LeverageError, MissingLibraryError, Problem, in_one_line, suggest_name
from leverage.quantity import parse_quantity
from leverage.report import data as make
from leverage.units import UnitError

_DATE = "[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def run_add(
    paths: Sequence[str], place: Path | None, given: Given, accessed: str, options: Options, *, is_going_on: bool
) -> None:
    """Add files to a catalogue, which is written whole or not at all; exit 3 if one cannot be used.

    The exit status is 2 if that is for want of a library.
    """
    _refuse_unit(options)
    _refuse_wrong(given, accessed)
    with output.exit_on_problems():
        catalogue = catalogues.read_catalogue(place or Path(catalogues.NAME))
    added: list[make.FileOfData] = []
    problems: list[Problem] = []
    status = 3
    for name in dict.fromkeys(paths):
        try:
            entry, account, layout = catalogues.make_entry(Path(name), catalogue, given, accessed)
        except LeverageError as error:
            problems += error.problems
            status = 2 if isinstance(error, MissingLibraryError) else status
            continue
        if layout.useless:
            output.complain(f"left out {in_one_line(name)} ({layout.title}): {layout.useless}")
            continue
        if not account.figures:
            _tell_empty(name, layout, account)
        added.append(make.FileOfData(entry, layout, catalogues.SAME, account))
    if problems:
        output.complain(str(LeverageError(problems)))
        if not is_going_on:
            output.complain("nothing was added; --keep-going adds the other files" if added else "nothing was added")
            raise typer.Exit(status)
    if added:
        with output.exit_on_problems():
            text = catalogues.add_entries(catalogue, [file.entry for file in added])
        with files.open_whole(catalogue.path, "--catalogue") as stream:
            stream.write(text.encode())
        output.complain(f"wrote {in_one_line(str(catalogue.path))}")
        output.deliver_report(make.report_files(added, "Added files of data"), options)
    if problems:
        raise typer.Exit(status)


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
            parse_quantity(f"1 {given.unit}")
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
    codes = [_find_party(text) for text in parties]
    with output.exit_on_problems():
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
        output.deliver_report(make.report_gaps(list(_find_gaps(catalogue, codes, present))), options)
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


def _find_party(text: str) -> str:
    party = find_country(text)
    if isinstance(party, Country):
        return party.code
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


def run_check(scenarios: Sequence[str], place: Path | None, options: Options) -> None:
    """Say whether the files beside scenarios are still the same; exit 1 if one is not."""
    _refuse_unit(options)
    checks: list[make.Check] = []
    with output.exit_on_problems():
        for path in [place] if place else _locate_catalogues(scenarios):
            catalogue = catalogues.read_catalogue(path)
            name = in_one_line(os.path.relpath(path))
            for entry in catalogue.files.values():
                checks.append(make.Check(name, entry, *catalogues.find_state(catalogue, entry)))
    output.deliver_report(make.report_checks(checks), options)
    wrong = [check for check in checks if check.state != catalogues.SAME]
    for check in wrong:
        said = "is not there" if check.state == catalogues.MISSING else "is not the file that was added"
        output.complain(f"{check.catalogue}: {in_one_line(check.entry.path)} {said}")
    raise typer.Exit(1 if wrong else 0)


def _locate_catalogues(scenarios: Sequence[str]) -> list[Path]:
    """Return the catalogues beside scenarios. Raises LeverageError where there is none."""
    if not scenarios and Path(catalogues.NAME).is_file():
        return [Path(catalogues.NAME)]
    paths: list[Path] = []
    for scenario in scenarios or ["."]:
        folder = Path(scenario) if os.path.isdir(scenario) else (locate_scenario(scenario).path or Path()).parent
        path = folder / catalogues.NAME
        if not path.is_file():
            raise LeverageError(
                [
                    Problem(
                        f"no {catalogues.NAME} beside {in_one_line(scenario)}",
                        hint="`leverage data add FILE` writes one",
                    )
                ]
            )
        paths.append(path)
    return list(dict.fromkeys(paths))


def _refuse_unit(options: Options) -> None:
    if options.unit:
        raise typer.BadParameter("--unit: the list of files has no amounts")
