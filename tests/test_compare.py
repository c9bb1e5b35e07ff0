"""Scenarios side by side: the spread over them in few sentences, a row for each, and what is said on request."""

import csv
import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from leverage.analysis.assessment import assess_named
from leverage.report.cell_reader import CellReader
from leverage.report.compare.report import report_comparison
from leverage.report.compare.scenarios import label_scenarios, sort_scenarios
from leverage.report.drawing import draw_paper, draw_screen
from leverage.report.views import Grid, Prose
from tests.program import read_json, run

# A sells 100 and keeps half of it by selling elsewhere: it loses 50, and the buyer B 100. B sells 40 and keeps half:
# it loses 20, and A 40. So with both ties cut A loses 90 and B 120. A's GDP is 10,000 and B's 20,000.
BASE = """
title: Everything
sides: [a, b]
parties:
  a: {name: A, gdp: {value: 10 billion USD/year, assumed: round}}
  b: {name: B, gdp: {value: 20 billion USD/year, assumed: round}}
figures:
  half: {value: 50 %, assumed: round}
levers:
  goods: {kind: trade, seller: a, buyer: b, value: {value: 100 million USD/year, assumed: round}, diverted: half}
  back: {kind: trade, seller: b, buyer: a, value: {value: 40 million USD/year, assumed: round}, diverted: half}
"""
FAMILY = {
    "all": BASE,
    "ban": "title: B bans goods\nextends: all.yaml\nmoves: {m: {lever: goods, by: b}}\n",
    "answer": "title: A's answer\nextends: all.yaml\nmoves: {m: {lever: back, by: a}}\n",
}
NAMES = ["all.yaml", "ban.yaml", "answer.yaml"]


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """Return a folder with a base, a ban by B, and A's answer."""
    for name, text in FAMILY.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def say(folder: Path, *words: str) -> str:
    """Return what compare says of files of a folder, without line breaks."""
    done = run("compare", *words, cwd=folder)
    assert done.status == 0, done.err
    return " ".join(done.out.split())


def list_rows(folder: Path, *words: str) -> list[list[str]]:
    """Return the cells of the rows of scenarios, the first table on a wide screen."""
    lines = run("compare", "--width", "200", *words, cwd=folder).out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("──"))
    rows = []
    for line in lines[start + 1 :]:
        if not line:
            break
        rows.append(re.split(r"  +", line.rstrip()))
    return rows


def test_the_spread_by_hand(family: Path) -> None:
    """A loses 90, 50 and 40, B 120, 100 and 20; for its size 0.9, 0.5 and 0.4 %, and 0.6, 0.5 and 0.1 %."""
    said = say(family, *NAMES)
    assert (
        "A would lose most in “Everything”, US$ 90 million a year, 0.90 % of its GDP; "
        "least in “A's answer”, 40 million, 0.40 %. "
        "B would lose most in “Everything”, US$ 120 million a year, 0.60 % of its GDP; "
        "least in “A's answer”, 20 million, 0.10 %. "
        "In money, at the values in use, B would lose more in 2 of 3 scenarios; A in “A's answer”. "
        "For its size, at the values in use, A would lose more in 2 of 3 scenarios; both would lose the same in "
        "“B bans goods”; B's economy is 2.0 times as large." in said
    )


