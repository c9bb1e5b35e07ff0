"""The records of section 8 of the design that come from one scenario: stakes, totals, outcome, moves and the rest."""

from leverage.claims import judge
from leverage.graph.cells import hit_levers
from leverage.report.ledger import Ledger, label
from leverage.report.parts import Record

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
CLAIMS = (
    "scenario", "claim", "says", "source", "test", "threshold", "verdict", "expect", "left", "right", "held_in",
    "left_out", "missing",
)  # fmt: skip


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
        name for name in (formula.names if formula else ()) if name in one.inputs and kind.inputs[name].adjusts
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
        "missing": [*ledger.missing(exposure, *shares, loss, loss_share), *ledger.undefined(loss)],
        **ledger.low_and_high("exposure", exposure),
        **ledger.low_and_high("exposure_share", exposure_share),
        **ledger.low_and_high("loss", loss),
        **ledger.low_and_high("loss_share_of_gdp", loss_share),
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
    parts = {
        lever: ledger.number(f"loss.{party}.{lever}") or 0.0
        for lever in ledger.scenario.levers
        if lever in ledger.valued(total)
    }
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
        "missing": [*ledger.missing(total, share), *unsummed_reasons(ledger, party, total), *ledger.undefined(total)],
        **ledger.low_and_high("loss", total),
        **ledger.low_and_high("loss_share_of_gdp", share),
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
    levers = hit_levers(ledger.scenario) if total.startswith("outcome") else [one.id for one in ledger.current()]
    return [lever for lever in levers if ledger.of.graph.role(party, lever) and lever not in ledger.valued(total)]


def unsummed_reasons(ledger: Ledger, party: str, total: str) -> list[str]:
    """Say for each lever a sum does not hold why not."""
    prefix = total.partition(".")[0].replace("total", "loss")
    found = []
    for lever in unsummed(ledger, party, total):
        cell = f"{prefix}.{party}.{lever}"
        if ledger.raw(cell) is None:
            found.append(f"{cell}: {ledger.why(cell)}")
        else:
            found.append(f"{cell}: in {ledger.unit(cell)}, never added to money")
    return found


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
            "missing": [*ledger.missing(result.id), *ledger.undefined(result.id)],
            "low": ledger.ends(result.id)[0],
            "high": ledger.ends(result.id)[1],
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
                "held_in": _held_in(ledger, claim.id, verdict.verdict),
                "left_out": ledger.left_out(claim.id),
                "missing": [*ledger.missing(claim.id), *_unheld(ledger, claim.id)],
            }
        )
    return rows


def _held_in(ledger: Ledger, claim: str, verdict: str) -> float | None:
    """Return the share of draws in which a claim holds; of one that no range touches, all or none of them."""
    if ledger.drawn is None or ledger.left_out(claim) or verdict == "cannot say":
        return None
    return ledger.drawn.held.get(claim, 1.0 if verdict == "holds" else 0.0)


def _unheld(ledger: Ledger, claim: str) -> list[str]:
    """Say why a claim has no share of draws, or in how many of them it cannot be said."""
    if ledger.drawn is None:
        return []
    if ledger.left_out(claim):
        return ["held_in: a part of what it compares is not valued"]
    count = ledger.drawn.unsaid.get(claim)
    return (
        [f"held_in: cannot be said in {count} of {ledger.drawn.draws} draws, which count as not holding"]
        if count
        else []
    )
