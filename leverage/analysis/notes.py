"""What is worth knowing about the numbers of a graph, as much for a reader as for the author."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leverage import naming
from leverage.analysis.checks import list_losses
from leverage.formula.evaluate import evaluate
from leverage.formula.tree import Apply, Formula, Number, make_formula
from leverage.graph.cells import Graph, Value, list_counted_moves, list_parts_hit
from leverage.model import CUT, DURATION, Lever, Move, list_inputs
from leverage.problems import Problem, sort_problems


def note_numbers(graph: Graph, values: Mapping[str, Value]) -> tuple[Problem, ...]:
    """Return what is worth knowing about the numbers of a graph, as much for a reader as for the author."""
    return sort_problems(
        [
            *_note_losses_beyond_exposure(graph, values),
            *_note_losses_without_cut(graph),
            *_note_unused_inputs(graph),
            *_note_joint_moves(graph, values),
            *_note_held_defaults(graph, values),
            *_note_easy_first_years(graph, values),
            *_note_idle_moves(graph),
        ],
        graph.scenario.files,
    )


def _note_losses_beyond_exposure(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on losses above the exposure in the same unit, except in roles whose loss may exceed it."""
    for loss in list_losses(graph):
        exposure, role = naming.exposure(loss.party, loss.lever.id), graph.role(loss.party, loss.lever.id)
        is_common = role is not None and graph.kinds[loss.lever.kind].roles[role].exceeds
        if is_common or graph.cells[exposure].unit != graph.cells[loss.cell].unit:
            continue
        most, number = values[exposure].number, values[loss.cell].number
        if most is not None and number is not None and number > most * (1 + 1e-9):
            yield Problem(
                f"{_name_party(graph, loss.party)}'s loss on '{_name_tie(loss.lever)}' is larger than its exposure: "
                "it would pay more than the flow is worth to keep it",
                loss.lever.place,
                note=True,
            )


def _note_losses_without_cut(graph: Graph) -> Iterator[Problem]:
    """Yield notes on kinds with a loss that is the same however much is cut."""
    for kind in graph.kinds.values():
        for block, what in (("loss", "the loss of its {role}"), ("once", "what its {role} loses once")):
            for role, alternatives in getattr(kind, block).items():
                if any(CUT not in alternative.formula.formula.names for alternative in alternatives):
                    message = f"kind '{kind.id}': {what.format(role=role)} is the same however much is cut"
                    yield Problem(message, kind.place, "multiply by cut", note=True)


def _note_unused_inputs(graph: Graph) -> Iterator[Problem]:
    """Yield notes on inputs that no formula in use reads, such as spare room without the price of the detour."""
    if graph.scenario.what_if.only:
        return  # what was left out is what a formula lacks
    names_read = graph.names_read
    for lever in graph.scenario.levers.values():
        for part, name, figure in list_inputs(lever):
            cell = naming.lever_input(lever.id, name, part)
            if cell not in names_read:
                yield Problem(f"'{cell}': given, but no formula in use reads it", figure.place, note=True)