def test_a_row_for_each_scenario(family: Path) -> None:
    """Loss and share of each side, who loses more, who moves, and the change from the first."""
    assert list_rows(family, *NAMES) == [
        ["Everything (all)", "90†", "0.90†", "120†", "0.60†", "B", "A", "all ties cut"],
        ["B bans goods", "50†", "0.50†", "100†", "0.50†", "B", "the same", "B", "−40", "−20"],
        ["A's answer", "40†", "0.40†", "20†", "0.10†", "A", "A", "A", "−50", "−100"],
    ]


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("loss.a", ["all", "ban", "answer"]),
        ("share.b", ["all", "ban", "answer"]),
        ("ratio", ["answer", "all", "ban"]),  # A's loss over B's: 40 / 20, 90 / 120, 50 / 100
        ("name", ["answer", "ban", "all"]),
    ],
)
def test_rows_are_sorted_on_request(family: Path, key: str, order: list[str]) -> None:
    """By a number the largest first, by what rows are called in its order; the change stays that from the first."""
    rows = read_json("compare", "ban.yaml", "answer.yaml", "all.yaml", "--sort", key, cwd=family)["outcome"]
    assert list(dict.fromkeys(row["scenario"] for row in rows)) == order
    changes = {row["scenario"]: row["change"] for row in rows if (row["party"], row["lever"]) == ("a", "total")}
    assert changes == {"ban": 0, "answer": pytest.approx(-10e6), "all": pytest.approx(40e6)}
    assert [row["scenario"] for row in read_json("compare", *NAMES[::-1], cwd=family)["balance"]] == [
        "answer",
        "ban",
        "all",
    ]


def test_what_lacks_the_number_stands_last_and_like_ones_keep_their_order(family: Path) -> None:
    """A scenario of other sides has no loss of A's; two of one loss stand as they were given."""
    other = (
        BASE.replace("Everything", "Elsewhere").replace("[a, b]", "[c, b]").replace("  a: {name: A", "  c: {name: C")
    )
    (family / "other.yaml").write_text(other.replace("seller: a", "seller: c").replace("buyer: a", "buyer: c"), "utf-8")
    (family / "again.yaml").write_text(FAMILY["ban"].replace("B bans", "B taxes"), "utf-8")
    names = ["other.yaml", "again.yaml", "ban.yaml", "all.yaml"]
    rows = read_json("compare", *names, "--sort", "loss.a", cwd=family)["balance"]
    assert [row["scenario"] for row in rows] == ["all", "again", "ban", "other"]


def test_numbers_in_names_sort_as_numbers() -> None:
    """The second stands before the tenth, whatever is written before them."""
    readers = [CellReader(assess_named("azerbaijan-russia")) for _ in range(3)]
    for reader, name in zip(readers, ("v10", "v2", "a"), strict=True):
        reader.name = name
    assert [reader.name for reader in sort_scenarios(readers, "name")] == ["a", "v2", "v10"]


@pytest.mark.parametrize("key", ["losses.a", "gdp", "loss.c", ""])
def test_an_unknown_key_is_told(family: Path, key: str) -> None:
    """It is a wrong option, and what there is is named."""
    done = run("compare", *NAMES, "--sort", key, cwd=family)
    assert (done.status, done.out) == (2, "")
    assert "--sort" in done.err
    assert "loss." in done.err


def test_titles_stand_for_names_where_they_tell_them(family: Path) -> None:
    """A row has the title; the name stands behind it where the title does not say it, or is that of others too."""
    (family / "twin.yaml").write_text(FAMILY["answer"].replace("lever: back", "lever: goods"), "utf-8")
    (family / "long.yaml").write_text(FAMILY["ban"].replace("bans goods", f"bans {'very ' * 20}long"), "utf-8")
    names = [*NAMES, "twin.yaml", "long.yaml"]
    readers = [CellReader(assess_named(str(family / name))) for name in names]
    labels = label_scenarios(readers)
    assert [label.full for label in labels.values()] == [
        "Everything (all)",
        "B bans goods",
        "A's answer (answer)",
        "A's answer (twin)",
        readers[-1].scenario.title,
    ]
    assert [label.short for label in labels.values()] == ["Everything", "B bans goods", "answer", "twin", "long"]
    assert [label.full for label in label_scenarios(readers[2:4]).values()] == ["answer", "twin"]


