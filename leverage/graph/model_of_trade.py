"""Cells of what the sides lose in the model of trade, and of what the model starts from."""

from collections.abc import Mapping, Sequence

from leverage import naming
from leverage.formula.parse import join_formulas, parse_formula
from leverage.formula.tree import Formula
from leverage.graph.cells import Cell, Solver, list_counted_moves, list_hit_levers
from leverage.graph.declarations import NO_MOVE_CUTS_IT, NOTHING, PART_OF, PRODUCT, Declarations
from leverage.model import CUT, REST_OF_WORLD_GDP, Lever
from leverage.units import RATIO, YEAR, Dimension

#: The kind of lever that the model of trade is about.
_TRADE = "trade"
_MEAN = parse_formula("(first + second) / 2")
_CUT_FOR_A_YEAR = parse_formula("cut * duration / [1 year]")
_GDP_OF_REST = parse_formula("[110 trillion USD/year]")
_NO_TRADE = "no current trade tie between the sides"
_NO_DUTIES = "the model of trade is of cuts, not of duties"
_NO_FIRST_YEARS = "the model of trade is of a year after all adjusting, not of a horizon"


def declare_equilibrium(declarations: Declarations, first: str, second: str) -> None:
    """Declare what the sides lose in the model of trade, their trade cut in full and at the moves.

    Both flows are cut at once, so that a loss is of both together.
    """
    scenario = declarations.scenario
    sales: dict[str, list[Lever]] = {first: [], second: []}
    for lever in scenario.levers.values():
        if lever.kind == _TRADE and lever.status == "current" and {*lever.roles.values()} == {first, second}:
            sales[lever.roles["seller"]].append(lever)
    hit = list_hit_levers(scenario)
    is_hit = any(lever.id in hit for levers in sales.values() for lever in levers)
    moves = [move for levers in sales.values() for lever in levers for move in list_counted_moves(scenario, lever.id)]
    is_levied = any(move.means != CUT for move in moves)
    lacks = "" if any(sales.values()) else _NO_TRADE
    if not lacks and scenario.horizon:
        lacks = _NO_FIRST_YEARS
    if lacks:  # its figure is one that a sweep can set all the same, as --set can
        declarations.add(Cell(naming.equilibrium_rest(naming.GDP), unit=declarations.money, lacks=lacks))
    else:
        _declare_world(declarations, sales)
    uncut = dict.fromkeys(sales, naming.NO_CUT)
    for side in sales:
        name, outcome = naming.equilibrium(side), naming.equilibrium_outcome(side)
        if lacks:
            declarations.add(Cell(name, unit=declarations.money, lacks=lacks))
            declarations.add(Cell(outcome, unit=declarations.money, lacks=lacks))
            continue
        _declare_solved(declarations, name, side, dict.fromkeys(sales, naming.FULL_CUT))
        if not scenario.moves:
            declarations.add(Cell(outcome, parse_formula("itself"), {"itself": name}))
        elif is_levied:
            declarations.add(Cell(outcome, unit=declarations.money, lacks=_NO_DUTIES))
        elif not is_hit:
            declarations.add(Cell(outcome, NOTHING, unit=declarations.money, default_note=NO_MOVE_CUTS_IT))
        else:
            cuts = {seller: _declare_cut_of_flow(declarations, seller, levers) for seller, levers in sales.items()}
            _declare_solved(declarations, outcome, side, uncut | cuts)
    part, whole = naming.equilibrium_outcome(first), naming.equilibrium_outcome(second)
    declarations.add_formula(naming.MODEL_DOLLAR_RATIO, PART_OF, lacks, part=part, whole=whole)
    declarations.add_formula(
        naming.MODEL_BITE, PRODUCT, lacks, first=naming.MODEL_DOLLAR_RATIO, second=naming.SIZE_RATIO
    )


def _declare_solved(declarations: Declarations, name: str, side: str, cuts: Mapping[str, str]) -> None:
    """Declare a side's loss in the model of trade, given the share cut of what each side sells to the other."""
    from leverage.graph.solve import make_solved_formula  # and the model with it

    binding = {
        "gdp_rest": naming.equilibrium_rest(naming.GDP),
        "sigma_rest": naming.equilibrium_rest("elasticity"),
    }
    for seller, buyer, party in zip("pq", "qp", cuts, strict=True):
        for aggregate in (naming.GDP, "exports", "imports"):
            binding[f"{aggregate}_{seller}"] = naming.aggregate(party, aggregate)
        binding[f"{seller}_to_{buyer}"] = naming.equilibrium(party, "flow")
        binding[f"cut_{seller}_to_{buyer}"] = cuts[party]
        binding[f"sigma_{seller}"] = naming.equilibrium(party, "elasticity")
    solver = Solver("equilibrium", "loss_p" if side == next(iter(cuts)) else "loss_q")
    declarations.add(Cell(name, make_solved_formula(solver.model), binding, declarations.money, solver=solver))


