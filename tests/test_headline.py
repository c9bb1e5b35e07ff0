"""The sentences of the headline, on scenarios that are not as usual."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leverage.analysis.draws import draw_ranges
from leverage.analysis.ranges import list_reported
from leverage.problems import LeverageError
from leverage.report.cell_reader import CellReader
from leverage.report.headline_words import join_pieces, write_amount_of_gdp, write_headline, write_money, write_ratio
from leverage.report.show.charts import write_finding
from leverage.report.words import join_names
from tests.program import run
from tests.written import assess

NO_GDP = "title: T\nsides: [a, b]\nparties: {a: {name: A}, b: {name: B}}\n"
ONE_GDP = NO_GDP.replace("b: {name: B}", "b: {name: B, gdp: 10 billion USD/year}")
GDP = ONE_GDP.replace("a: {name: A}", "a: {name: A, gdp: 5 billion USD/year}")
GOODS = "levers:\n  goods: {kind: trade, seller: a, buyer: b, value: 100 million USD/year"
#: What the host of workers loses is not valued.
SENT = "  sent: {kind: remittances, recipient: a, host: b, value: 1 billion USD/year}\n"
STOP = "moves:\n  stop: {lever: goods, by: b"
LOAN = "  loan: {kind: credit, creditor: a, debtor: b, outstanding: 7 USD}\n"


def say(text: str, draws: int | None = None) -> list[str]:
    """The headline of a scenario, by so many draws or at the values in use."""
    assessment = assess(text)
    drawn = draw_ranges(assessment, draws, 1, list_reported(assessment.graph)) if draws else None
    return list(write_headline(CellReader(assessment, None, drawn)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # A sentence begins with a capital, and a time of counting stands by an amount.
        (
            f"{NO_GDP}levers:\n{SENT.replace('recipient: a, host: b', 'recipient: b, host: a')}",
            (
                "What A would lose is not valued (needs the host's output lost if the workers leave); "
                "B would lose US$ 1.0 bn a year."
            ),
        ),
        (
            f"{NO_GDP}{GOODS}, diverted: 1}}\n",
            "A would lose nothing; B would lose US$ 100 million a year, once it has adjusted.",
        ),
        # 100 of 10,000 is 1 %: what the share is of is said where the first share stands, not where there is none.
        (f"{ONE_GDP}{GOODS}}}\n", "A would lose US$ 100 million a year; B 100 million, 1.0 % of its GDP."),
        (
            f"{GDP}{GOODS}}}\n{STOP}}}\n",
            "B's moves would cost A US$ 100 million a year, 2.0 % of its GDP, and B itself 100 million, 1.0 %.",
        ),
        # 100 over half a year is 50, of a year's 5,000 it is 1 %.
        (
            f"{GDP}{GOODS}}}\n{STOP}, for: 6 months}}\n",
            (
                "B's moves would cost A US$ 50 million, 1.0 % of its GDP, over the time of the move, and B itself "
                "50 million, 0.50 %."
            ),
        ),
        # At a horizon of one year no loss is "a year, in the first year".
        (
            f"{NO_GDP}horizon: 1 year\nlevers:\n{SENT}",
            (
                "A would lose US$ 1.0 bn, in the first year; what B would lose is not valued (needs the host's output "
                "lost if the workers leave)."
            ),
        ),
        # Both lose the same, so that all of a ratio of 2 comes from the sizes, 10 over 5.
        (
            f"{GDP}{GOODS}}}\n",
            (
                "In money both would lose the same; for its size A would lose 2.0 times as much, because B's economy "
                "is 2.0 times as large."
            ),
        ),
        # On goods neither loses anything; A loses money sent, on a tie that is valued for A only.
        (
            f"{GDP}{GOODS.replace('100 million', '0')}}}\n{SENT}",
            "On the ties valued on both sides neither would lose anything.",
        ),
        (
            f"{GDP}{GOODS}, diverted: 50 %}}\n{SENT}{SENT.replace('sent', 'more')}",
            (
                "In money B would lose more, 2.0 times as much, without sent and more, which are valued on one side "
                "only; for their size both would lose the same."
            ),
        ),
        (f"{NO_GDP}{GOODS}}}\n{LOAN}", "Once, however long a cut lasts: A US$ 7.0."),
    ],
)
def test_sentences(text: str, sentence: str) -> None:
    """Each is said whole, as one of the sentences of the headline."""
    assert sentence in say(text)


def test_amounts_counted_over_other_times() -> None:
    """What is said before of another scenario is left out only if it was said: the currency, but no year."""
    sent = f"{ONE_GDP}levers:\n{SENT.replace('recipient: a, host: b', 'recipient: b, host: a')}"
    first_year, later = (CellReader(assess(text)) for text in (f"horizon: 1 year\n{sent}", sent))
    said = write_amount_of_gdp(first_year, "total.b")
    assert join_pieces(said) == "US$ 1.0 bn, 10 % of its GDP"
    assert join_pieces(write_amount_of_gdp(later, "total.b", said)) == "1.0 bn a year, 10 %"
    assert join_pieces(write_amount_of_gdp(later, "total.b", write_amount_of_gdp(later, "total.b"))) == "1.0 bn, 10 %"


def test_first_year_of_which_nothing_is_valued_is_no_amount() -> None:
    """A sum of 0 that something is left out of is not known to be at least anything."""
    text = f"{NO_GDP}levers:\n  goods: {{kind: trade, seller: a, buyer: b, value: 1 USD/year, elasticity: 3}}\n"
    text = text.replace("name: B", "name: B, absorption: 100 USD/year")  # no imports, which the first year needs
    said = say(text)
    assert said[0] == "A would lose US$ 1.0 a year; B US$ 0.50."
    assert not [sentence for sentence in said if sentence.startswith("In the first year")]


def test_chart_of_a_loss_of_which_nothing_is_valued() -> None:
    """Nothing of B's loss is valued beside the goods, which cost it nothing: it is not at least US$ 0."""
    text = f"{NO_GDP}{GOODS.replace('100 million', '0')}}}\n{SENT}"
    finding = write_finding(CellReader(assess(text)))
    assert finding == "A would lose US$ 1.0 bn a year; the loss of B is not valued"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (999.4e6, "US$ 999 million"),
        (999.7e6, "US$ 1.0 bn"),  # not 1,000 million
        (999_999.9, "US$ 1.0 million"),
        (0.0, "US$ 0"),
        (5e15, "US$ 5,000 trillion"),
        (0.0123, "US$ 0.012"),
        (1e-14, "US$ 0.000000000000010"),
    ],
)
def test_amounts_go_to_the_next_word_as_they_are_rounded(number: float, text: str) -> None:
    """An amount has two digits or those before the point."""
    assert write_money(CellReader(assess(f"{NO_GDP}{GOODS}}}\n")), number) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "1.0"),
        (1.003, "1.003"),
        (1 + 2e-8, "1.00000002"),  # not the same, which ratios are to nine digits
        (0.999, "0.999"),
        (48.2, "48"),
        (99.4, "99"),
        (99.7, "100"),
        (531.2, "530"),
        (996.0, "1,000"),
        (29_289_017.0, "29,000,000"),
        (1.75e15, "1,800,000,000,000,000"),
        (1.75e18, "1.8e+18"),
        (4.9e-210, "4.9e−210"),
        (4.9e210, "4.9e+210"),
        (float("inf"), "any number of"),
    ],
)
def test_ratios(ratio: float, text: str) -> None:
    """Two digits, and more where the ratio would read as 1."""
    assert write_ratio(ratio) == text


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_of_names(names: list[str], text: str) -> None:
    """The last of several stands behind an and."""
    assert join_names(names) == text


