"""The records of one scenario: stakes, totals, outcome, balance, moves, results."""

from leverage import naming
from leverage.graph.cells import list_hit_levers
from leverage.report.cell_reader import CellReader, make_label
from leverage.report.report import Record

STAKES = (
    "scenario", "lever", "label", "kind", "status", "party", "role", "measure", "exposure", "exposure_unit",
    "exposure_share", "share_of", "loss", "loss_low", "loss_high", "loss_unit", "loss_share_of_gdp", "formula",
    "adjusted", "exposure_evidence", "loss_evidence", "exposure_sources", "loss_sources", "missing",
    "exposure_low", "exposure_high", "exposure_share_low", "exposure_share_high", "loss_share_of_gdp_low",
    "loss_share_of_gdp_high",
)  # fmt: skip
TOTALS = (
    "scenario", "party", "loss", "loss_low", "loss_high", "unit", "loss_share_of_gdp", "mix", "largest_lever",
    "largest_share", "left_out", "evidence", "missing", "loss_share_of_gdp_low", "loss_share_of_gdp_high",
)  # fmt: skip
RESULTS = ("scenario", "result", "label", "value", "low", "high", "unit", "evidence", "left_out", "missing")


def list_stakes(reader: CellReader) -> list[Record]:
    """Return what each party of each lever has riding on it."""
    return [
        _stake(reader, lever, role, party)
        for lever, one in reader.scenario.levers.items()
        for role, party in one.roles.items()
    ]


def _stake(reader: CellReader, lever: str, role: str, party: str) -> Record:
    one = reader.scenario.levers[lever]
    kind = reader.of.graph.kinds[one.kind]
    exposure, loss = naming.exposure(party, lever), naming.loss(party, lever)
    exposure_share, loss_share = naming.share(naming.exposure(party, lever)), naming.share(naming.loss(party, lever))
    shares = [exposure_share] if reader.cell(exposure_share) else []
    cell = reader.cell(loss)
    formula = cell.formula if cell else None
    adjusting = [
        name for name in (formula.names if formula else ()) if name in one.inputs and kind.inputs[name].adjusts
    ]
    return {
        "scenario": reader.name,
        "lever": lever,
        "label": reader.label(lever),
        "kind": one.kind,
        "status": one.status,
        "party": party,
        "role": role,
        "measure": kind.measure.get(role),
        "exposure": reader.number(exposure),
        "exposure_unit": reader.unit(exposure),
        "exposure_share": reader.number(exposure_share),
        "share_of": _whole(reader, lever, role),
        "loss": reader.number(loss),
        "loss_unit": reader.unit(loss),
        "loss_share_of_gdp": reader.number(loss_share),
        "formula": formula.text if formula else None,
        "adjusted": bool(adjusting) if formula else None,
        "exposure_evidence": reader.evidence(exposure),
        "loss_evidence": reader.evidence(loss),
        "exposure_sources": reader.sources(exposure),
        "loss_sources": reader.sources(loss),
        "missing": [*reader.missing(exposure, *shares, loss, loss_share), *reader.undefined(loss)],
        **reader.low_and_high("exposure", exposure),
        **reader.low_and_high("exposure_share", exposure_share),
        **reader.low_and_high("loss", loss),
        **reader.low_and_high("loss_share_of_gdp", loss_share),
    }


def _whole(reader: CellReader, lever: str, role: str) -> str | None:
    one = reader.scenario.levers[lever]
    owner, _, aggregate = reader.of.graph.kinds[one.kind].share_of.get(role, "").partition(".")
    return f"{one.roles[owner]}.{aggregate}" if owner in one.roles else None


def list_totals(reader: CellReader) -> list[Record]:
    """Return each side's loss over the current levers."""
    return [_total(reader, party) for party in reader.scenario.sides]


def _total(reader: CellReader, party: str) -> Record:
    total, share = naming.total("total", party), naming.share(naming.total("total", party))
    parts = {
        lever: reader.number(naming.loss(party, lever)) or 0.0
        for lever in reader.scenario.levers
        if lever in reader.valued(total)
    }
    largest = max(parts, key=lambda lever: parts[lever], default=None)
    whole = reader.number(total)
    return {
        "scenario": reader.name,
        "party": party,
        "loss": whole,
        "unit": reader.unit(total),
        "loss_share_of_gdp": reader.number(share),
        "mix": [f"{measure}={amount!r}" for measure, amount in sum_by_measure(reader, party).items()],
        "largest_lever": largest,
        "largest_share": parts[largest] / whole if largest and whole else None,
        "left_out": list_unsummed(reader, party, total),
        "evidence": reader.evidence(total),
        "missing": [*reader.missing(total, share), *explain_unsummed(reader, party, total), *reader.undefined(total)],
        **reader.low_and_high("loss", total),
        **reader.low_and_high("loss_share_of_gdp", share),
    }