def _note_joint_moves(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on moves on the same part, and on moves on one lever that last for different times."""
    counted = list_counted_moves(graph.scenario)
    for lever in graph.scenario.levers.values():
        moves = counted[lever.id]
        notes: dict[str, Problem] = {}
        for part in lever.part_ids:
            for note in _note_moves_on_part(graph, lever, part, moves):
                notes.setdefault(note.message, note)
        yield from notes.values()
        if len({values[naming.move(move.id, DURATION)].number for move in moves}) > 1:
            message = (
                f"the moves on '{_name_tie(lever)}' last for different times: what is in force together counts together"
            )
            yield Problem(message, moves[-1].place, note=True)


def _note_moves_on_part(graph: Graph, lever: Lever, part: str, moves: Sequence[Move]) -> Iterator[Problem]:
    """Yield notes on the moves on one part of a lever, of all those on the lever."""
    hitting = [move for move in moves if part in list_parts_hit(move, lever)]
    name = _name_tie(lever, part)
    by_means: dict[str, list[Move]] = {}
    for move in hitting:
        by_means.setdefault(move.means, []).append(move)
    for means, alike in by_means.items():
        if len(alike) > 1:
            what = name if len(hitting) < len(moves) else _name_tie(lever)
            does = "cut" if means == CUT else f"put a {means} on"
            message = f"the moves {_join_moves(alike)} {does} '{what}': the largest {means} counts at any time"
            if means == CUT and graph.kinds[lever.kind].once:
                message += ", and the largest of all for what is lost once"
            yield Problem(message, alike[1].place, note=True)
    levied = [move for move in hitting if move.means != CUT]
    if CUT in by_means and levied:
        rate = levied[0].means
        message = f"'{name}' is cut and bears a {rate} by {_join_moves(levied)}: the {rate} lies on what is not cut"
        yield Problem(message, levied[0].place, note=True)


def _join_moves(moves: Iterable[Move]) -> str:
    """Write the names of moves in quotes, with "and" between."""
    return " and ".join(f"'{_name(move.label, move.id)}'" for move in moves)


def _name(label: str, id_: str) -> str:
    """Return what people call an entry: its label, or its id where it has none."""
    return label or id_.replace("_", " ")


def _name_tie(lever: Lever, part: str = "") -> str:
    """Return what people call a tie, or a part of it."""
    name = _name(lever.label, lever.id)
    return f"{name}: {_name(lever.parts[part].label, part)}" if part else name


def _name_party(graph: Graph, party: str) -> str:
    return graph.scenario.parties[party].name or party.replace("_", " ").title()


def _note_held_defaults(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on inputs that a kind works out, where min() and max() hold what comes out at a bound."""
    for lever in graph.scenario.levers.values():
        for declared in graph.kinds[lever.kind].inputs.values():
            for part in dict.fromkeys(("", *lever.part_ids)):
                name = naming.lever_input(lever.id, declared.id, part)
                free = _compute_unheld(graph, values, name)
                number = None if free is None else values[name].number
                if free is not None and number is not None and free != number:
                    side = "less" if free < number else "more"
                    message = f"'{name}': kept at {number:g}, though the kind's default would come to {side}"
                    yield Problem(
                        message, lever.place, "check the figures it follows from, or give it yourself", note=True
                    )


def _compute_unheld(graph: Graph, values: Mapping[str, Value], name: str) -> float | None:
    """Return what an input would come to by its default, in base units, if no min() or max() held it.

    None of an input that is given or missing, varies, or has no such default.
    """
    cell = graph.cells.get(name)
    if cell is None or cell.formula is None or not cell.default_note:
        return None
    held = _find_held(cell.formula)
    if held is None or values[name].number is None or values[name].varies:
        return None
    inputs = {read: values[cell.binding[read]].number for read in held.names}
    return evaluate(held, inputs)  # type: ignore[arg-type]  # the cell has a number, so they have too


def _find_held(formula: Formula) -> Formula | None:
    """Return what a formula of min() and max() holds between numbers; None for any other formula."""
    tree = formula.tree
    while isinstance(tree, Apply) and tree.operator in ("min", "max"):
        free = [operand for operand in tree.operands if not isinstance(operand, Number)]
        if len(free) != 1:
            break
        tree = free[0]
    return None if tree is formula.tree else make_formula(tree)


def _note_easy_first_years(graph: Graph, values: Mapping[str, Value]) -> Iterator[Problem]:
    """Yield notes on losses that grow as parties adjust, which should shrink; over a horizon there is no such pair."""
    if graph.scenario.horizon:
        return
    for loss in list_losses(graph):
        first, later = values[naming.first_year(loss.party, loss.lever.id)].number, values[loss.cell].number
        if first is not None and later is not None and first < later * (1 - 1e-9):
            whose = f"{_name_party(graph, loss.party)}'s loss on '{_name_tie(loss.lever)}'"
            message = f"{whose} is smaller in the first year than in a year after adjustment"
            yield Problem(message, loss.lever.place, "check its elasticities and what is replaced", note=True)


def _note_idle_moves(graph: Graph) -> Iterator[Problem]:
    """Yield notes on moves that do not count, as a lever that they hit is only proposed."""
    for move in graph.scenario.moves.values():
        if any(graph.scenario.levers[lever].status != "current" for lever in move.hits):
            message = (
                f"the move '{_name(move.label, move.id)}' does not count, since it cuts a tie that is only proposed"
            )
            yield Problem(message, move.place, "set the status of the tie to current", note=True)
