"""The records of what the moves come to: outcome by lever and side, the balance of the sides, each move."""

from leverage.graph.cells import hit_levers
from leverage.report.ledger import Ledger
from leverage.report.parts import Record
from leverage.report.records import unsummed, unsummed_reasons

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


def outcome(ledger: Ledger) -> list[Record]:
    """Return each side's loss at the scenario's moves, by lever and in total; `change` is left to a comparison."""
    rows = []
    for party in ledger.scenario.sides:
        rows += [_outcome(ledger, party, lever.id) for lever in ledger.current() if party in lever.roles.values()]
        total, share = f"outcome.{party}", f"outcome_share.{party}"
        rows.append(
            {
                "scenario": ledger.name,
                "party": party,
                "lever": "total",
                "label": "Total",
                "loss": ledger.number(total),
                "unit": ledger.unit(total),
                "loss_share_of_gdp": ledger.number(share),
                "left_out": unsummed(ledger, party, total),
                "evidence": ledger.evidence(total),
                "missing": [
                    *ledger.missing(total, share),
                    *unsummed_reasons(ledger, party, total),
                    *ledger.undefined(total),
                ],
                **ledger.low_and_high("loss", total),
                **ledger.low_and_high("loss_share_of_gdp", share),
            }
        )
    return rows


def _outcome(ledger: Ledger, party: str, lever: str) -> Record:
    loss, share = f"outcome.{party}.{lever}", f"outcome_share.{party}.{lever}"
    is_hit = lever in hit_levers(ledger.scenario)
    return {
        "scenario": ledger.name,
        "party": party,
        "lever": lever,
        "label": ledger.label(lever),
        "cut": ledger.number(f"at.{lever}.cut") if is_hit else 0.0,
        "duration": ledger.number(f"at.{lever}.duration") if is_hit else 0.0,
        "loss": ledger.number(loss),
        "unit": ledger.unit(loss),
        "loss_share_of_gdp": ledger.number(share),
        "left_out": [],
        "evidence": ledger.evidence(loss) if is_hit else None,
        "missing": [*ledger.missing(loss, share), *ledger.undefined(loss)],
        **ledger.low_and_high("loss", loss),
        **ledger.low_and_high("loss_share_of_gdp", share),
    }


def balance(ledger: Ledger) -> list[Record]:
    """Return the two sides' outcome over the levers valued for both."""
    first, second = ledger.scenario.sides
    one, other = f"balance.{first}", f"balance.{second}"
    ratios = {name: f"balance.{name}" for name in ("dollar_ratio", "size_ratio", "bite")}
    levers = ledger.valued(one)
    return [
        {
            "scenario": ledger.name,
            "first": first,
            "second": second,
            "first_loss": ledger.number(one),
            "second_loss": ledger.number(other),
            "unit": ledger.unit(one),
            **{name: ledger.number(cell) for name, cell in ratios.items()},
            **ledger.low_and_high("dollar_ratio", ratios["dollar_ratio"]),
            **ledger.low_and_high("bite", ratios["bite"]),
            "levers": [lever for lever in ledger.scenario.levers if lever in levers],
            "left_out": unbalanced(ledger),
            "evidence": ledger.weakest([ratios["bite"], ratios["dollar_ratio"]]),
            "missing": [*ledger.missing(one, other, *ratios.values()), *ledger.undefined(*ratios.values())],
        }
    ]


def unbalanced(ledger: Ledger) -> list[str]:
    """Return the levers of the outcome that a side has a stake in but that are not valued for both."""
    levers = ledger.valued(f"balance.{ledger.scenario.sides[0]}")
    sides = set(ledger.scenario.sides)
    hit = [ledger.scenario.levers[lever] for lever in hit_levers(ledger.scenario)]
    return [lever.id for lever in hit if sides & set(lever.roles.values()) and lever.id not in levers]


def moves(ledger: Ledger) -> list[Record]:
    """Return each move's damage, own cost and ratios."""
    return [_move(ledger, move) for move in ledger.scenario.moves]


def _move(ledger: Ledger, id_: str) -> Record:
    move = ledger.scenario.moves[id_]
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
    cells = {column: f"move.{id_}.{field}" for column, field in fields.items()}
    return {
        "scenario": ledger.name,
        "move": id_,
        "lever": move.lever,
        "by": move.by,
        "target": ledger.of.graph.targets[id_],
        **{column: ledger.number(cell) for column, cell in cells.items()},
        "unit": ledger.unit(cells["damage"]),
        "evidence": ledger.weakest(cells.values()),
        "missing": [
            *ledger.missing(*cells.values()),
            *_parts(ledger, cells["others_loss"]),
            *ledger.undefined(*cells.values()),
        ],
        **{end: number for column, cell in cells.items() for end, number in ledger.low_and_high(column, cell).items()},
    }


def _parts(ledger: Ledger, cell: str) -> list[str]:
    out = ledger.left_out(cell)
    return [f"{cell}: without {', '.join(out)}"] if out else []
