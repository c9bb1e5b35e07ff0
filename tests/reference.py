"""The parts of the documents that are made from what the program declares and prints. Cog puts them in place.

Run ``python -m cogapp -r README.md scenarios/README.md scenarios/history/README.md leverage/REFERENCE.md`` after a
change, and ``python -m tests.reference`` for the chart of history; tests compare them.
"""

import math
import tempfile
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from leverage import kinds, priors, units
from leverage.data.catalogue import Entry
from leverage.data.layouts import Layout, Rule
from leverage.formats._svg_chart import draw_svg
from leverage.formula.parse import FUNCTIONS
from leverage.model import (
    AGGREGATES,
    Alternative,
    Claim,
    DataEntry,
    Figure,
    Input,
    Instrument,
    Key,
    KindOfLever,
    Lever,
    Move,
    Observed,
    Part,
    Party,
    Piece,
    Prior,
    Reading,
    Requirement,
    Result,
    Role,
    Scenario,
    Source,
    list_keys,
)
from leverage.report import (
    backtest,
    check,
    claims,
    data,
    diff,
    explain,
    figures,
    get,
    headline,
    lists,
    pairs,
    robustness,
    sources,
    swings,
    turns,
    words,
)
from leverage.report import kinds as kind_records
from leverage.report.columns import Columns
from leverage.report.numbers import write_significant, write_span
from leverage.report.show import records
from leverage.report.views import Bar, Bars, Chart, Panel
from tests import program
from tests.readme import CHART, files

COMMANDS = (
    "show", "compare", "explain", "get", "sources", "check", "sensitivity", "backtest", "sweep", "sql", "diff", "fill",
    "list", "kinds", "schema", "new", "data", "pairs", "help",
)  # fmt: skip
SUBCOMMANDS = {"data": ("add", "list", "check", "update")}
# The parts of a scenario file, each with the records its keys are declared in.
_PARTS: dict[str, tuple[type, ...]] = {
    "scenario": (Scenario,),
    "source": (Source,),
    "party": (Party,),
    "figure": (Reading, Figure),
    "entry": (DataEntry,),
    "lever": (Lever,),
    "part": (Part,),
    "move": (Move,),
    "result": (Result,),
    "claim": (Claim,),
    "observed": (Observed,),
    "kind": (KindOfLever,),
    "formula": (Alternative,),
    "role": (Role,),
    "instrument": (Instrument,),
    "input": (Input,),
    "requirement": (Requirement,),
    "layout": (Layout,),
    "figure of a layout": (Rule,),
    "file of data": (Entry,),
}
TABLES: dict[str, tuple[str, Iterable[str]]] = {
    "stakes": ("show", records.STAKES),
    "totals": ("show, compare", records.TOTALS),
    "outcome": ("show, compare", records.OUTCOME),
    "balance": ("show, compare", records.BALANCE),
    "moves": ("show", records.MOVES),
    "results": ("show", records.RESULTS),
    "parts": ("show", records.PARTS),
    "path": ("show", records.PATH),
    "methods": ("show", records.METHODS),
    "headline": ("show, compare", headline.HEADLINE),
    "claims": ("check", claims.CLAIMS),
    "robustness": ("check --robust", robustness.ROBUSTNESS),
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
    "evidence": ("explain", explain.EVIDENCE),
    "model": ("explain", explain.MODEL),
    "scenarios": ("list", lists.SCENARIOS),
    "swings": ("sensitivity", swings.SWINGS),
    "flips": ("sensitivity", turns.FLIPS),
    "outcomes": ("backtest", backtest.OUTCOMES),
    "coverage": ("backtest", backtest.COVERAGE),
    "files": ("data add, data list", data.FILES),
    "gaps": ("data list --missing", data.GAPS),
    "checks": ("data check", data.CHECKS),
    "readings": ("data check", data.READINGS),
    "pairs": ("pairs", pairs.PAIRS),
}