def test_too_close_to_call_has_its_share(family: Path) -> None:
    """Where d lies anywhere between 0 and 100 %, A loses 100 (1 - d) + 40 and B 120: more where d < 20 %."""
    text = BASE.replace("diverted: half}\n  back", "diverted: d}\n  back").replace("Everything", "Unsure")
    text = text.replace("figures:", "figures:\n  d: {value: 10 %, low: 0 %, high: 100 %, shape: uniform, assumed: x}")
    (family / "unsure.yaml").write_text(text, encoding="utf-8")
    said = say(family, "all.yaml", "unsure.yaml", "--width", "200")
    assert "In money B would lose more in 1 of 2 scenarios; it is too close to call in “Unsure”." in said
    share = re.search(r"too close to call \(A ([0-9]+) %\)", said)
    assert share is not None
    assert int(share[1]) == pytest.approx(20, abs=3)  # seven standard errors of 0.4 %
    alone = say(family, "unsure.yaml")
    assert re.search(
        r"In money it is too close to call: A would lose more in (1[789]|2[0123]) % of the simulations\.", alone
    )


def test_a_bound_is_said_to_be_one(family: Path) -> None:
    """What a host loses by remittances is not valued here, so that A loses at least 90; B loses 120 + 10."""
    sent = "  sent: {kind: remittances, recipient: b, host: a, value: {value: 10 million USD/year, assumed: round}}\n"
    (family / "partly.yaml").write_text(BASE.replace("Everything", "Partly valued") + sent, encoding="utf-8")
    said = say(family, "ban.yaml", "partly.yaml")
    assert (
        "By what is valued A would lose most in “Partly valued”, at least US$ 90 million a year, 0.90 % of its GDP; "
        "least in “B bans goods”, 50 million, 0.50 %." in said
    )
    assert "B would lose most in “Partly valued”, US$ 130 million a year" in said
    assert "B would lose more in both scenarios, not counting ties valued on one side only." in said
    assert list_rows(family, "ban.yaml", "partly.yaml")[1] == [
        "Partly valued", "≥90†", "≥0.90†", "130†", "0.65†", "B, without sent", "A", "all ties cut", "≥+40", "+30",
    ]  # fmt: skip


def test_the_ratio_of_the_economies_is_a_column_only_where_it_differs(family: Path) -> None:
    """It is said once where it is the same in all scenarios."""
    same = run("compare", *NAMES, "--by-lever", cwd=family).out
    assert "ratio of the" not in same
    assert "B's economy is 2.0 times as large" in same
    (family / "large.yaml").write_text(
        "title: B is large\nextends: all.yaml\nparties: {b: {gdp: {value: 40 billion USD/year, assumed: round}}}\n",
        encoding="utf-8",
    )
    other = run("compare", *NAMES, "large.yaml", "--by-lever", "--width", "160", cwd=family).out
    assert "times as large" not in other
    ratios = other.partition("A's loss divided by B's")[2]
    row = next(line for line in ratios.splitlines() if line.startswith("B is large"))
    # 90 / 120, 40 / 10, and for their size 0.75 x 4
    assert re.split(r"  +", row.strip())[1:] == ["0.750†", "B", "4.00†", "3.00†", "A"]


def test_ties_and_ratios_stand_below_on_request(family: Path) -> None:
    """A screen has them with --by-lever; a document has them always, below the headline and the rows."""
    usual, more = (run("compare", *NAMES, *words, cwd=family).out for words in ([], ["--by-lever"]))
    assert ("loss by tie" in usual, "loss by tie" in more) == (False, True)
    views = draw_paper(report_comparison([CellReader(assess_named(str(family / n))) for n in NAMES]), None)
    assert [(type(view), view.table) for view in views[:5]] == [
        (Prose, "headline"),
        (Grid, "outcome"),
        (Grid, "balance"),
        (Grid, "outcome"),
        (Grid, "outcome"),
    ]


def test_no_column_is_empty_throughout(family: Path) -> None:
    """A tie that is not cut in any scenario shown has no column, nor has a share where no GDP is known."""
    for name in NAMES:
        text = (family / name).read_text(encoding="utf-8")
        (family / name).write_text(re.sub(r", gdp: \{[^}]*\}", "", text), encoding="utf-8")
    readers = [CellReader(assess_named(str(family / name))) for name in NAMES[1:2]]
    grids = [view for view in draw_screen(report_comparison(readers, has_ties=True), None) if isinstance(view, Grid)]
    heads = [[column.head for column in grid.columns] for grid in grids]
    assert heads == [
        ["Scenario", "loss", "loss", "in money", "Who moves"],
        ["Scenario", "times", "loses more"],
        ["Scenario", "goods"],
        ["Scenario", "goods"],
    ]


