"""A scenario file that extends another: what of it could be changed, as it is there and switched off."""

from collections.abc import Iterator, Mapping

from leverage.assessment import Assessment
from leverage.model import Figure, Lever, Reading, Scenario, figures_of
from leverage.quantity import Quantity
from leverage.starter.writing import HEAD, indented, off, scalar, unused

_WORDS = """\
## This file holds only what differs from the file it extends. What is switched off here is as it is there.
## A figure is replaced whole: a new number needs a source or a reason of its own.
"""
_MOVE = """\
## A move, added to those there are. Without any every tie is cut in full for a year.
"""
_KEPT = ("value", "low", "high", "shape", "year", "source", "approximate", "assumed")


def overlay(base: str, assessed: Assessment) -> str:
    """Return a file that extends `base` and changes nothing yet: its figures and a move stand in it, switched off."""
    title = f"{assessed.scenario.title}, changed"
    parts = [f"{HEAD}{_WORDS}", f"extends: {scalar(base)}\ntitle: {scalar(title)}\n"]
    parts += [_off(section, lines) for section, lines in _figures(assessed).items()]
    if move := list(_move(assessed)):
        parts.append(f"{_MOVE}{_off('moves', move)}")
    return "\n".join(parts)


def _off(section: str, lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in off([f"{section}:", *indented(lines)]))


def _figures(assessed: Assessment) -> Mapping[str, list[str]]:
    """Return the figures that something is computed from, by the section they stand in."""
    found: dict[str, dict[str, list[str]]] = {}
    used = _used(assessed)
    for figure in figures_of(assessed.scenario):
        owner, _, name = figure.id.rpartition(".")
        section = _section(assessed.scenario, owner)
        lines = list(_figure(figure, name)) if section and figure.id in used else []
        if lines:
            found.setdefault(section, {}).setdefault(owner, []).extend(lines)
    return {section: [*_by_owner(owners)] for section, owners in found.items()}


def _by_owner(owners: Mapping[str, list[str]]) -> Iterator[str]:
    for owner, lines in owners.items():
        yield from [f"{owner}:", *indented(lines)] if owner else lines


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
    return scalar(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _move(assessed: Assessment) -> Iterator[str]:
    """Write a move on the first current lever that one party can cut and another would feel."""
    scenario = assessed.scenario
    for lever in scenario.levers.values():
        movers = [lever.roles[role] for role in assessed.graph.kinds[lever.kind].pulled_by if role in lever.roles]
        if lever.status == "current" and movers and len(lever.roles) > 1:
            yield f"{unused('stop', scenario.moves)}:"
            yield f"  lever: {lever.id}"
            yield f"  by: {movers[0]}"
            yield f"  target: {_target(scenario, lever, movers[0])}"
            yield "  cut: 50 %"
            yield "  for: 6 months"
            return


def _target(scenario: Scenario, lever: Lever, by: str) -> str:
    others = [party for party in lever.roles.values() if party != by]
    return next((side for side in scenario.sides if side in others), others[0])
