"""Cells of what the sides lose in the model of trade, and of what the model starts from."""

from collections.abc import Mapping, Sequence

from leverage import naming
from leverage.formula.parse import parse_formula
from leverage.formula.tree import Formula
from leverage.graph.cells import Cell, Solver
from leverage.graph.declarations import NOTHING, Declarations, apply_operator
from leverage.model import CUT, DURATION, REST_OF_WORLD_GDP, Lever, Scenario, list_family
from leverage.units import RATIO, YEAR, Dimension

#: The kind of lever that the model of trade is about.
TRADE = "trade"
_MEAN = parse_formula("(first + second) / 2")
_CUT_FOR_A_YEAR = parse_formula("cut * duration / [1 year]")
_GDP_OF_REST = parse_formula("[110 trillion USD/year]")


def find_trade(scenario: Scenario) -> Lever | None:
    """Return the first lever of trade, where what the model takes for granted has its place; None without any."""
    return next((lever for lever in scenario.levers.values() if lever.kind == TRADE), None)


def declare_equilibrium(declarations: Declarations, first: str, second: str) -> None:
    """Declare what the sides lose in the model of trade, their trade cut in full and at the moves, and its ratios.

    Both flows are cut at once, so that a loss is of both together.
    """
    sales = _find_sales(declarations.scenario, first, second)
    lacks = ""
    if not any(sales.values()):
        lacks = "no current trade tie between the sides"
    elif declarations.scenario.horizon:
        lacks = "the model of trade is of a year after all adjusting, not of a horizon"
    if lacks:  # its figure is one that a sweep can set all the same, as --set can
        declarations.add(Cell(naming.equilibrium_rest(naming.GDP), unit=declarations.money, lacks=lacks))
    else:
        _declare_world(declarations, sales)
    for side in sales:
        name = naming.equilibrium(side)
        if lacks:
            for cell in (name, naming.equilibrium_outcome(side)):
                declarations.add(Cell(cell, unit=declarations.money, lacks=lacks))
        else:
            _declare_solved(declarations, name, side, dict.fromkeys(sales, naming.FULL_CUT))
            _declare_outcome(declarations, side, sales)
    part, whole = (
        _declare_balance(declarations, side, other, sales) for side, other in ((first, second), (second, first))
    )
    declarations.add_ratio(naming.MODEL_DOLLAR_RATIO, part, whole, lacks)
    declarations.add_product(naming.MODEL_BITE, naming.MODEL_DOLLAR_RATIO, naming.SIZE_RATIO, lacks)


def _declare_balance(declarations: Declarations, side: str, other: str, sales: Mapping[str, Sequence[Lever]]) -> str:
    """Return the cell of a side's loss on the ties valued on both sides, the trade between them by the model."""
    modelled, traded = naming.equilibrium_outcome(side), {lever.id for levers in sales.values() for lever in levers}
    others = [lever for lever in declarations.list_levers_of_both(side, other) if lever not in traded]
    if not others:
        return modelled
    beside = {naming.outcome(side, lever): naming.outcome(other, lever) for lever in others}
    name = naming.equilibrium_outcome(side, "balance")
    declarations.add_sum(name, [modelled, *beside], "", beside)
    return name


def _find_sales(scenario: Scenario, first: str, second: str) -> dict[str, list[Lever]]:
    """Return the current trade ties between two sides, by the side that sells.

    What members of a coalition trade with the other side is the coalition's trade; what they trade with each other is
    not.
    """
    sales: dict[str, list[Lever]] = {first: [], second: []}
    sides = {member: side for side in sales for member in list_family(scenario, side)}
    for lever in scenario.levers.values():
        if lever.kind != TRADE or lever.status != "current":
            continue
        seller, buyer = (sides.get(lever.roles.get(role, "")) for role in ("seller", "buyer"))
        if seller and buyer and seller != buyer:
            sales[seller].append(lever)
    return sales