def test_notes_are_shown_on_request(family: Path) -> None:
    """One line says how many there are and how to see them."""
    (family / "ban.yaml").write_text(f"{FAMILY['ban']}about: What a ban would do.\n", encoding="utf-8")
    usual, more = (run("compare", *NAMES, *words, cwd=family).out for words in ([], ["--notes"]))
    assert re.search(r"^4 notes: leverage compare --notes all.yaml ban.yaml answer.yaml$", usual, re.MULTILINE)
    assert "What a ban would do." not in usual
    assert "B bans goods (ban): What a ban would do." in more
    assert "--notes" not in more
    assert "4 notes: add --notes\n" in run("compare", *NAMES[:2] * 9, cwd=family).out


def test_pairs_of_sides_stand_apart_whoever_is_named_first(family: Path) -> None:
    """The same two sides in the other order are the same pair; another pair has its own table."""
    (family / "turned.yaml").write_text(BASE.replace("Everything", "Turned").replace("[a, b]", "[b, a]"), "utf-8")
    said = say(family, "all.yaml", "turned.yaml")
    assert "In money, at the values in use, B would lose more in both scenarios." in said
    assert list_rows(family, "all.yaml", "turned.yaml") == [
        ["Everything (all)", "90†", "0.90†", "120†", "0.60†", "B", "all ties cut"],
        ["Turned", "90†", "0.90†", "120†", "0.60†", "B", "all ties cut", "0", "0"],
    ]
    (family / "other.yaml").write_text(BASE.replace("name: B", "name: C"), encoding="utf-8")
    said = say(family, "all.yaml", "other.yaml")
    assert "The scenarios are of 2 pairs of sides; each pair has a table of its own." in said
    assert "A and B: losses;" in said
    assert "A and C: losses;" in said


def test_a_hundred_scenarios_have_a_short_headline(tmp_path: Path) -> None:
    """Four sentences of at most fifty words, whatever the number of scenarios and the length of titles."""
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    for number in range(100):
        cut = f"moves: {{m: {{lever: {'goods' if number % 3 else 'back'}, by: a, cut: {number + 1} %}}}}\n"
        text = f"title: {'A long story ' * 12}{number}\nextends: base.yaml\n{cut}"
        (tmp_path / f"s{number:02}.yaml").write_text(text, encoding="utf-8")
    readers = [CellReader(assess_named(str(tmp_path / f"s{number:02}.yaml"))) for number in range(100)]
    headline = draw_screen(report_comparison(readers), None)[0]
    assert isinstance(headline, Prose)
    assert len(headline.lines) <= 4
    assert all(len(line.split()) <= 50 for line in headline.lines)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_all_fits_the_width(width: int) -> None:
    """At each width no line is wider, and from 80 on the first table says who loses more."""
    out = run("compare", "--no-range", "--by-lever", "--notes", "--width", str(width)).out
    assert max(cell_len(line) for line in out.splitlines()) <= width
    first = out.partition("Losses;")[2].partition("\n\n")[0]
    assert ("Who loses more" in first) == (width >= 80)


def test_machines_read_the_headline_of_each_scenario(family: Path) -> None:
    """It is a table of its own, with a block of rows for each scenario in the order of the rows."""
    text = run("compare", *NAMES, "--table", "headline", "--sort", "ratio", "-f", "csv", cwd=family).out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(dict.fromkeys(row["scenario"] for row in rows)) == ["answer", "all", "ban"]
    losses = [float(row["loss"]) for row in rows if row["subject"] == "loss"]
    assert losses == pytest.approx([40e6, 20e6, 90e6, 120e6, 50e6, 100e6])