def sum_by_measure(reader: CellReader, party: str) -> dict[str, float]:
    """Return a party's total by measure, in the display unit."""
    found: dict[str, float] = {}
    for lever in reader.scenario.levers:
        if lever in reader.valued(naming.total("total", party)):
            role = reader.of.graph.role(party, lever) or ""
            measure = reader.of.graph.kinds[reader.scenario.levers[lever].kind].measure.get(role, "")
            found[measure] = found.get(measure, 0.0) + (reader.number(naming.loss(party, lever)) or 0.0)
    return found


def list_unsummed(reader: CellReader, party: str, total: str) -> list[str]:
    """Return the current levers on which a party has a stake that its sum does not hold."""
    levers = list_hit_levers(reader.scenario) if total.startswith("outcome") else [one.id for one in reader.current()]
    return [lever for lever in levers if reader.of.graph.role(party, lever) and lever not in reader.valued(total)]


def explain_unsummed(reader: CellReader, party: str, total: str) -> list[str]:
    """Say for each lever a sum does not hold why not."""
    prefix = total.partition(".")[0].replace("total", "loss")
    found = []
    for lever in list_unsummed(reader, party, total):
        cell = f"{prefix}.{party}.{lever}"
        if reader.raw(cell) is None:
            found.append(f"{cell}: {reader.why(cell)}")
        else:
            found.append(f"{cell}: in {reader.unit(cell)}, never added to money")
    return found


def list_results(reader: CellReader) -> list[Record]:
    """Return the author's own cells."""
    return [
        {
            "scenario": reader.name,
            "result": result.id,
            "label": make_label(result.label, result.id),
            "value": reader.number(result.id),
            "unit": reader.unit(result.id),
            "evidence": reader.evidence(result.id),
            "left_out": reader.left_out(result.id),
            "missing": [*reader.missing(result.id), *reader.undefined(result.id)],
            "low": reader.ends(result.id)[0],
            "high": reader.ends(result.id)[1],
        }
        for result in reader.scenario.results.values()
    ]


OUTCOME = (
    "scenario", "party", "lever", "label", "cut", "duration", "loss", "loss_low", "loss_high", "unit",
    "loss_share_of_gdp", "change", "change_share", "left_out", "evidence", "missing", "loss_share_of_gdp_low",
    "loss_share_of_gdp_high",
)  # fmt: skip
BALANCE = (
    "scenario", "first", "second", "first_loss", "second_loss", "unit", "dollar_ratio", "dollar_ratio_low",
    "dollar_ratio_high", "size_ratio", "bite", "levers", "left_out", "evidence", "missing", "bite_low", "bite_high",
)  # fmt: skip
MOVES = (
    "scenario", "move", "lever", "by", "target", "cut", "duration", "damage", "own_cost", "others_loss", "unit",
    "cost_ratio", "damage_share_of_gdp", "own_cost_share_of_gdp", "dollar_ratio", "size_ratio", "bite", "evidence",
    "missing", "damage_low", "damage_high", "own_cost_low", "own_cost_high", "cost_ratio_low", "cost_ratio_high",
    "damage_share_of_gdp_low", "damage_share_of_gdp_high", "own_cost_share_of_gdp_low", "own_cost_share_of_gdp_high",
    "dollar_ratio_low", "dollar_ratio_high", "bite_low", "bite_high",
)  # fmt: skip


def list_outcome(reader: CellReader) -> list[Record]:
    """Return each side's loss at the scenario's moves, by lever and in total; `change` is left to a comparison."""
    rows = []
    for party in reader.scenario.sides:
        rows += [_outcome(reader, party, lever.id) for lever in reader.current() if party in lever.roles.values()]
        total, share = naming.outcome(party), naming.share(naming.outcome(party))
        rows.append(
            {
                "scenario": reader.name,
                "party": party,
                "lever": "total",
                "label": "Total",
                "loss": reader.number(total),
                "unit": reader.unit(total),
                "loss_share_of_gdp": reader.number(share),
                "left_out": list_unsummed(reader, party, total),
                "evidence": reader.evidence(total),
                "missing": [
                    *reader.missing(total, share),
                    *explain_unsummed(reader, party, total),
                    *reader.undefined(total),
                ],
                **reader.low_and_high("loss", total),
                **reader.low_and_high("loss_share_of_gdp", share),
            }
        )
    return rows


