"""The sentences that read the tables. Each is chosen by the numbers and says no more than they do."""

from leverage.report import spans
from leverage.report.ledger import Ledger, label
from leverage.report.marks import mark, printed
from leverage.report.numbers import Scale, amounts, brief, marked, percent
from leverage.report.outcomes import unbalanced
from leverage.report.verdict import verdict
from leverage.report.views import Prose
from leverage.report.words import sentences as words


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
        return (words.NO_TIE,)
    if one == other == 0:
        return (words.NEITHER_LOSES,)
    return (words.NO_RATIO.format(other=ledger.party_name(second)),)


def _left_out(ledger: Ledger) -> tuple[str, ...]:
    """Name each tie left out of the balance, why, and what it would take to change the verdict."""
    found = []
    sides = ledger.scenario.sides
    lacks = {lever: [side for side in sides if _lacks(ledger, side, lever)] for lever in unbalanced(ledger)}
    lacks = {lever: lacking for lever, lacking in lacks.items() if lacking}
    for lever, lacking in lacks.items():
        reasons = [
            words.SIDE_LACKS.format(side=ledger.party_name(side), why=_reason(ledger, side, lever)) for side in lacking
        ]
        said = words.LEFT_OUT.format(tie=ledger.label(lever), reasons="; ".join(reasons))
        reversal = _reversal(ledger, lever, lacking) if len(lacks) == 1 else ""
        found.append(f"{said} {reversal}" if reversal else said)
    return tuple(found)


def not_valued(ledger: Ledger) -> tuple[str, ...]:
    """Say of each loss in the table of stakes that is not valued, and not named beside the balance, what it needs."""
    found = []
    told = unbalanced(ledger)
    for lever in ledger.current():
        for side in ledger.scenario.sides:
            loss = f"loss.{side}.{lever.id}"
            if lever.id not in told and ledger.cell(loss) and ledger.needs(loss) and ledger.raw(loss) is None:
                party, tie = ledger.party_name(side), ledger.label(lever.id)
                found.append(words.LOSS_NOT_VALUED.format(party=party, tie=tie, why=ledger.why(loss)))
    return (words.NOT_VALUED.format(losses="; ".join(found)),) if found else ()


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
    amount = amounts([gap], ledger.scenario.currency, ledger.asked).lone(gap)
    who, whom = ledger.party_name(unknown), ledger.party_name(known)
    return words.REVERSAL.format(unknown=who, known=whom, amount=amount)


def results(ledger: Ledger, scale: Scale) -> Prose:
    """Read each of the author's results, with its share of GDP where it is one party's loss."""
    results = ledger.scenario.results
    lines = tuple(_result(ledger, one.id, label(one.label, one.id), scale) for one in results.values())
    return Prose("results", lines, signs=printed(ledger, results))


def _result(ledger: Ledger, cell: str, name: str, scale: Scale) -> str:
    number = ledger.raw(cell)
    if number is None:
        return words.RESULT_NOT_VALUED.format(result=name, why=ledger.why(cell))
    sign = mark(ledger, cell)
    if ledger.is_money(cell):
        shown, spread = scale.lone(number, sign), spans.words(ledger, cell, scale.show)
    else:
        unit = ledger.base_unit(cell)
        shown, spread = marked(brief(number, unit), sign), spans.words(ledger, cell, lambda raw: brief(raw, unit))
    ties = ", ".join(ledger.label(loss.rpartition(".")[2]) for loss in ledger.left_out(cell))
    template = words.RESULT_AT_LEAST if ledger.is_at_least(cell) else words.RESULT
    return template.format(
        result=name,
        amount=shown,
        span=spread,
        of_gdp=_of_gdp(ledger, cell),
        without=words.RESULT_WITHOUT.format(ties=ties) if ties else "",
    )


def _of_gdp(ledger: Ledger, cell: str) -> str:
    """Say how much of its GDP a result is where it is one party's loss of money."""
    name = f"loss_share.{cell}"
    share, party = ledger.raw(name), _party_of(ledger, cell)
    if party is None or share is None or not ledger.is_money(cell):
        return ""
    spread = spans.words(ledger, name, percent)
    return words.OF_GDP.format(party=ledger.party_name(party), share=percent(share), span=spread)


def _party_of(ledger: Ledger, cell: str) -> str | None:
    share = ledger.cell(f"loss_share.{cell}")
    return share.reads[1].partition(".")[0] if share and share.reads else None
