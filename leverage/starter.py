"""Scenario files to begin with: a new pair of parties, or a file that extends another."""

import json
import math
import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from string import Template

from leverage import kinds
from leverage.analysis.assessment import Assessment
from leverage.formula.parse import RESERVED
from leverage.formula.tree import write_formula
from leverage.kinds import LETTERS
from leverage.model import AGGREGATES, Expression, Figure, Input, KindOfLever, Lever, Reading, Scenario, list_figures
from leverage.problems import make_visible
from leverage.quantity import Quantity
from leverage.text import to_ascii

HEAD = """\
# yaml-language-server: $schema=leverage.schema.json
## Lines with ## explain. Parts with a single # are switched off: take "# " from all lines of one to switch it on.
"""
#: Why a number that nobody has looked up yet stands where it does.
PLACEHOLDER = "a placeholder, replace it"

_PLAIN = r"(?!(?i:null|true|false|yes|no|on|off)$)[^\W\d_][\w ,;.()%/*+'’–→-]*"  # text to every reader of YAML


def write_scalar(text: str) -> str:
    """Write a text as a YAML scalar in one line, in double quotes unless it is plainly a text."""
    line = " ".join(make_visible(text).split())
    if re.fullmatch(_PLAIN, line):
        return line
    quoted = json.dumps(line, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)


def indent(lines: Iterable[str]) -> list[str]:
    """Set lines two spaces in."""
    return [f"  {line}" for line in lines]


def switch_off(lines: Iterable[str]) -> list[str]:
    """Switch lines off: taking the ``# `` from each gives them back."""
    return [f"# {line}" for line in lines]


