"""The records of section 8 of the design that come from one scenario: stakes, totals, outcome, moves and the rest."""

from leverage.claims import judge
from leverage.graph.cells import hit_levers
from leverage.report.ledger import Ledger, label
from leverage.report.parts import Record, Table

STAKES = (
    "scenario", "lever", "label", "kind", "status", "party", "role", "measure", "exposure", "exposure_unit",
    "exposure_share", "share_of", "loss", "loss_low", "loss_high", "loss_unit", "loss_share_of_gdp", "formula",
    "adjusted", "exposure_evidence", "loss_evidence", "exposure_sources", "loss_sources", "missing",
)  # fmt: skip
TOTALS = (
    "scenario", "party", "loss", "loss_low", "loss_high", "unit", "loss_share_of_gdp", "mix", "largest_lever",
    "largest_share", "left_out", "evidence", "missing",
)  # fmt: skip
BALANCE = (
    "scenario", "first", "second", "first_loss", "second_loss", "unit", "dollar_ratio", "dollar_ratio_low",
    "dollar_ratio_high", "size_ratio", "bite", "levers", "left_out", "evidence", "missing",
)  # fmt: skip
MOVES = (
    "scenario", "move", "lever", "by", "target", "cut", "duration", "damage", "own_cost", "others_loss", "unit",
    "cost_ratio", "damage_share_of_gdp", "own_cost_share_of_gdp", "dollar_ratio", "size_ratio", "bite", "evidence",
    "missing",
)  # fmt: skip
RESULTS = ("scenario", "result", "label", "value", "low", "high", "unit", "evidence", "left_out", "missing")
CLAIMS = (
    "scenario", "claim", "says", "source", "test", "threshold", "verdict", "expect", "left", "right", "held_in",
    "left_out", "missing",
)  # fmt: skip
OUTCOME = (
    "scenario", "party", "lever", "label", "cut", "duration", "loss", "loss_low", "loss_high", "unit",
    "loss_share_of_gdp", "change", "change_share", "left_out", "evidence", "missing",
)  # fmt: skip


def table(columns: tuple[str, ...], rows: list[Record]) -> Table:
    """Make a table of records that give only what they know; the rest is null."""
    return Table(columns, tuple({column: row.get(column) for column in columns} for row in rows))


def stakes(ledger: Ledger) -> list[Record]:
    """Return what each party of each lever has riding on it."""
    return [
        _stake(ledger, lever, role, party)
        for lever, one in ledger.scenario.levers.items()
        for role, party in one.roles.items()
    ]


def _stake(ledger: Ledger, lever: str, role: str, party: str) -> Record:
    one = ledger.scenario.levers[lever]
    kind = ledger.of.graph.kinds[one.kind]
    exposure, loss = f"exposure.{party}.{lever}", f"loss.{party}.{lever}"
    exposure_share, loss_share = f"exposure_share.{party}.{lever}", f"loss_share.{party}.{lever}"
    shares = [exposure_share] if ledger.cell(exposure_share) else []
    cell = ledger.cell(loss)
    formula = cell.formula if cell else None
    adjusting = [
        name
        for name in (formula.names if formula else ())
        if name in one.inputs and kind.inputs[name].adjusts
    ]
    return {
        "scenario": ledger.name,
        "lever": lever,
        "label": ledger.label(lever),
        "kind": one.kind,
        "status": one.status,
        "party": party,
        "role": role,
        "measure": kind.measure.get(role),
        "exposure": ledger.number(exposure),
        "exposure_unit": ledger.unit(exposure),
        "exposure_share": ledger.number(exposure_share),
        "share_of": _whole(ledger, lever, role),
        "loss": ledger.number(loss),
        "loss_unit": ledger.unit(loss),
        "loss_share_of_gdp": ledger.number(loss_share),
        "formula": formula.text if formula else None,
        "adjusted": bool(adjusting) if formula else None,
        "exposure_evidence": ledger.evidence(exposure),
        "loss_evidence": ledger.evidence(loss),
        "exposure_sources": ledger.sources(exposure),
        "loss_sources": ledger.sources(loss),
        "missing": ledger.missing(exposure, *shares, loss, loss_share),
    }


def _whole(ledger: Ledger, lever: str, role: str) -> str | None:
    one = ledger.scenario.levers[lever]
    owner, _, aggregate = ledger.of.graph.kinds[one.kind].share_of.get(role, "").partition(".")
    return f"{one.roles[owner]}.{aggregate}" if owner in one.roles else None


