"""Scenario files to begin with: for two new parties, from starter.yaml beside this file, or over another scenario."""

import json
import math
import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from string import Template

from leverage import kinds, naming, priors
from leverage.analysis.assessment import Assessment
from leverage.formula.parse import RESERVED
from leverage.formula.tree import expand_parts, write_formula
from leverage.kinds import LETTERS
from leverage.model import AGGREGATES, Expression, Figure, Input, KindOfLever, Lever, Reading, Scenario, list_figures
from leverage.problems import make_visible
from leverage.quantity import Quantity
from leverage.text import to_ascii

HEAD = """\
# yaml-language-server: $schema=leverage.schema.json
## Lines with ## explain. Parts with a single # are switched off: take "# " from all lines of one to switch it on.
"""
#: The reason given for a number that nobody has looked up yet.
PLACEHOLDER = "a placeholder, replace it"

_TEMPLATE = Path(__file__).with_name("starter.yaml")
_THIRD = "third"  # the party that the template adds where a tie needs one
_TEMPLATE_IDS = {_THIRD, "null", "diverted", "elasticity", "stated", "disputed", "turnover", "bearable"}
_WITH_SECOND = ("exports_to", "imports_from", "goods_to", "goods_from")  # ids that go on with the second party's
_LONGEST_ID = 40  # an id stands in formulas, whose length is bounded
_WIDTH = 116
_UNIT_LETTER = rf"\b[{''.join(sorted(LETTERS))}]\b"
_PLAIN = r"(?!(?i:null|true|false|yes|no|on|off)$)[^\W\d_][\w ,;.()%/*+'’–→-]*"  # what YAML always reads as text

_OVERLAY_HEAD = """\
## This file holds only what differs from the file it extends. What is switched off here is as it is there.
## A figure is replaced whole: a new number needs a source or a reason of its own.
"""
_MOVE_HEAD = """\
## A move, added to those there are. Without any every tie is cut in full for a year.
"""
# The keys of a figure in an overlay.
_KEPT = ("value", "low", "high", "shape", "covers", "year", "source", "approximate", "assumed")


def write_starter(first: str, second: str) -> str:
    """Return a scenario of two parties that passes the check, each of its numbers a placeholder that says so."""
    first_name, second_name = _make_name(first), _make_name(second)
    first_id, second_id = make_ids(first, second)
    other_ties = []
    for name in kinds.list_bundled():
        if name != "trade":
            kind = kinds.load_kind(name)
            lever = write_lever(kind, (first_id, second_id, _THIRD))
            other_ties.append("\n".join(indent([*explain_kind(kind), *switch_off(lever)])))
    return HEAD + Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        placeholder=PLACEHOLDER,
        title=write_scalar(f"{first_name} and {second_name}"),
        first=first_id,
        first_name=write_scalar(first_name),
        second=second_id,
        second_name=write_scalar(second_name),
        aggregates=", ".join(AGGREGATES),
        priors=list_priors(),
        goods="\n".join(indent(explain_kind(kinds.load_kind("trade")))),
        sold=write_scalar(f"Goods {first_name} → {second_name}"),
        bought=write_scalar(f"Goods {second_name} → {first_name}"),
        other_ties="\n\n".join(other_ties),
        says=write_scalar(f"Without these ties {first_name} would lose less than 10 % of its GDP."),
    )


def list_priors() -> str:
    """List the priors on what finds other buyers, by sort of goods."""
    names = [name for name in priors.list_names() if name.endswith(".diverted")]
    return ", ".join(f"{name.removesuffix('.diverted')} {priors.find_prior(name).value.text}" for name in names)


def _make_name(text: str) -> str:
    """Return a party's name for people: with spaces, and its words with a capital letter."""
    words = " ".join(make_visible(text).replace("_", " ").split())
    return re.sub(r"^\w|(?<=[ -])(?!(?:and|of|the)\b)\w", lambda match: match.group().upper(), words) or "A party"


def make_ids(first: str, second: str) -> tuple[str, str]:
    """Make ids of two names that differ from each other and from all other ids and words of the file."""
    taken = RESERVED | _TEMPLATE_IDS | set(kinds.list_bundled())
    second_id = _make_id(second, taken)
    return _make_id(first, {*taken, second_id, *(f"{word}_{second_id}" for word in _WITH_SECOND)}), second_id


def _make_id(text: str, taken: Collection[str]) -> str:
    plain = re.sub(r"\\[uxU][0-9a-f]+", "", to_ascii(text))  # the escapes of letters that have no ASCII form
    words = "_".join(re.findall(r"[a-z0-9]+", plain.lower()))[:_LONGEST_ID].strip("_")
    if not words[:1].isalpha():
        words = f"party_{words}".strip("_")
    return choose_unused(words, taken)