AMOUNT = st.sampled_from(["0", "1", "0.004", "9.96", "999.6 thousand", "999.7 million", "2.5 billion", "7 trillion"])
SHARE = st.sampled_from(["", "diverted: 0.5", "diverted: 1", "elasticity: 3.8"])
PARTY = st.fixed_dictionaries(
    {},
    optional={key: AMOUNT.filter(lambda amount: amount != "0") for key in ("gdp", "exports", "imports", "absorption")},
)
TIE = st.tuples(st.sampled_from(["trade", "sent", "loan", "lent"]), st.booleans(), AMOUNT, SHARE)
MOVE = st.tuples(st.integers(0, 2), st.booleans(), st.sampled_from(["", "for: 3 months", "for: 24 months", "cut: 0.1"]))


def write_scenario(
    parties: dict[str, dict[str, str]], ties: list[tuple[str, bool, str, str]], moves: list[tuple[int, bool, str]]
) -> str:
    """Write a scenario of two sides; no buyer has an elasticity where its absorption may be too small for one."""
    lines = ["title: T", "sides: [a, b]", "parties:"]
    for id_, aggregates in parties.items():
        given_ = "".join(f", {key}: {amount} USD/year" for key, amount in aggregates.items())
        lines.append(f"  {id_}: {{name: {id_.upper()}{given_}}}")
    lines.append("levers:")
    for number, (sort, is_turned, amount, extra) in enumerate(ties):
        one, other = ("b", "a") if is_turned else ("a", "b")
        what = {
            "trade": f"kind: trade, seller: {one}, buyer: {other}, value: {amount} USD/year, {extra}",
            "sent": f"kind: remittances, recipient: {one}, host: {other}, value: {amount} USD/year",
            "loan": f"kind: credit, creditor: {one}, debtor: {other}, outstanding: {amount} USD",
            "lent": f"kind: credit, creditor: {one}, debtor: {other}, outstanding: 1 USD, spread: 5 %, "
            f"refinancing: {amount} USD/year",
        }[sort]
        lines.append(f"  tie{number}: {{{what.rstrip(', ')}}}")
    if moves:
        lines.append("moves:")
    for number, (at, is_turned, extra) in enumerate(moves):
        sort, is_tie_turned, *_ = ties[at % len(ties)]
        mover = "b" if sort == "sent" else "ab"[is_turned]
        if sort == "sent" and is_tie_turned:
            mover = "a"
        lines.append(f"  move{number}: {{lever: tie{at % len(ties)}, by: {mover}, {extra}".rstrip(", ") + "}")
    return "\n".join([*lines, ""])


