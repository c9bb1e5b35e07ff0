"""The README's reference, made from the declarations the program itself goes by; cog puts it in place.

Run ``python -m cogapp -r README.md`` after a change; a test holds the README against it.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from leverage import formats, kinds, units
from leverage.formula.parse import FUNCTIONS
from leverage.model import (
    AGGREGATES,
    Claim,
    Expression,
    Figure,
    Input,
    Key,
    KindOfLever,
    Lever,
    Move,
    Party,
    Reading,
    Requirement,
    Result,
    Role,
    Scenario,
    Source,
    list_keys,
)
from leverage.report import check, claims, diff, explain, figures, get, lists, sensitivity, sources
from leverage.report import kinds as kind_records
from leverage.report.show import records

COMMANDS = (
    "show", "compare", "explain", "get", "sources", "check", "sensitivity", "sweep", "diff", "list", "kinds", "schema",
    "new",
)  # fmt: skip
ROOT = Path(__file__).parent.parent

_SECTIONS: dict[str, Sequence[type]] = {
    "A scenario": (Scenario,),
    "A source (`sources.ID`)": (Source,),
    "A party (`parties.ID`)": (Party,),
    "A figure (`figures.ID`, a party's aggregate, a lever's input, a move's `cut` and `for`)": (Reading, Figure),
    "A lever (`levers.ID`)": (Lever,),
    "A move (`moves.ID`)": (Move,),
    "A result (`results.ID`)": (Result,),
    "A claim (`claims.ID`)": (Claim,),
    "A kind (`kinds.ID`, or a file in `leverage/kinds/`)": (KindOfLever,),
    "A role (`roles.ID`; or the text of `loses` alone)": (Role,),
    "An input (`inputs.ID`)": (Input,),
    "A requirement (an item of `require`)": (Requirement,),
}
_TABLES: dict[str, tuple[str, Iterable[str]]] = {
    "stakes": ("show", records.STAKES),
    "totals": ("show", records.TOTALS),
    "outcome": ("show, compare", records.OUTCOME),
    "balance": ("show, compare", records.BALANCE),
    "moves": ("show", records.MOVES),
    "results": ("show", records.RESULTS),
    "claims": ("check", claims.CLAIMS),
    "notes": ("check", check.NOTES),
    "figures": ("sources", figures.FIGURES),
    "sources": ("sources", figures.SOURCES),
    "rivals": ("sources --rivals", sources.RIVALS),
    "problems": ("check", check.PROBLEMS),
    "findings": ("check", check.FINDINGS),
    "cells": ("get, explain", get.CELLS),
    "inputs": ("diff", diff.INPUTS),
    "results (diff)": ("diff", diff.RESULTS),
    "attribution": ("diff", diff.ATTRIBUTION),
    "kinds": ("kinds", kind_records.KINDS),
    "roles": ("kinds", kind_records.ROLES),
    "inputs (kinds)": ("kinds", kind_records.INPUTS),
    "requirements": ("kinds", kind_records.REQUIREMENTS),
    "explanation": ("explain", explain.STEPS),
    "scenarios": ("list", lists.SCENARIOS),
    "swings": ("sensitivity", sensitivity.SWINGS),
    "flips": ("sensitivity", sensitivity.FLIPS),
}


def run(*words: str, width: int = 80) -> str:
    """Return what the program prints for some words, in a terminal of a width, as a Markdown block."""
    environment = {**os.environ, "COLUMNS": str(width), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "TERM": "dumb"}
    command = [sys.executable, "-m", "leverage", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT, check=False)
    shown = " ".join(f"'{word}'" if " " in word else word for word in words)
    return f"```console\n$ leverage {shown}\n{(done.stdout + done.stderr).rstrip()}\n```"


def commands() -> str:
    """Return the help of every command."""
    return "\n\n".join(f"#### `leverage {name}`\n\n{run(name, '--help')}" for name in COMMANDS)


def file_format() -> str:
    """Return the keys of every part of a scenario file."""
    return "\n\n".join(f"**{title}**\n\n{_keys(declared)}" for title, declared in _SECTIONS.items())


def _keys(declared: Sequence[type]) -> str:
    lines = ["| key | | meaning |", "| :--- | :--- | :--- |"]
    for record in declared:
        for name, (_, key) in list_keys(record).items():
            lines.append(f"| `{name}` | {'required' if key.required else ''} | {_meaning(key)} |")
        if record is Party:
            lines += [f"| `{name}` | | figure in {unit} |" for name, unit in AGGREGATES.items()]
        if record is Scenario:
            lines.append(
                "| `extends` | | a file beside this one, or the name of a bundled scenario, laid under this one |"
            )
    return "\n".join(lines)


def _meaning(key: Key) -> str:
    choices = f": {', '.join(f'`{word}`' for word in key.choices)}" if key.choices else ""
    return f"{key.doc}{choices}".replace("|", "\\|")


def kind_pages() -> str:
    """Return a page for every bundled kind."""
    return "\n\n".join("\n".join(_kind(kinds.load_kind(name))) for name in kinds.list_bundled())


def _kind(kind: KindOfLever) -> Iterator[str]:
    yield f"#### `{kind.id}`"
    yield ""
    yield kind.summary
    yield ""
    yield "| role | exposure | loss (the first whose optional inputs are given) | measure | share of |"
    yield "| :--- | :--- | :--- | :--- | :--- |"
    for role in kind.roles.values():
        exposure, loss = (
            "<br>".join(f"`{one.formula.text}`" for one in formulas.get(role.id, ())) or "none"
            for formulas in (kind.exposure, kind.loss)
        )
        optional = " (optional)" if role.optional else ""
        measure, share = kind.measure.get(role.id, ""), kind.share_of.get(role.id, "")
        yield f"| `{role.id}`{optional}: {role.loses} | {exposure} | {loss} | {measure} | `{share}` |"
    yield ""
    yield "| input | unit | default | meaning |"
    yield "| :--- | :--- | :--- | :--- |"
    for one in kind.inputs.values():
        yield f"| `{one.id}` | {one.unit} | {_default(one)} | {one.doc} |"
    yield ""
    yield f"Pulled by: {' or '.join(kind.pulled_by)}. " + " ".join(
        f"Required: `{one.test.formula.text}` ({one.says})." for one in kind.require
    )
    yield ""
    yield kind.method


def _default(one: Input) -> str:
    if one.optional:
        return "optional"
    if one.default is None:
        return "required"
    text = one.default.formula.text if isinstance(one.default, Expression) else one.default.text
    return f"`{text}`" + (f": {one.assumes}" if one.assumes else "")


def columns() -> str:
    """Return the columns of every table of records."""
    lines = ["| table | command | columns |", "| :--- | :--- | :--- |"]
    lines += [
        f"| `{name}` | {by} | {', '.join(f'`{one}`' for one in found)} |" for name, (by, found) in _TABLES.items()
    ]
    return "\n".join(lines)


def language() -> str:
    """Return the words of units and formulas."""
    names = ", ".join(f"`{name}`" for name in units.list_unit_names())
    functions = ", ".join(f"`{name}`" for name in FUNCTIONS)
    return (
        f"Units: {names}, `%`, and any ISO 4217 code; scales: {', '.join(f'`{word}`' for word in units.SCALES)}.\n\n"
        f"Functions: {functions}."
    )


def format_names() -> str:
    """Return the names of the formats."""
    return ", ".join(f"`{name}`" for name in formats.list_formats())