def choose_unused(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, with a number if need be."""
    if name not in taken:
        return name
    return next(numbered for number in count(2) if (numbered := f"{name}_{number}") not in taken)


def explain_kind(kind: KindOfLever) -> Iterator[str]:
    """Yield comments that say what a kind is, and what its roles and inputs are."""
    yield from _wrap_comment("", f"{kind.id}: {kind.summary}")
    for role in kind.roles.values():
        yield from _wrap_comment("  ", f"{role.id}{', optional' if role.optional else ''}: {role.loses}")
    for declared in kind.inputs.values():
        yield from _wrap_comment("  ", f"{declared.id}, {declared.unit}{_explain_absence(declared)}: {declared.doc}")


def _wrap_comment(indent: str, text: str) -> list[str]:
    first, further = f"## {indent}", f"##   {indent}"
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=further, break_on_hyphens=False)


def _explain_absence(declared: Input) -> str:
    """Say what holds if a lever does not give an input."""
    if declared.default is None:
        return ", optional" if declared.optional else ""
    default = "computed" if isinstance(declared.default, Expression) else declared.default.text
    return f", {default} if not given"


def write_lever(kind: KindOfLever, parties: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a lever named like its kind: parties in the required roles, and every input these read."""
    needed = [role.id for role in kind.roles.values() if not role.optional]
    roles = dict(zip(needed, parties, strict=False))
    yield f"{kind.id}:"
    yield f"  kind: {kind.id}"
    yield from (f"  {role}: {party}" for role, party in roles.items())
    read = {name for role in roles for name in _list_names_read(kind, role)}
    written: Counter[str] = Counter()
    for declared in kind.inputs.values():
        is_needed = declared.default is None and not declared.optional
        if is_needed or declared.id in read:
            yield from _write_input(declared, kind.id, roles, written[declared.unit])
            written[declared.unit] += declared.default is None


def _list_names_read(kind: KindOfLever, role: str) -> Iterator[str]:
    """Yield what the first formulas of a role read, which are used when all inputs are given."""
    for formulas in (kind.exposure.get(role, ()), kind.loss.get(role, ()), kind.once.get(role, ())):
        for alternative in [each for each in formulas if not each.when][:1]:
            yield from alternative.formula.formula.names


def _write_input(declared: Input, lever: str, roles: Mapping[str, str], before: int) -> Iterator[str]:
    """Yield the lines of an input; `before` says how many others of the same unit have been given a number."""

    def name_cell(name: str) -> str:
        role, dot, aggregate = name.partition(".")
        return naming.aggregate(roles[role], aggregate) if dot else naming.lever_input(lever, name)

    if isinstance(declared.default, Expression):
        whole = expand_parts(declared.default.formula, (), frozenset())  # the lever has no parts
        yield f"  {declared.id}: {write_scalar(write_formula(whole, name_cell))}"
        return
    yield f"  {declared.id}:"
    yield f"    value: {_choose_number(declared, before) if declared.default is None else declared.default.text}"
    yield f"    assumed: {PLACEHOLDER}"


def _choose_number(declared: Input, before: int) -> str:
    """Return the middle of an input's bounds or, if these are open, a tenth of the input of that unit before it."""
    unit = re.sub(_UNIT_LETTER, "t", declared.unit)
    least, most = declared.between or (-math.inf, math.inf)
    if math.isfinite(most - least):
        middle = (least + most) / 2
        return f"{middle * 100:g} %" if unit == "ratio" else f"{middle:g} {unit}"
    scale = "million " if unit.endswith("/year") else ""
    return f"{10.0 ** (1 - before):g} {scale}{unit}"


def write_overlay(base: str, assessed: Assessment) -> str:
    """Return a file that extends `base` and changes nothing: the base's figures and a move are in it, switched off."""
    title = f"{assessed.scenario.title}, changed"
    parts = [f"{HEAD}{_OVERLAY_HEAD}", f"extends: {write_scalar(base)}\ntitle: {write_scalar(title)}\n"]
    parts += [_write_section(section, lines) for section, lines in _write_figures(assessed).items()]
    if move := list(_write_move(assessed)):
        parts.append(_MOVE_HEAD + _write_section("moves", move))
    return "\n".join(parts)


def _write_section(section: str, lines: list[str]) -> str:
    """Return the text of a section, switched off."""
    return "".join(f"{line}\n" for line in switch_off([f"{section}:", *indent(lines)]))


def _write_figures(assessed: Assessment) -> Mapping[str, list[str]]:
    """Return the lines of the figures that cells read, by the section they stand in."""
    by_owner: dict[tuple[str, str], list[str]] = {}
    read = _list_figures_read(assessed)
    for figure in list_figures(assessed.scenario):
        if figure is assessed.scenario.horizon:
            continue  # it stands in no section
        owner, name = naming.split(figure.id)
        section = _find_section(assessed.scenario, owner)
        lines = list(_write_figure(figure, name)) if section and figure.id in read else []
        if lines:
            by_owner.setdefault((section, owner), []).extend(lines)
    for lever in assessed.scenario.levers.values():
        of_parts = []
        for part in lever.parts:
            if lines := by_owner.pop(("levers", f"{lever.id}.{part}"), []):
                of_parts += [f"{part}:", *indent(lines)]
        if of_parts:
            by_owner.setdefault(("levers", lever.id), []).extend(["parts:", *indent(of_parts)])
    sections: dict[str, list[str]] = {}
    for (section, owner), lines in by_owner.items():
        sections.setdefault(section, []).extend([f"{owner}:", *indent(lines)] if owner else lines)
    return sections


def _find_section(scenario: Scenario, owner: str) -> str:
    """Return the section that an owner's figures stand in; empty for a move's, which an overlay leaves alone."""
    if not owner:
        return "figures"
    if owner in scenario.parties:
        return "parties"
    return "levers" if owner.partition(".")[0] in scenario.levers else ""  # a part's owner is `LEVER.PART`


def _list_figures_read(assessed: Assessment) -> set[str]:
    """Return the names that cells read; with a figure's reading, read by another cell, the figure is read too."""
    read = set()
    for cell in assessed.graph.cells.values():
        for name in cell.reads:
            owner, _ = naming.split(name)
            read |= {name} if owner == cell.name else {name, owner}
    return read


def _write_figure(figure: Figure, name: str) -> Iterator[str]:
    """Yield the lines of a figure. Of one with several readings only `use` is written: formulas may read the others."""
    used = figure.in_use
    if used is None:
        return
    if used.name:
        yield f"{name}:"
        yield f"  use: {used.name}  ## {_summarise(used)}"
        for reading in figure.readings:
            if reading.name != used.name:
                yield f"  ## use: {reading.name}  ## {_summarise(reading)}"
    elif used.prior is not None:
        yield f"{name}:"
        if figure.label:
            yield f"  label: {write_scalar(figure.label)}"
        yield f"  prior: {used.prior.name}"
    elif used.value is not None:
        yield f"{name}:"
        fields = {"label": figure.label, **{key: getattr(used, key) for key in _KEPT}}
        for key, value in fields.items():
            if value not in (None, "", False, Reading._field_defaults.get(key)):
                yield f"  {key}: {_write_value(value)}"


def _summarise(reading: Reading) -> str:
    """Return the value or formula of a reading in one line."""
    if reading.value:
        return " ".join(reading.value.text.split())
    return " ".join(f"= {reading.formula.formula.text}".split()) if reading.formula else ""


def _write_value(value: object) -> str:
    if isinstance(value, Quantity):
        return " ".join(value.text.split())
    if isinstance(value, str):
        return write_scalar(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write_move(assessed: Assessment) -> Iterator[str]:
    """Yield the lines of a move on the first current lever that one party can cut and another would feel."""
    scenario = assessed.scenario
    for lever in scenario.levers.values():
        movers = [lever.roles[role] for role in assessed.graph.kinds[lever.kind].pulled_by if role in lever.roles]
        if lever.status == "current" and movers and len(lever.roles) > 1:
            yield f"{choose_unused('stop', scenario.moves)}:"
            yield f"  lever: {lever.id}"
            yield f"  by: {movers[0]}"
            yield f"  target: {_choose_target(scenario, lever, movers[0])}"
            yield "  cut: 50 %"
            yield "  for: 6 months"
            return


def _choose_target(scenario: Scenario, lever: Lever, by: str) -> str:
    others = [party for party in lever.roles.values() if party != by]
    return next((side for side in scenario.sides if side in others), others[0])


def write_scalar(text: str) -> str:
    """Write a text as a YAML scalar in one line, in double quotes unless YAML always reads it as a text."""
    line = " ".join(make_visible(text).split())
    if re.fullmatch(_PLAIN, line):
        return line
    quoted = json.dumps(line, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def indent(lines: Iterable[str]) -> list[str]:
    """Indent lines by two spaces."""
    return [f"  {line}" for line in lines]


def switch_off(lines: Iterable[str]) -> list[str]:
    """Switch lines off: taking the ``# `` from each gives them back."""
    return [f"# {line}" for line in lines]