#: What no sentence has: words of Python, places of a pattern, cells' names, wrong spaces and stops, amounts of nothing.
WRONG = re.compile(
    r"\bNone\b(?! of)|\bnan\b|\binf\b|[{}]|  |\b(?:loss|total|outcome|balance|once|by|first_year|move)\.[a-z]"
    r"|(?<![\d.,])0 (?:thousand|million|bn|trillion)|US\$ 0\b(?!\.)|1,000 (?:thousand|million|bn)"
    r"|a year(?: \([^)]*\))?,(?: [^;]*,)? in the first year|\.\.|,,| [,;.](?!\d)|[;,]\.|^[^A-Z]|[^.]$"
    r"|\b1 (?:more change|other readings)\b|which is valued.* and .*which is|not valued, (?:once|on average|over)"
)


@given(
    st.fixed_dictionaries({"a": PARTY, "b": PARTY}),
    st.lists(TIE, min_size=1, max_size=3),
    st.lists(MOVE, max_size=3),
    st.sampled_from(["", "horizon: 1 year\n", "horizon: 5 years\n"]),
)
@settings(deadline=None)
def test_sentences_of_any_scenario(
    parties: dict[str, dict[str, str]],
    ties: list[tuple[str, bool, str, str]],
    moves: list[tuple[int, bool, str]],
    horizon: str,
) -> None:
    """Sentences are whole and few, and the first share of GDP in each says what it is a share of."""
    ties = [
        (sort, turn, amount, "" if extra.startswith("e") and amount != "1" else extra)
        for sort, turn, amount, extra in ties
    ]
    text = horizon + write_scenario(parties, ties, moves)
    try:
        sentences = say(text)
    except LeverageError:
        assume(False)
    once = [sentence for sentence in sentences if sentence.startswith("Once, ")]
    assert 1 <= len(sentences) - len(once) <= 4
    for sentence in sentences:
        assert WRONG.search(sentence) is None, sentence
        shares = re.findall(r"\d %( of its GDP)?", sentence)
        assert not shares or shares[0], sentence
        amounts = re.findall(r"(US\$ )?[\d.,]+ (?:thousand|million|bn|trillion)", sentence)
        assert not amounts or amounts[0] or "US$" in sentence.split(" thousand")[0], sentence


TINY = """
title: T
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 1e200 USD/year, low: 0 USD/year, high: 1e200 USD/year, assumed: x}}
  b: {name: B, gdp: {value: 1e-300 USD/year, assumed: x}}
levers:
  l:
    kind: remittances
    recipient: a
    host: b
    value: {value: 1 USD/year, assumed: x}
    migrant_output: {value: M, assumed: x}
"""


@pytest.mark.parametrize("output", ["1 USD/year", "1e-300 USD/year", "1e300 USD/year"])
def test_ratios_beyond_all_counting_are_written(output: str) -> None:
    """Economies 500 powers of ten apart make ratios with exponents, or none; no sentence fails on them."""
    done = run("show", "-", stdin=TINY.replace("M,", f"{output},"))
    assert (done.status, done.err) == (0, "")
    assert not re.search(r"\b(inf|nan|None)\b", done.out)