def run(*words: str, width: int = 80) -> str:
    """Return what the program prints for some words, in a terminal of a width, as a Markdown block.

    It runs in a folder that holds the files the documents show.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files().items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        done = program.run(*words, cwd=Path(folder), environment={"COLUMNS": str(width)})
    shown = " ".join(f"'{word}'" if " " in word else word for word in words)
    return f"```console\n$ leverage {shown}\n{(done.out + done.err).rstrip()}\n```"


def write_commands() -> str:
    """Return the help of every command."""
    every = [words for name in COMMANDS for words in ((name,), *((name, word) for word in SUBCOMMANDS.get(name, ())))]
    return "\n\n".join(f"### {' '.join(words)}\n\n{run(*words, '--help')}" for words in every)


def write_keys(part: str) -> str:
    """Return the keys of a part of a scenario file, a list item each."""
    lines = []
    for record in _PARTS[part]:
        for name, (_, key) in list_keys(record).items():
            lines.append(_write_item(f"`{name}`{' (required)' if key.required else ''}: {_describe(key)}"))
    if part == "party":
        lines += [f"- `{name}`: figure in {unit}" for name, unit in AGGREGATES.items()]
    if part == "scenario":
        lines.append(_write_item("`extends`: a file beside this one, or a bundled scenario, which this one changes"))
    return "\n".join(lines)


def _describe(key: Key) -> str:
    choices = f": {', '.join(f'`{word}`' for word in key.choices)}" if key.choices else ""
    return f"{key.doc}{choices}"


def _write_item(text: str) -> str:
    return textwrap.fill(text, 80, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def write_kinds() -> str:
    """Return what the program prints of every bundled kind."""
    return "\n\n".join(run("kinds", name, "--notes") for name in kinds.list_bundled())


def write_priors() -> str:
    """Return every prior with its evidence: a list item each, those of a class under its name."""
    lines = []
    for class_ in priors.list_classes():
        found = [priors.find_prior(name) for name in priors.list_names() if name.startswith(f"{class_}.")]
        lines += [f"{class_}: {found[0].label}", ""]
        for prior in found:
            evidence = "; ".join(_describe_piece(prior, piece) for piece in prior.pieces)
            span = words.TO.join((prior.low.text, prior.high.text))
            lines.append(_write_item(f"`{prior.name}` {prior.value.text} ({span}): {evidence}"))
        lines.append("")
    inside, every = count_covered()
    lines.append(textwrap.fill(_COVERED.format(inside=inside, every=every, share=inside / every), 80))
    return "\n".join(lines)


_COVERED = (
    "Of {every} outcomes, {inside} ({share:.0%}) lie between low and high of the prior that is computed without their "
    "episode. The first year counts beside the end, so that some outcomes count twice. Not counted are those whose "
    "prior is then no such interval, but the least and the greatest of too little evidence, or nothing."
)


def count_covered() -> tuple[int, int]:
    """Return how many outcomes lie in the range of the prior without their episode, and how many can be tried."""
    inside = every = 0
    for name in priors.list_names():
        for piece in priors.find_prior(name).pieces:
            try:
                held_out = priors.find_prior(name, {piece.episode}) if piece.episode else None
            except priors.PriorError:
                held_out = None  # no other episode tells anything of this input
            if held_out is None or not held_out.rule.startswith(priors.COVERS.text):
                continue
            ends = [end.base for end in (piece.value, piece.low, piece.high) if end]
            middle = math.prod(ends) ** (1 / len(ends)) if held_out.shape == "lognormal" else sum(ends) / len(ends)
            inside += held_out.low.base <= middle <= held_out.high.base
            every += 1
    return inside, every


def _describe_piece(prior: Prior, piece: Piece) -> str:
    said = explain.write_piece(piece)
    names = [prior.sources[id_] for id_ in piece.sources]
    cited = "; ".join(f"{each.author or each.publisher or each.title} {each.published}".strip() for each in names)
    return f"{said} ({piece.seen}: {cited})"


_INPUTS_OVER_TIME = {
    "diverted": "What found other buyers, per cent of what was cut",
    "replaced": "What others delivered, per cent of what was cut",
}


def _list_over_time(input_: str) -> Iterator[tuple[str, Piece]]:
    """Yield the evidence on an input with the label of its class, goods by goods in order of time."""
    for label, pieces in priors.list_evidence(input_).items():
        goods = list(dict.fromkeys(piece.goods for piece in pieces))
        for piece in sorted(pieces, key=lambda each: (goods.index(each.goods), each.years.base if each.years else 0.0)):
            yield label, piece


def _find_ends(piece: Piece) -> tuple[float, float]:
    """Return low and high of a share in per cent, or its value twice."""
    ends = [100 * each.number for each in (piece.value, piece.low, piece.high) if each]
    return min(ends), max(ends)


def write_over_time() -> str:
    """Return all shares that were diverted or replaced, with how long after the cut, as a table for each."""
    lines = []
    for input_, title in _INPUTS_OVER_TIME.items():
        lines += [f"| {title} | Years after | Share | Episode |", "| :--- | ---: | ---: | :--- |"]
        for _, piece in _list_over_time(input_):
            ends = [each.text for each in (piece.value, piece.low, piece.high) if each]
            years = piece.years.text.removesuffix(" years") if piece.years else ""
            said = write_span(*ends) if len(ends) == 2 else ends[0]
            lines.append(f"| {piece.goods} | {years} | {said} | {piece.happened or 'a study'} |")
        lines.append("")
    return "\n".join(lines)


def draw_over_time() -> str:
    """Return the chart of these shares as SVG."""
    panels = []
    for input_, title in _INPUTS_OVER_TIME.items():
        rows = []
        for _, piece in _list_over_time(input_):
            low, high = _find_ends(piece)
            middle = (low + high) / 2
            spread = write_span(*(write_significant(end, 3) for end in (low, high))) if low < high else ""
            bar = Bar(
                middle, 1, write_significant(middle, 3), spread, low if spread else None, high if spread else None
            )
            years = f", after {piece.years.text}" if piece.years and piece.years.base else ""
            rows.append(Bars(f"{piece.goods}{years}", (bar,)))
        panels.append(Panel(title, ("", ""), tuple(rows), legend=(("range", "as far as sources differ"),)))
    return f"{draw_svg(Chart('evidence', 'What found another way after a tie was cut', '', tuple(panels)))}\n"


@lru_cache(maxsize=1)
def _run_backtest() -> dict[str, list[dict[str, Any]]]:
    return program.read_json("backtest")


def _find_coverage(evidence: str) -> dict[str, Any]:
    return next(row for row in _run_backtest()["coverage"] if row["evidence"] == evidence)


def write_coverage() -> str:
    """Return how many outcomes of the past came within the predicted range, as an item of a list."""
    held_out, every = _find_coverage("held out"), _find_coverage("all")
    low, high = (100 * held_out[end] for end in ("share_low", "share_high"))
    text = (
        f"In {held_out['episodes']} cuts of the past, {held_out['inside']} of {held_out['counted']} outcomes "
        f"({100 * held_out['share']:.0f} %) came within the predicted range, where 90 % should; the 95 % confidence "
        f"interval is {low:.0f} to {high:.0f} %. Priors are without the episode itself; with it, {every['inside']} of "
        f"{every['counted']} did. Many ranges go from almost nothing to almost all "
        "([scenarios/history](scenarios/history/README.md))."
    )
    return textwrap.fill(text, 119, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def write_outcomes() -> str:
    """Return what the program prints of outcomes and misses, without those that do not count."""
    return f"{run('backtest', width=120).partition(chr(10) + 'Not counted')[0].rstrip()}\n```"


def write_columns() -> str:
    """Return the columns of every table of records, a list item each table."""
    return "\n".join(_write_item(f"**{name}** ({by}): {', '.join(columns)}") for name, (by, columns) in TABLES.items())


def write_docs(columns: Columns[Any]) -> str:
    """Return the columns of a table with what each holds, a list item each."""
    return "\n".join(_write_item(f"`{name}`: {doc}") for name, doc in columns.docs.items())


def write_units() -> str:
    """Return the words that units are made of."""
    names = ", ".join(f"`{name}`" for name in units.list_unit_names())
    scales = ", ".join(f"`{word}`" for word in units.SCALES)
    return "\n".join(
        [
            _write_item(f"Units: {names}, `%`, and the code of every currency of ISO 4217, such as `EUR`"),
            _write_item(f"Scales: {scales}"),
        ]
    )


def write_functions() -> str:
    """Return the functions of the formula language with their numbers of arguments."""
    return "\n".join(
        f"- `{name}`: {least if least == most else f'{least} to {most}'} argument{'s' if most > 1 else ''}"
        for name, (least, most) in FUNCTIONS.items()
    )


if __name__ == "__main__":
    CHART.write_text(draw_over_time(), encoding="utf-8")
