"""What `leverage show` says of one scenario: outcome, stakes, totals, results, moves, and the sentences that read them."""

from leverage.graph.cells import hit_levers
from leverage.report import outcomes, records, sentences
from leverage.report.ledger import Ledger, described
from leverage.report.marks import amount, legend, mark, ratio, share
from leverage.report.numbers import Scale, amounts, brief, fixed, percent
from leverage.report.parts import Column, Grid, Item, Prose, Report, View, items
from leverage.units import Unit


def show(ledger: Ledger, unit: Unit | None = None) -> Report:
    """Report on one scenario."""
    tables = {
        "stakes": records.table(records.STAKES, records.stakes(ledger)),
        "totals": records.table(records.TOTALS, records.totals(ledger)),
        "outcome": records.table(outcomes.OUTCOME, outcomes.outcome(ledger)),
        "balance": records.table(outcomes.BALANCE, outcomes.balance(ledger)),
        "moves": records.table(outcomes.MOVES, outcomes.moves(ledger)),
        "results": records.table(records.RESULTS, records.results(ledger)),
    }
    scale = _scale(ledger, unit)
    return Report(
        ledger.scenario.title, _subtitle(ledger), described([ledger])[0], tables, _views(ledger, scale, unit)
    )


def _subtitle(ledger: Ledger) -> str:
    count = len(ledger.scenario.moves)
    if not count:
        return "every current lever cut in full for a year"
    return f"{count} move{'s' if count > 1 else ''}"


def _scale(ledger: Ledger, unit: Unit | None) -> Scale:
    sides, levers = ledger.scenario.sides, [lever.id for lever in ledger.current()]
    cells = [f"{what}.{side}.{lever}" for what in ("exposure", "loss") for side in sides for lever in levers]
    shown = [ledger.raw(cell) for cell in cells if ledger.cell(cell) and _is_money(ledger, cell)]
    return amounts([*shown, *(ledger.raw(f"total.{side}") for side in sides)], ledger.scenario.currency, unit)


def _views(ledger: Ledger, scale: Scale, unit: Unit | None) -> tuple[View, ...]:
    grids: list[View] = []
    if ledger.scenario.moves:
        grids += [_outcome(ledger, unit), _moves(ledger, unit)]
    grids.append(_stakes(ledger, scale))
    grids += _in_other_units(ledger)
    read = Prose("balance", sentences.balance(ledger))
    results = Prose("results", sentences.results(ledger, scale))
    left = Prose("totals", _not_counted(ledger))
    views = [*grids[:2], read, *grids[2:]] if ledger.scenario.moves else [*grids, read]
    small = Prose("totals", (*_notes(ledger), *legend(ledger, grids)), is_small=True)
    return tuple(view for view in (*views, results, left, small) if not isinstance(view, Prose) or view.lines)


def _stakes(ledger: Ledger, scale: Scale) -> Grid:
    """Show both sides' exposure and loss by lever, in money."""
    columns = [Column("Lever", is_text=True)]
    for side in ledger.scenario.sides:
        name = ledger.party_name(side)
        columns += [Column("exposure", name), Column("loss", name), Column("% GDP", name)]
    levers = [lever.id for lever in ledger.current() if _has_money(ledger, lever.id)]
    rows = []
    for lever in levers:
        row = [Item(ledger.label(lever))]
        for side in ledger.scenario.sides:
            row += _stake(ledger, side, lever, scale)
        rows.append(tuple(row))
    title = "At stake, each lever cut in full for a year" if ledger.scenario.moves else ""
    return Grid("stakes", _titled(title, scale), tuple(columns), tuple(rows), (_total(ledger, scale),))


def _titled(title: str, scale: Scale) -> str:
    return f"{title}; {scale.words}" if title else scale.words


def _stake(ledger: Ledger, side: str, lever: str, scale: Scale) -> tuple[Item, ...]:
    if ledger.of.graph.role(side, lever) is None:
        return items("", "", "")
    loss = f"loss.{side}.{lever}"
    absent = "not valued" if _needs(ledger, side, lever) else "–"
    exposure = amount(ledger, f"exposure.{side}.{lever}", scale)
    if ledger.raw(loss) is None:
        return exposure, Item(absent, cell=loss), Item("")
    return exposure, amount(ledger, loss, scale), share(ledger, f"loss_share.{side}.{lever}")


def _needs(ledger: Ledger, side: str, lever: str) -> bool:
    cell = ledger.cell(f"loss.{side}.{lever}")
    return cell is not None and cell.formula is not None


def _total(ledger: Ledger, scale: Scale) -> tuple[Item, ...]:
    unlike = any(len(records.mix(ledger, side)) > 1 for side in ledger.scenario.sides)
    row = [Item("Total, unlike losses added" if unlike else "Total")]
    for side in ledger.scenario.sides:
        total = f"total.{side}"
        least = "at least" if ledger.is_at_least(total) else ""
        row += [Item(least), amount(ledger, total, scale), share(ledger, f"total_share.{side}")]
    return tuple(row)