def test_without_a_tie_there_is_a_next_step(tmp_path: Path) -> None:
    """Whoever begins with two parties learns where the kinds of tie are; with a tie there is no such line."""
    text = "title: T\nsides: [a, b]\nparties: {a: {name: A}, b: {name: B}}\n"
    (tmp_path / "none.yaml").write_text(text, encoding="utf-8")
    tie = "levers: {goods: {kind: trade, seller: a, buyer: b, value: {value: 1 USD/year, assumed: round}}}\n"
    (tmp_path / "one.yaml").write_text(text + tie, encoding="utf-8")
    said = "The file has no tie yet: add one under levers."
    assert said in run("show", "none.yaml", cwd=tmp_path).out
    assert said not in run("show", "one.yaml", cwd=tmp_path).out


def test_sales_count_as_revenue_and_sums_say_what_they_add(tmp_path: Path) -> None:
    """Both are said where they are so: of sales without value added taken off, and of sums of unlike losses.

    The ban costs A sales of 100 and nothing else, the stop of wages income; together they are two sorts of loss.
    """
    text = """
title: T
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10000 USD/year, assumed: round}}
  b: {name: B, gdp: {value: 10000 USD/year, assumed: round}}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 100 USD/year, assumed: round}}
  wages: {kind: remittances, recipient: a, host: b, value: {value: 50 USD/year, assumed: round}}
moves:
  ban: {lever: goods, by: b}
"""
    revenue = "Lost sales are revenue; the income lost with them is less, and so is its share of GDP."
    unlike = "Total (adds different kinds of loss)"
    stop = "  stop: {lever: wages, by: b}\n"
    added = text.replace("buyer: b,", "buyer: b, value_added: {value: 60 %, assumed: round},")
    for number, (file, is_revenue, is_unlike) in enumerate(
        [
            (text, True, False),
            (text + stop, True, True),
            (text[: text.index("moves:")], True, True),
            (added, False, False),
            (text[: text.index("  ban:")] + stop, False, False),
        ]
    ):
        (tmp_path / f"{number}.yaml").write_text(file, encoding="utf-8")
        said = run("show", f"{number}.yaml", "--notes", cwd=tmp_path).out
        assert (revenue in " ".join(said.split()), unlike in said) == (is_revenue, is_unlike)


def test_what_is_lost_once_only_is_not_called_unknown() -> None:
    """The creditor loses 80 (1 - 0.5) = 40 once and nothing a year; the debtor 20 x 3 % = 0.6 billion a year."""
    text = """
title: T
sides: [a, b]
parties: {a: {name: A}, b: {name: B, gdp: {value: 100 billion USD/year, assumed: round}}}
levers:
  loans:
    kind: credit
    creditor: a
    debtor: b
    outstanding: {value: 80 billion USD, assumed: round}
    recovery: {value: 50 %, assumed: round}
    refinancing: {value: 20 billion USD/year, assumed: round}
    spread: {value: 3 %, assumed: round}
"""
    once = "Once, however long a cut lasts: A US$ 40 bn."
    assert say(text)[:2] == [
        "A would lose only what is lost once; B would lose US$ 600 million a year, 0.60 % of its GDP.",
        once,
    ]
    moves = "moves:\n  default: {lever: loans, by: b}\n"
    assert say(text + moves)[:1] == [
        "B's moves would cost A only what is lost once, and B itself US$ 600 million a year, 0.60 % of its GDP."
    ]
    assert once in say(text + moves)
    stop = "moves:\n  stop: {lever: loans, by: a}\n"
    assert say(text + stop)[:1] == [
        "A's moves would cost B US$ 600 million a year, 0.60 % of its GDP, and A itself only what is lost once."
    ]
    drawn = " ".join(run("show", "-", "-f", "markdown", stdin=text + stop).out.split())
    assert "B would lose US$ 600 million a year; A only what is lost once" in drawn


def test_what_a_formula_takes_for_granted_is_a_caveat() -> None:
    """Of the ties that count: the ban of goods that nobody has said how to replace, and no tie that is not cut."""
    told = "Taken for granted, since the file says nothing else: nothing replaces the lost supply (Goods)."
    text = f"{NO_GDP}{GOODS}}}\n"
    labelled = text.replace("{kind: trade,", "{kind: trade, label: Goods,")
    assert told in " ".join(run("show", "-", "--notes", stdin=labelled).out.split())
    known = labelled.replace("label: Goods,", "label: Goods, elasticity: {value: 3, assumed: x},")
    assert "Taken for granted" not in run("show", "-", "--notes", stdin=known).out