def choose_unused(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, with a number if need be."""
    return next(own for number in count(1) if (own := name if number == 1 else f"{name}_{number}") not in taken)


_WIDTH = 116
_LETTER = rf"\b[{''.join(sorted(LETTERS))}]\b"


def explain_kind(kind: KindOfLever) -> Iterator[str]:
    """Say what a kind is, and what its roles and inputs are, in comments."""
    yield from _wrapped("", f"{kind.id}: {kind.summary}")
    for role in kind.roles.values():
        yield from _wrapped("  ", f"{role.id}{', optional' if role.optional else ''}: {role.loses}")
    for one in kind.inputs.values():
        yield from _wrapped("  ", f"{one.id}, {one.unit}{_without(one)}: {one.doc}")


def _wrapped(indent: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"## {indent}", subsequent_indent=f"##   {indent}", break_on_hyphens=False
    )


def _without(one: Input) -> str:
    if one.default is None:
        return ", optional" if one.optional else ""
    default = one.default.formula.text if isinstance(one.default, Expression) else one.default.text
    return f", {default} if not said"


def write_lever(kind: KindOfLever, parties: Sequence[str]) -> Iterator[str]:
    """Write a lever that has its kind's name, with parties in the required roles and every input these read."""
    needed = [role.id for role in kind.roles.values() if not role.optional]
    roles = dict(zip(needed, parties, strict=False))
    yield f"{kind.id}:"
    yield f"  kind: {kind.id}"
    yield from (f"  {role}: {party}" for role, party in roles.items())
    written: Counter[str] = Counter()
    for one in _read(kind, roles):
        yield from _input(one, kind.id, written[one.unit])
        written[one.unit] += one.default is None


def _read(kind: KindOfLever, roles: Mapping[str, str]) -> list[Input]:
    """Return the inputs a lever must have, and those that its roles' formulas read when all are given."""
    read = {name for role in roles for name in _names(kind, role)}
    return [one for one in kind.inputs.values() if one.id in read or (one.default is None and not one.optional)]


def _names(kind: KindOfLever, role: str) -> Iterator[str]:
    """Yield what the formulas of a role that are tried first read."""
    for formulas in (kind.exposure.get(role, ()), kind.loss.get(role, ())):
        for expression in formulas[:1]:
            yield from expression.formula.names


def _input(one: Input, lever_id: str, before: int) -> Iterator[str]:
    if isinstance(one.default, Expression):
        formula = write_formula(one.default.formula, lambda own: f"{lever_id}.{own}")
        yield f"  {one.id}: {write_scalar(formula)}"
        return
    yield f"  {one.id}:"
    yield f"    value: {_number(one, before) if one.default is None else one.default.text}"
    yield f"    assumed: {PLACEHOLDER}"


def _number(one: Input, before: int) -> str:
    """Return the middle of an input's bounds or, where they are open, less the more of its unit stand before it."""
    unit = re.sub(_LETTER, "t", one.unit)
    least, most = one.between or (-math.inf, math.inf)
    if math.isfinite(most - least):
        middle = (least + most) / 2
        return f"{middle * 100:g} %" if unit == "ratio" else f"{middle:g} {unit}"
    scale = "million " if unit.endswith("/year") else ""
    return f"{10.0 ** (1 - before):g} {scale}{unit}"


_PARTY = Template("""\
  $id:
    name: $name
    gdp:
      value: 100 billion USD/year
      assumed: $assumed
    exports:
      value: 20 billion USD/year
      assumed: $assumed
    imports:
      value: 20 billion USD/year
      assumed: $assumed
""")
_STARTER = Template("""\
## Every number is a placeholder and says so. `leverage check` tells what is wrong with a file, `leverage show`
## what follows from it, `leverage kinds` what ties it can hold.

title: $title
sides: [$first, $second]
# as_of: 2025-07  ## the date it speaks of

## Publications that figures are taken from, by ids of your own.
sources:
  yearbook:
    title: $assumed
    # author: who wrote it
    # published: when, in your own words
    # url: https://example.org

## A party can have figures of its own: $aggregates.
parties:
$parties
  ## Others may appear beside the two sides, such as a country that goods cross.
  # third:
  #   name: A third party

## A figure is a number with its unit and a source or, without one, the reason why it is assumed.
figures:
  ## A number may be followed by thousand, million, billion or trillion; a unit may be per year, month or day.
  exports_to_$second:
    value: 1 billion USD/year
    assumed: $assumed
  imports_from_$second:
    value: 2 billion USD/year
    assumed: $assumed

  ## low and high are the least and the greatest plausible value, written as the value is.
  diverted:
    value: 50 %
    low: 20 %
    high: 80 %
    assumed: $assumed
  elasticity:
    value: 3
    low: 2
    high: 5
    assumed: $assumed

  ## What a source states: where it stands, and the number as it is printed, which is checked against the value.
  # stated:
  #   value: 3 billion USD/year
  #   year: 2024
  #   source: yearbook
  #   where: a table or page
  #   as_printed: 3 billion

  ## Where sources differ each has a reading, and `use` names the one that counts.
  # disputed:
  #   use: official
  #   readings:
  #     official:
  #       value: 4 billion USD/year
  #       year: 2024
  #       source: yearbook
  #     ours:
  #       value: 5 billion USD/year
  #       assumed: $assumed

  ## What follows from other figures.
  # turnover:
  #   formula: exports_to_$second + imports_from_$second

## The ties that one of the parties can cut. In a kind's units USD stands for the currency, a lone capital letter for
## any unit of quantity.
levers:
$trade
  goods_to_$second:
    kind: trade
    label: $sold
    seller: $first
    buyer: $second
    value: exports_to_$second
    diverted: diverted
    elasticity: elasticity
  goods_from_$second:
    kind: trade
    label: $bought
    seller: $second
    buyer: $first
    value: imports_from_$second
    diverted: diverted
    elasticity: elasticity

$others

## Who cuts what. Without moves every tie is cut in full for a year; with moves only what they cut is lost.
# moves:
#   ban:
#     lever: goods_to_$second
#     by: $second
#     cut: 50 %
#     for: 6 months

## A claim is a sentence with a test, and a word on where the test draws its line.
claims:
  bearable:
    says: $says
    test: total.$first / $first.gdp < 10%
    threshold: judgement
""")
_THIRD = "third"
_OWN = {_THIRD, "null", "diverted", "elasticity", "stated", "disputed", "turnover", "bearable"}
_WITH_SECOND = ("exports_to", "imports_from", "goods_to", "goods_from")
_LONGEST = 40  # an id stands in formulas, whose length is bounded


def write_starter(first: str, second: str) -> str:
    """Return a scenario of two parties that passes the check, each of its numbers a placeholder that says so."""
    one, two = _ids(first, second)
    name, other = _name(first), _name(second)
    parties = [
        _PARTY.substitute(id=i, name=write_scalar(n), assumed=PLACEHOLDER) for i, n in ((one, name), (two, other))
    ]
    others = [kinds.load_kind(kind) for kind in kinds.list_bundled() if kind != "trade"]
    blocks = [[*explain_kind(kind), *switch_off(write_lever(kind, (one, two, _THIRD)))] for kind in others]
    return HEAD + _STARTER.substitute(
        assumed=PLACEHOLDER,
        title=write_scalar(f"{name} and {other}"),
        first=one,
        second=two,
        aggregates=", ".join(AGGREGATES),
        parties="\n".join(parties),
        trade="\n".join(indent(explain_kind(kinds.load_kind("trade")))),
        sold=write_scalar(f"Goods {name} → {other}"),
        bought=write_scalar(f"Goods {other} → {name}"),
        others="\n\n".join("\n".join(indent(block)) for block in blocks),
        says=write_scalar(f"Without these ties {name} would lose less than 10 % of its GDP."),
    )


def _name(text: str) -> str:
    """Return a party's name for people: with spaces, and its words with a capital letter."""
    words = " ".join(make_visible(text).replace("_", " ").split())
    return re.sub(r"^\w|(?<=[ -])(?!(?:and|of|the)\b)\w", lambda match: match.group().upper(), words) or "A party"


def _ids(first: str, second: str) -> tuple[str, str]:
    """Make ids of two names that differ from each other and from all that the file names itself."""
    taken = RESERVED | _OWN | set(kinds.list_bundled())
    two = _id(second, taken)
    return _id(first, {*taken, two, *(f"{word}_{two}" for word in _WITH_SECOND)}), two


def _id(text: str, taken: Collection[str]) -> str:
    plain = re.sub(r"\\[uxU][0-9a-f]+", "", to_ascii(text))  # the escapes of letters that have no ASCII form
    words = "_".join(re.findall(r"[a-z0-9]+", plain.lower()))[:_LONGEST].strip("_")
    return choose_unused(words if words[:1].isalpha() else f"party_{words}".strip("_"), taken)


_WORDS = """\
## This file holds only what differs from the file it extends. What is switched off here is as it is there.
## A figure is replaced whole: a new number needs a source or a reason of its own.
"""
_MOVE = """\
## A move, added to those there are. Without any every tie is cut in full for a year.
"""
_KEPT = ("value", "low", "high", "shape", "year", "source", "approximate", "assumed")


def write_overlay(base: str, assessed: Assessment) -> str:
    """Return a file that extends `base` and changes nothing yet: its figures and a move stand in it, switched off."""
    title = f"{assessed.scenario.title}, changed"
    parts = [f"{HEAD}{_WORDS}", f"extends: {write_scalar(base)}\ntitle: {write_scalar(title)}\n"]
    parts += [_off(section, lines) for section, lines in _figures(assessed).items()]
    if move := list(_move(assessed)):
        parts.append(f"{_MOVE}{_off('moves', move)}")
    return "\n".join(parts)


def _off(section: str, lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in switch_off([f"{section}:", *indent(lines)]))


def _figures(assessed: Assessment) -> Mapping[str, list[str]]:
    """Return the figures that something is computed from, by the section they stand in."""
    found: dict[str, dict[str, list[str]]] = {}
    used = _used(assessed)
    for figure in list_figures(assessed.scenario):
        owner, _, name = figure.id.rpartition(".")
        section = _section(assessed.scenario, owner)
        lines = list(_figure(figure, name)) if section and figure.id in used else []
        if lines:
            found.setdefault(section, {}).setdefault(owner, []).extend(lines)
    return {section: [*_by_owner(owners)] for section, owners in found.items()}


def _by_owner(owners: Mapping[str, list[str]]) -> Iterator[str]:
    for owner, lines in owners.items():
        yield from [f"{owner}:", *indent(lines)] if owner else lines


def _section(scenario: Scenario, owner: str) -> str:
    """Return the section that an owner's figures stand in; moves are a script of the base's own and stay out."""
    if not owner:
        return "figures"
    return "parties" if owner in scenario.parties else "levers" if owner in scenario.levers else ""


def _used(assessed: Assessment) -> set[str]:
    """Return the names that cells read; a figure counts as read where another cell reads one of its readings."""
    used = set()
    for cell in assessed.graph.cells.values():
        for name in cell.reads:
            owner = name.rpartition(".")[0]
            used |= {name} if owner == cell.name else {name, owner}
    return used


def _figure(figure: Figure, name: str) -> Iterator[str]:
    """Write a figure as it is; of one with several readings only which counts, lest a formula miss the others."""
    used = figure.in_use
    if used is None:
        return
    if used.name:
        yield f"{name}:"
        yield f"  use: {used.name}  ## {_said(used)}"
        yield from (f"  ## use: {one.name}  ## {_said(one)}" for one in figure.readings if one.name != used.name)
    elif used.value is not None:
        yield f"{name}:"
        fields = {"label": figure.label, **{key: getattr(used, key) for key in _KEPT}}
        yield from (f"  {key}: {_written(value)}" for key, value in fields.items() if _is_said(key, value))


def _said(reading: Reading) -> str:
    """Return what a reading says, in one line."""
    text = reading.value.text if reading.value else f"= {reading.formula.formula.text}" if reading.formula else ""
    return " ".join(text.split())


def _is_said(key: str, value: object) -> bool:
    return value not in (None, "", False, Reading._field_defaults.get(key))


def _written(value: object) -> str:
    if isinstance(value, Quantity):
        return " ".join(value.text.split())
    return (
        write_scalar(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    )


def _move(assessed: Assessment) -> Iterator[str]:
    """Write a move on the first current lever that one party can cut and another would feel."""
    scenario = assessed.scenario
    for lever in scenario.levers.values():
        movers = [lever.roles[role] for role in assessed.graph.kinds[lever.kind].pulled_by if role in lever.roles]
        if lever.status == "current" and movers and len(lever.roles) > 1:
            yield f"{choose_unused('stop', scenario.moves)}:"
            yield f"  lever: {lever.id}"
            yield f"  by: {movers[0]}"
            yield f"  target: {_target(scenario, lever, movers[0])}"
            yield "  cut: 50 %"
            yield "  for: 6 months"
            return


def _target(scenario: Scenario, lever: Lever, by: str) -> str:
    others = [party for party in lever.roles.values() if party != by]
    return next((side for side in scenario.sides if side in others), others[0])