def totals(ledger: Ledger) -> list[Record]:
    """Return each side's loss over the current levers."""
    return [_total(ledger, party) for party in ledger.scenario.sides]


def _total(ledger: Ledger, party: str) -> Record:
    total, share = f"total.{party}", f"total_share.{party}"
    parts = {lever: ledger.number(f"loss.{party}.{lever}") or 0.0 for lever in ledger.valued(total)}
    largest = max(parts, key=lambda lever: parts[lever], default=None)
    whole = ledger.number(total)
    return {
        "scenario": ledger.name,
        "party": party,
        "loss": whole,
        "unit": ledger.unit(total),
        "loss_share_of_gdp": ledger.number(share),
        "mix": [f"{measure}={amount!r}" for measure, amount in mix(ledger, party).items()],
        "largest_lever": largest,
        "largest_share": parts[largest] / whole if largest and whole else None,
        "left_out": unsummed(ledger, party, total),
        "evidence": ledger.evidence(total),
        "missing": [*ledger.missing(total, share), *_unsummed_reasons(ledger, party, total)],
    }


def mix(ledger: Ledger, party: str) -> dict[str, float]:
    """Return a party's total by measure, in the display unit."""
    found: dict[str, float] = {}
    for lever in ledger.scenario.levers:
        if lever in ledger.valued(f"total.{party}"):
            role = ledger.of.graph.role(party, lever) or ""
            measure = ledger.of.graph.kinds[ledger.scenario.levers[lever].kind].measure.get(role, "")
            found[measure] = found.get(measure, 0.0) + (ledger.number(f"loss.{party}.{lever}") or 0.0)
    return found


def unsummed(ledger: Ledger, party: str, total: str) -> list[str]:
    """Return the current levers on which a party has a stake that its sum does not hold."""
    levers = (
        hit_levers(ledger.scenario) if total.startswith("outcome") else [one.id for one in ledger.current()]
    )
    return [
        lever for lever in levers if ledger.of.graph.role(party, lever) and lever not in ledger.valued(total)
    ]


def _unsummed_reasons(ledger: Ledger, party: str, total: str) -> list[str]:
    prefix = total.partition(".")[0].replace("total", "loss")
    found = []
    for lever in unsummed(ledger, party, total):
        cell = f"{prefix}.{party}.{lever}"
        if ledger.raw(cell) is None:
            found.append(f"{cell}: {ledger.why(cell)}")
        else:
            found.append(f"{cell}: in {ledger.unit(cell)}, never added to money")
    return found


def outcome(ledger: Ledger) -> list[Record]:
    """Return each side's loss at the scenario's moves, by lever and in total; `change` is left to a comparison."""
    rows = []
    for party in ledger.scenario.sides:
        rows += [
            _outcome(ledger, party, lever.id) for lever in ledger.current() if party in lever.roles.values()
        ]
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
                "missing": [*ledger.missing(total, share), *_unsummed_reasons(ledger, party, total)],
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
        "evidence": ledger.evidence(loss),
        "missing": ledger.missing(loss, share),
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
            "levers": [lever for lever in ledger.scenario.levers if lever in levers],
            "left_out": unbalanced(ledger),
            "evidence": ledger.weakest([ratios["bite"], ratios["dollar_ratio"]]),
            "missing": ledger.missing(one, other, *ratios.values()),
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
        "evidence": ledger.weakest([cells["damage"], cells["own_cost"]]),
        "missing": ledger.missing(*cells.values()),
    }


def results(ledger: Ledger) -> list[Record]:
    """Return the author's own cells."""
    return [
        {
            "scenario": ledger.name,
            "result": result.id,
            "label": label(result.label, result.id),
            "value": ledger.number(result.id),
            "unit": ledger.unit(result.id),
            "evidence": ledger.evidence(result.id),
            "left_out": ledger.left_out(result.id),
            "missing": ledger.missing(result.id),
        }
        for result in ledger.scenario.results.values()
    ]


def claims(ledger: Ledger) -> list[Record]:
    """Return every claim with its verdict."""
    rows = []
    for claim in ledger.scenario.claims.values():
        verdict = judge(ledger.of, claim)
        rows.append(
            {
                "scenario": ledger.name,
                "claim": claim.id,
                "says": claim.says,
                "source": claim.source or None,
                "test": claim.test.formula.text,
                "threshold": claim.threshold or None,
                "verdict": verdict.verdict,
                "expect": claim.expect,
                "left": verdict.left,
                "right": verdict.right,
                "left_out": ledger.left_out(claim.id),
                "missing": ledger.missing(claim.id),
            }
        )
    return rows
