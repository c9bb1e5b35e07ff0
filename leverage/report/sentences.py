"""The sentences that read the tables. Each is chosen by the numbers and says no more than they do."""

from leverage.report import spans
from leverage.report.ledger import Ledger, label
from leverage.report.marks import mark, marked
from leverage.report.numbers import Scale, amounts, brief, percent
from leverage.report.outcomes import unbalanced
from leverage.report.verdict import verdict


def balance(ledger: Ledger) -> tuple[str, ...]:
    """Say which side loses more, in dollars and for its size, and what is left out."""
    first, second = ledger.scenario.sides
    ratio = ledger.raw("balance.dollar_ratio")
    if ratio is None:
        return (*_unweighed(ledger, first, second), *_left_out(ledger))
    return (verdict(ledger, first, second, ratio), *_left_out(ledger))


def _unweighed(ledger: Ledger, first: str, second: str) -> tuple[str, ...]:
    one, other = ledger.raw(f"balance.{first}"), ledger.raw(f"balance.{second}")
    if one is None:
        return ("No tie is valued on both sides, so their losses cannot be weighed against each other.",)
    if one == other == 0:
        return ("Over the ties valued on both sides neither loses anything.",)
    return (f"Over the ties valued on both sides {ledger.party_name(second)} loses nothing: there is no ratio.",)


def _left_out(ledger: Ledger) -> tuple[str, ...]:
    """Name each tie left out of the balance, why, and what it would take to change the verdict."""
    found = []
    sides = ledger.scenario.sides
    lacks = {lever: [side for side in sides if _lacks(ledger, side, lever)] for lever in unbalanced(ledger)}
    lacks = {lever: lacking for lever, lacking in lacks.items() if lacking}
    for lever, lacking in lacks.items():
        reasons = "; ".join(f"{ledger.party_name(side)}'s side {_reason(ledger, side, lever)}" for side in lacking)
        found.append(
            f"Left out: {ledger.label(lever)}; {reasons}.{_reversal(ledger, lever, lacking) if len(lacks) == 1 else ''}"
        )
    return tuple(found)


def not_valued(ledger: Ledger) -> tuple[str, ...]:
    """Say of each loss in the table of stakes that is not valued, and not named beside the balance, what it needs."""
    found = []
    told = unbalanced(ledger)
    for lever in ledger.current():
        for side in ledger.scenario.sides:
            loss = f"loss.{side}.{lever.id}"
            if lever.id not in told and ledger.cell(loss) and ledger.needs(loss) and ledger.raw(loss) is None:
                found.append(f"{ledger.party_name(side)} on {ledger.label(lever.id)} ({ledger.why(loss)})")
    return (f"Not valued: {'; '.join(found)}.",) if found else ()


def _lacks(ledger: Ledger, side: str, lever: str) -> bool:
    """Tell whether a kind counts a loss for a side that could not be valued here."""
    role = ledger.of.graph.role(side, lever)
    kind = ledger.of.graph.kinds[ledger.scenario.levers[lever].kind]
    return bool(role and kind.loss.get(role)) and ledger.raw(f"outcome.{side}.{lever}") is None


def _reason(ledger: Ledger, side: str, lever: str) -> str:
    return ledger.why(f"outcome.{side}.{lever}")


def _reversal(ledger: Ledger, lever: str, lacking: list[str]) -> str:
    """Say from which size on the missing loss would turn round who loses more dollars, where it could."""
    first, second = ledger.scenario.sides
    own, other = ledger.raw(f"balance.{first}"), ledger.raw(f"balance.{second}")
    if len(lacking) != 1 or own is None or other is None or own == other:
        return ""
    unknown = lacking[0]
    known = second if unknown == first else first
    losses = {first: own, second: other}
    losses[known] += ledger.raw(f"outcome.{known}.{lever}") or 0.0
    gap = losses[known] - losses[unknown]
    if gap <= 0:
        return ""
    scale = amounts([gap], ledger.scenario.currency, ledger.asked)
    who, whom = ledger.party_name(unknown), ledger.party_name(known)
    return f" With it counted, {who} would lose more than {whom} only if it lost over {money(scale, gap)} there."


def money(scale: Scale, number: float, sign: str = "") -> str:
    """Write an amount with its unit in words: US$ 436 million a year; 436 million EUR/year if that was asked for."""
    shown = marked(scale.show(number), sign)
    if "/" in scale.words:
        return f"{shown} {scale.words}"
    name, _, rest = scale.words.partition(" ")
    return f"{name} {shown} {rest}"


def results(ledger: Ledger, scale: Scale) -> tuple[str, ...]:
    """Read each of the author's results, with its share of GDP where it is one party's loss."""
    return tuple(
        _result(ledger, result.id, label(result.label, result.id), scale) for result in ledger.scenario.results.values()
    )


def _result(ledger: Ledger, cell: str, name: str, scale: Scale) -> str:
    number = ledger.raw(cell)
    if number is None:
        return f"{name}: not valued; {ledger.why(cell)}."
    least = "at least " if ledger.is_at_least(cell) else ""
    is_money = ledger.is_money(cell)
    shown = (
        money(scale, number, mark(ledger, cell))
        if is_money
        else marked(brief(number, ledger.base_unit(cell)), mark(ledger, cell))
    )
    share = ledger.raw(f"loss_share.{cell}") if ledger.cell(f"loss_share.{cell}") else None
    party = _party_of(ledger, cell)
    spread = spans.words(ledger, cell, scale.show if is_money else lambda raw: brief(raw, ledger.base_unit(cell)))
    said = f"{name}: {least}{shown}{spread}"
    if party and share is not None and is_money:
        spread = spans.words(ledger, f"loss_share.{cell}", percent)
        said += f" for {ledger.party_name(party)}, {percent(share)} %{spread} of its GDP"
    out = ledger.left_out(cell)
    return f"{said}, without {', '.join(ledger.label(name.rpartition('.')[2]) for name in out)}." if out else f"{said}."


def _party_of(ledger: Ledger, cell: str) -> str | None:
    share = ledger.cell(f"loss_share.{cell}")
    return share.reads[1].partition(".")[0] if share and share.reads else None