def _declare_world(declarations: Declarations, sales: Mapping[str, Sequence[Lever]]) -> None:
    """Declare what the model of trade starts from, given the levers by which each side sells to the other."""
    elasticities: dict[str, str] = {}
    sides = [*sales]
    for seller, buyer in zip(sides, reversed(sides), strict=True):
        name, levers = naming.equilibrium(seller, "flow"), sales[seller]
        if levers:
            declarations.add(Cell(name, _join("sum", [naming.exposure(seller, lever.id) for lever in levers])))
        else:
            assumes = "what no trade tie is for is as good as nothing"
            _declare_assumption(declarations, name, NOTHING, declarations.money, assumes)
        inputs = [naming.lever_input(lever.id, "elasticity") for lever in levers]
        unlike = {_follow_names(declarations, cell): cell for cell in reversed(inputs)}
        if unlike:
            elasticities[buyer] = naming.equilibrium(buyer, "elasticity")
            why = f"the trade ties by which {buyer} buys have unequal elasticities, and the model of trade takes one"
            formula = _join("same", list(unlike.values())[::-1])
            declarations.add(Cell(elasticities[buyer], formula, if_undefined=why))
    for side in sales:
        if side not in elasticities:
            (known,) = elasticities.values()
            name, assumes = naming.equilibrium(side, "elasticity"), "it is that of the other side"
            _declare_assumption(declarations, name, parse_formula("itself"), RATIO, assumes, itself=known)
    _declare_rest(declarations, elasticities)


def _declare_rest(declarations: Declarations, elasticities: Mapping[str, str]) -> None:
    """Declare what the model of trade takes of the rest of the world, given the elasticities of sides that buy."""
    name = naming.equilibrium_rest(naming.GDP)
    if REST_OF_WORLD_GDP in declarations.scenario.figures:
        declarations.add(Cell(name, parse_formula(REST_OF_WORLD_GDP), unit=declarations.money))
    elif declarations.scenario.currency == "USD":
        assumes = "the world's GDP is about 110 trillion USD; the loss hardly depends on it"
        _declare_assumption(declarations, name, _GDP_OF_REST, declarations.money, assumes)
    else:
        lacks = f"needs the figure {REST_OF_WORLD_GDP} in {declarations.scenario.currency}/year"
        declarations.add(Cell(name, unit=declarations.money, lacks=lacks))
    name, cells = naming.equilibrium_rest("elasticity"), list(elasticities.values())
    if len({_follow_names(declarations, cell) for cell in cells}) == 1:
        declarations.add(Cell(name, parse_formula("itself"), {"itself": cells[0]}))
    else:
        binding = {"first": cells[0], "second": cells[1]}
        _declare_assumption(declarations, name, _MEAN, RATIO, "it is the mean of the two sides'", **binding)


def _declare_assumption(
    declarations: Declarations, name: str, formula: Formula, unit: Dimension, assumes: str, **binding: str
) -> None:
    """Declare what the model of trade assumes; nothing where only what some sources give counts."""
    if declarations.scenario.what_if.only:
        declarations.add(Cell(name, unit=unit, lacks="an assumption of the model of trade"))
    else:
        place = next(lever.place for lever in declarations.scenario.levers.values() if lever.kind == _TRADE)
        declarations.add(Cell(name, formula, binding, unit, assumes=assumes, place=place))


def _declare_cut_of_flow(declarations: Declarations, seller: str, levers: Sequence[Lever]) -> str:
    """Declare the share of a side's sales to the other that moves cut for a year, and return its cell."""
    hit = [lever.id for lever in levers if list_counted_moves(declarations.scenario, lever.id)]
    if not hit:
        return naming.NO_CUT
    cut, duration = naming.equilibrium_outcome(seller, "cut"), naming.equilibrium_outcome(seller, "duration")
    why = "the moves cut for more or less than a year, and the model of trade is of a year"
    durations = [naming.at(lever, "duration") for lever in hit]
    declarations.add(Cell(duration, _join("same", [*durations, "[1 year]"]), unit=YEAR, if_undefined=why))
    share = naming.at(hit[0], "cut")
    if len(levers) > 1:
        share = naming.equilibrium_outcome(seller, "share")
        amount = _join("sum", [f"{naming.at(lever, 'cut')} * {naming.exposure(seller, lever)}" for lever in hit])
        flow = naming.equilibrium(seller, "flow")
        declarations.add(Cell(naming.equilibrium_outcome(seller, "amount"), amount))
        declarations.add_formula(share, PART_OF, part=naming.equilibrium_outcome(seller, "amount"), whole=flow)
    declarations.add(Cell(cut, _CUT_FOR_A_YEAR, {"cut": share, "duration": duration}, RATIO))
    return cut


def _join(operator: str, texts: Sequence[str]) -> Formula:
    """Return a formula that applies an operator to some, or the formula itself if it is one."""
    formulas = tuple(map(parse_formula, texts))
    return join_formulas(operator, formulas) if len(formulas) > 1 else formulas[0]


def _follow_names(declarations: Declarations, name: str) -> str:
    """Return the cell that a cell stands for among those declared so far: itself, or what it merely names."""
    followed = set()
    while name in declarations.cells and name not in followed:
        followed.add(name)
        cell = declarations.cells[name]
        if cell.formula is not None and cell.formula.is_name:
            (name,) = cell.reads
    return name