def _outcome(reader: CellReader, party: str, lever: str) -> Record:
    loss, share = naming.outcome(party, lever), naming.share(naming.outcome(party, lever))
    is_hit = lever in list_hit_levers(reader.scenario)
    return {
        "scenario": reader.name,
        "party": party,
        "lever": lever,
        "label": reader.label(lever),
        "cut": reader.number(naming.at(lever, "cut")) if is_hit else 0.0,
        "duration": reader.number(naming.at(lever, "duration")) if is_hit else 0.0,
        "loss": reader.number(loss),
        "unit": reader.unit(loss),
        "loss_share_of_gdp": reader.number(share),
        "left_out": [],
        "evidence": reader.evidence(loss) if is_hit else None,
        "missing": [*reader.missing(loss, share), *reader.undefined(loss)],
        **reader.low_and_high("loss", loss),
        **reader.low_and_high("loss_share_of_gdp", share),
    }


def list_balance(reader: CellReader) -> list[Record]:
    """Return the two sides' outcome over the levers valued for both."""
    first, second = reader.scenario.sides
    one, other = naming.balance(first), naming.balance(second)
    ratios = {name: naming.balance(name) for name in ("dollar_ratio", "size_ratio", "bite")}
    levers = reader.valued(one)
    return [
        {
            "scenario": reader.name,
            "first": first,
            "second": second,
            "first_loss": reader.number(one),
            "second_loss": reader.number(other),
            "unit": reader.unit(one),
            **{name: reader.number(cell) for name, cell in ratios.items()},
            **reader.low_and_high("dollar_ratio", ratios["dollar_ratio"]),
            **reader.low_and_high("bite", ratios["bite"]),
            "levers": [lever for lever in reader.scenario.levers if lever in levers],
            "left_out": list_unbalanced(reader),
            "evidence": reader.weakest([ratios["bite"], ratios["dollar_ratio"]]),
            "missing": [*reader.missing(one, other, *ratios.values()), *reader.undefined(*ratios.values())],
        }
    ]


def list_unbalanced(reader: CellReader) -> list[str]:
    """Return the levers of the outcome that a side has a stake in but that are not valued for both."""
    levers = reader.valued(naming.balance(reader.scenario.sides[0]))
    sides = set(reader.scenario.sides)
    hit = [reader.scenario.levers[lever] for lever in list_hit_levers(reader.scenario)]
    return [lever.id for lever in hit if sides & set(lever.roles.values()) and lever.id not in levers]


def list_moves(reader: CellReader) -> list[Record]:
    """Return each move's damage, own cost and ratios."""
    return [_move(reader, move) for move in reader.scenario.moves]


def _move(reader: CellReader, id_: str) -> Record:
    move = reader.scenario.moves[id_]
    fields = {
        "cut": "cut",
        "duration": "duration",
        "damage": "damage",
        "own_cost": "own_cost",
        "others_loss": "others_loss",
        "cost_ratio": "cost_ratio",
        "damage_share_of_gdp": "damage_share",
        "own_cost_share_of_gdp": "own_cost_share",
        "dollar_ratio": "dollar_ratio",
        "size_ratio": "size_ratio",
        "bite": "bite",
    }
    cells = {column: naming.move(id_, field) for column, field in fields.items()}
    return {
        "scenario": reader.name,
        "move": id_,
        "lever": move.lever,
        "by": move.by,
        "target": reader.of.graph.targets[id_],
        **{column: reader.number(cell) for column, cell in cells.items()},
        "unit": reader.unit(cells["damage"]),
        "evidence": reader.weakest(cells.values()),
        "missing": [
            *reader.missing(*cells.values()),
            *_parts(reader, cells["others_loss"]),
            *reader.undefined(*cells.values()),
        ],
        **{end: number for column, cell in cells.items() for end, number in reader.low_and_high(column, cell).items()},
    }


def _parts(reader: CellReader, cell: str) -> list[str]:
    out = reader.left_out(cell)
    return [f"{cell}: without {', '.join(out)}"] if out else []