def _outcome(ledger: Ledger, unit: Unit | None) -> Grid:
    """Show both sides' loss at the scenario's moves, by lever."""
    sides = ledger.scenario.sides
    hit = [lever for lever in hit_levers(ledger.scenario) if _has_money(ledger, lever)]
    cells = [f"outcome.{side}.{lever}" for side in sides for lever in hit]
    shown = [ledger.raw(cell) for cell in cells if ledger.cell(cell)]
    scale = amounts(
        [*shown, *(ledger.raw(f"outcome.{side}") for side in sides)], ledger.scenario.currency, unit
    )
    columns = [Column("Lever", is_text=True), Column("cut %")]
    for side in sides:
        columns += [Column("loss", ledger.party_name(side)), Column("% GDP", ledger.party_name(side))]
    rows = []
    for lever in hit:
        cut = f"at.{lever}.cut"
        row = [
            Item(ledger.label(lever)),
            Item(percent(ledger.raw(cut) or 0.0, 0), mark(ledger, cut), cut, ledger.raw(cut)),
        ]
        for side in sides:
            name = f"outcome.{side}.{lever}"
            absent = "not valued" if _needs(ledger, side, lever) else ""
            valued = ledger.cell(name) is not None and ledger.raw(name) is not None
            row += (
                [amount(ledger, name, scale), share(ledger, f"outcome_share.{side}.{lever}")]
                if valued
                else items(absent, "")
            )
        rows.append(tuple(row))
    total = [Item("Total"), Item("")]
    for side in sides:
        item = amount(ledger, f"outcome.{side}", scale)
        least = "≥" if ledger.is_at_least(f"outcome.{side}") else ""
        total += [item._replace(text=least + item.text), share(ledger, f"outcome_share.{side}")]
    return Grid(
        "outcome", f"Losses at these moves; {scale.words}", tuple(columns), tuple(rows), (tuple(total),)
    )


def _moves(ledger: Ledger, unit: Unit | None) -> Grid:
    """Show what each move does to its target and costs its maker."""
    names = list(ledger.scenario.moves)
    cells = [f"move.{move}.{what}" for move in names for what in ("damage", "own_cost", "others_loss")]
    scale = amounts([ledger.raw(cell) for cell in cells], ledger.scenario.currency, unit)
    lasting = any((ledger.raw(f"move.{move}.duration") or 0.0) != 1.0 for move in names)
    others = any(ledger.raw(f"move.{move}.others_loss") is not None for move in names)
    heads = ["damage", *(["to others"] if others else []), "own cost", "cost ratio", "bite"]
    columns = [
        Column("Move", is_text=True),
        *([Column("months")] if lasting else []),
        *(Column(head) for head in heads),
    ]
    rows = []
    for id_ in names:
        prefix = f"move.{id_}"
        row = [Item(ledger.scenario.moves[id_].label or id_.replace("_", " "))]
        if lasting:
            row.append(Item(fixed((ledger.raw(f"{prefix}.duration") or 0.0) * 12, 1)))
        row.append(amount(ledger, f"{prefix}.damage", scale, "not valued"))
        if others:
            row.append(amount(ledger, f"{prefix}.others_loss", scale))
        row.append(amount(ledger, f"{prefix}.own_cost", scale, "not valued"))
        row += [ratio(ledger, f"{prefix}.cost_ratio"), ratio(ledger, f"{prefix}.bite")]
        rows.append(tuple(row))
    return Grid("moves", f"What each move does and costs; {scale.words}", tuple(columns), tuple(rows))


def _in_other_units(ledger: Ledger) -> list[View]:
    """Show stakes that are no money, each in its own unit."""
    rows = []
    for lever in ledger.current():
        for party in lever.roles.values():
            loss, exposure = f"loss.{party}.{lever.id}", f"exposure.{party}.{lever.id}"
            if ledger.raw(loss) is None or _is_money(ledger, loss):
                continue
            unit = ledger.unit(loss) or ""
            shown = [
                Item(brief(ledger.raw(cell) or 0.0, None), mark(ledger, cell), cell, ledger.raw(cell))
                if ledger.raw(cell) is not None
                else Item("–")
                for cell in (exposure, loss)
            ]
            rows.append((*items(ledger.label(lever.id), ledger.party_name(party)), *shown, Item(unit)))
    columns = (
        Column("Lever", is_text=True), Column("who", is_text=True), Column("exposure"), Column("loss"),
        Column("unit", is_text=True),
    )  # fmt: skip
    return [Grid("stakes", "In other units, never added to money", columns, tuple(rows))] if rows else []


def _not_counted(ledger: Ledger) -> tuple[str, ...]:
    """Name the ties that no total holds, and why."""
    found = []
    for lever in ledger.scenario.levers.values():
        if lever.status != "current":
            found.append(f"{ledger.label(lever.id)} (proposed)")
        elif not any(ledger.raw(f"loss.{party}.{lever.id}") is not None for party in lever.roles.values()):
            found.append(f"{ledger.label(lever.id)} (nothing valued)")
        elif not _has_money(ledger, lever.id):
            found.append(f"{ledger.label(lever.id)} (no money)")
    return (f"Not counted: {'; '.join(found)}.",) if found else ()


def _notes(ledger: Ledger) -> tuple[str, ...]:
    """Say of the whole what a reader must know to quote it."""
    found = ["Totals are static sums without general equilibrium; ties that overlap count twice."]
    others = [
        f"{ledger.party_name(party)} {brief(ledger.raw(f'loss.{party}.{lever.id}') or 0.0, ledger.unit(f'loss.{party}.{lever.id}'))} on {ledger.label(lever.id)}"
        for lever in ledger.current()
        for party in lever.roles.values()
        if party not in ledger.scenario.sides and ledger.raw(f"loss.{party}.{lever.id}") is not None
    ]
    if others:
        found.append(f"Others would lose, cut in full: {'; '.join(others)}.")
    found += [
        f"Note: {note.message}."
        for note in ledger.of.notes
        if "exceeds" in note.message or "proposed" in note.message
    ]
    return tuple(found)


def _is_money(ledger: Ledger, cell: str) -> bool:
    found = ledger.cell(cell)
    return found is not None and found.unit == ((ledger.scenario.currency, 1), ("year", -1))


def _has_money(ledger: Ledger, lever: str) -> bool:
    parties = ledger.scenario.levers[lever].roles.values()
    return any(
        _is_money(ledger, f"{what}.{party}.{lever}") for party in parties for what in ("loss", "exposure")
    )