def _declare_outcome(declarations: Declarations, side: str, sales: Mapping[str, Sequence[Lever]]) -> None:
    """Declare a side's loss in the model of trade at the moves, given the levers by which each side sells."""
    scenario = declarations.scenario
    name = naming.equilibrium_outcome(side)
    moves = [move for levers in sales.values() for lever in levers for move in declarations.counted_moves[lever.id]]
    if scenario.is_cut_in_full:
        declarations.add_alias(name, naming.equilibrium(side), is_loss=False)
    elif any(move.means != CUT for move in moves):
        declarations.add(Cell(name, unit=declarations.money, lacks="the model of trade is of cuts, not of duties"))
    elif not moves:
        declarations.add_zero(name, declarations.money, is_loss=False)
    else:
        cuts = {seller: _declare_cut_of_flow(declarations, seller, levers) for seller, levers in sales.items()}
        _declare_solved(declarations, name, side, cuts)


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
            flows = [naming.exposure(lever.roles["seller"], lever.id) for lever in levers]
            declarations.add(Cell(name, apply_operator("sum", flows)))
        else:
            assumes = "trade without a tie in the file is taken as nothing"
            _declare_assumption(declarations, name, NOTHING, declarations.money, assumes)
        inputs = [naming.lever_input(lever.id, "elasticity") for lever in levers]
        unlike = {_follow_names(declarations, cell): cell for cell in reversed(inputs)}
        if unlike:
            elasticities[buyer] = naming.equilibrium(buyer, "elasticity")
            why = f"the trade ties by which {buyer} buys have unequal elasticities, and the model of trade takes one"
            formula = apply_operator("same", list(unlike.values())[::-1])
            declarations.add(Cell(elasticities[buyer], formula, if_undefined=why))
    for side in sales:
        if side not in elasticities:
            (known,) = elasticities.values()
            name, assumes = naming.equilibrium(side, "elasticity"), "the other side's elasticity is taken"
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
        declarations.add_alias(name, cells[0], is_loss=False)
    else:
        binding = {"first": cells[0], "second": cells[1]}
        _declare_assumption(
            declarations, name, _MEAN, RATIO, "the mean of the two sides' elasticities is taken", **binding
        )


def _declare_assumption(
    declarations: Declarations, name: str, formula: Formula, unit: Dimension, assumes: str, **binding: str
) -> None:
    """Declare what the model of trade assumes; empty where only the figures of some sources count."""
    if declarations.scenario.what_if.only:
        declarations.add(Cell(name, unit=unit, lacks="an assumption of the model of trade"))
    else:
        lever = find_trade(declarations.scenario)
        place = lever.place if lever else None
        declarations.add(Cell(name, formula, binding, unit, assumes=assumes, place=place))


def _declare_cut_of_flow(declarations: Declarations, seller: str, levers: Sequence[Lever]) -> str:
    """Declare the share of a side's sales to the other that moves cut for a year, and return the cell of it.

    Where no move cuts them that is the cell of no cut.
    """
    hit = [lever for lever in levers if declarations.counted_moves[lever.id]]
    if not hit:
        return naming.NO_CUT
    cut, duration = naming.equilibrium_outcome(seller, CUT), naming.equilibrium_outcome(seller, DURATION)
    why = "the moves cut for more or less than a year, and the model of trade is of a year"
    durations = [naming.at(lever.id, DURATION) for lever in hit]
    declarations.add(Cell(duration, apply_operator("same", [*durations, "[1 year]"]), unit=YEAR, if_undefined=why))
    share = naming.at(hit[0].id, CUT)
    if len(levers) > 1:
        share = naming.equilibrium_outcome(seller, "share")
        amount = naming.equilibrium_outcome(seller, "amount")
        products = []
        for lever in hit:
            exposure = naming.exposure(lever.roles["seller"], lever.id)
            products.append(f"{naming.at(lever.id, CUT)} * {exposure}")
        declarations.add(Cell(amount, apply_operator("sum", products)))
        declarations.add_ratio(share, amount, naming.equilibrium(seller, "flow"))
    declarations.add(Cell(cut, _CUT_FOR_A_YEAR, {"cut": share, "duration": duration}, RATIO))
    return cut


def _follow_names(declarations: Declarations, name: str) -> str:
    """Return the cell that a cell stands for among those declared so far: itself, or what it merely names."""
    followed = set()
    while name in declarations.cells and name not in followed:
        followed.add(name)
        cell = declarations.cells[name]
        if cell.formula is not None and cell.formula.is_name:
            (name,) = cell.reads
    return name
