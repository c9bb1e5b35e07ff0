"""Filled templates: numbers in every filter and format, text that stays text, and mistakes told at their lines."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.program import Done, read_json, run, run_without

# North sells South goods for 2 bn a year (1 to 3), and finds other buyers for half: it loses 1 bn, 1 % of its GDP of
# 100 bn. South loses what it pays, 2 bn, and the 10 million that workers in North send home: 2.01 bn, 0.402 %.
# What North loses on that money nobody says, so that its total is a lower bound.
SCENARIO = r"""
title: North & South
as_of: 2025-06
sides: [north, south]
sources:
  office: {title: Trade in 2024, author: "Office & Sons_1"}
parties:
  north: {name: North, gdp: {value: 100 billion USD/year, year: 2024, source: office}}
  south: {name: South, gdp: {value: 500 billion USD/year, year: 2023, source: office}}
figures:
  sales:
    label: "<b>Sales</b> #{x} & `y` $z$ \\def %"
    value: 2 billion USD/year
    low: 1 billion USD/year
    high: 3 billion USD/year
    year: 2024
    source: office
    where: table 1
  kept: {value: 50 %, assumed: a guess}
  staff: {value: 1200 person, source: office}
  wait: {value: 6 months, assumed: a guess}
  heard: {value: 500 million USD/year, approximate: true, source: office}
levers:
  goods: {kind: trade, label: "- [Goods](x) {{ 7*7 }}", seller: north, buyer: south, value: sales, diverted: kept}
  money: {kind: remittances, recipient: south, host: north, value: 10 million USD/year}
claims:
  large: {says: South pays more than a billion., test: 'loss.south.goods > [1 billion USD/year]', threshold: judgement}
"""


def fill(text: str, folder: Path, *words: str, ending: str = "txt", scenario: str = SCENARIO) -> Done:
    """Fill a template from the scenario of these tests."""
    (folder / "s.yaml").write_text(scenario, encoding="utf-8")
    (folder / f"t.{ending}").write_text(text, encoding="utf-8", newline="")
    return run("fill", f"t.{ending}", "s.yaml", "--draws", "1000", *words, cwd=folder)


def say(text: str, folder: Path, *words: str, ending: str = "txt") -> str:
    """Return what a template comes to."""
    done = fill(text, folder, *words, ending=ending)
    assert (done.status, done.err) == (0, "")
    return done.out


def tell(text: str, folder: Path, *words: str, ending: str = "txt") -> list[str]:
    """Return what is wrong with a template, each as `LINE:COLUMN MESSAGE`."""
    done = fill(text, folder, *words, ending=ending)
    assert (done.status, done.out) == (3, ""), done.err
    found = re.findall(r"^error: (.*)\n *--> t\.\w+:(.*)$", done.err, re.MULTILINE)
    assert len(found) == done.err.count("error: ")
    return [f"{place} {message}" for message, place in found]


NUMBERS = {
    "loss.south.goods": "US$ 2.0 bn",
    "loss.south.goods | money(digits=4)": "US$ 2.000 bn",
    "loss.south.money | money": "US$ 10 million",
    "total.south | money(3)": "US$ 2.01 bn",
    "total.north | money": "at least US$ 1.0 bn",
    "heard": "about US$ 500 million",
    "heard | words": "about 500 million US dollars",
    "total_share.south | percent": "0.40 %",
    "total_share.south | words": "0.40 per cent",
    "kept": "50 %",
    "kept | number": "0.500",
    "balance.size_ratio": "5.0",
    "balance.size_ratio | times": "5.0 times",
    "balance.size_ratio | words": "5.0 times",
    "staff": "1200 person",
    "wait": "6 months",
    "wait | number('months')": "6.00",
    "staff | words": "1,200 person",
    "loss.south.goods | number('million USD/year')": "2,000",
    "sales | year": "2024",
    "loss_share.south.goods | year": "2023–2024",
    "kept | evidence": "assumed",
    "large": "holds",
    "large | words": "holds",
    "large | meaning": "South pays more than a billion.",
    "loss.north.goods | meaning": "loss of North on - [Goods](x) {{ 7*7 }}, cut in full for a year",
    "cell('loss.south', 'goods')": "US$ 2.0 bn",
    "cell('loss', sides[1], ties[0])": "US$ 2.0 bn",
    "loss.north.money | money | default('not valued')": "not valued",
    "loss.north.money | default('not valued') | money": "not valued",
    "loss.south.money | default('not valued')": "US$ 10 million",
    "loss.south.money | range | default('no range')": "no range",
    "'valued' if loss.north.money is valued else 'not valued'": "not valued",
    "'more' if loss.south.goods > loss.north.goods else 'less'": "more",
    "'more' if loss.south.goods >= 2000000001 else 'less'": "less",
    "'so' if large else 'not so'": "so",
    "'so' if large == 'fails' else 'not so'": "not so",
    "'so' if large != 'open' else 'not so'": "so",
    "name('north')": "North",
    "title": "North & South",
    "as_of": "2025-06",
    "source('sales')": "Office & Sons_1, table 1",
    "source('kept')": "assumed: a guess",
    "source('office')": "Office & Sons_1, Trade in 2024",
    "source('loss.south.goods')": "Office & Sons_1",
    "3": "3",
    "-3": "−3",
}


@pytest.mark.parametrize("expression", NUMBERS)
def test_numbers(expression: str, tmp_path: Path) -> None:
    """Each cell, filter and function writes what is worked out above."""
    assert say(f"a {{{{ {expression} }}}} b", tmp_path) == f"a {NUMBERS[expression]} b"


def test_ranges(tmp_path: Path) -> None:
    """A range is that of `leverage get`, alone, behind its number, and by its ends; without ranges it is left out."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    shown = read_json("show", "s.yaml", "--draws", "1000", cwd=tmp_path)["stakes"]
    (stake,) = [each for each in shown if (each["party"], each["lever"]) == ("south", "goods")]
    ends = [f"{stake[end] / 1e9:.1f}" for end in ("loss_low", "loss_high")]
    name = "loss.south.goods"
    places = (f"{name} | range", f"{name} | money(range=true)", f"{name}.low", f"{name}.high | words")
    text = "; ".join(f"{{{{ {place} }}}}" for place in places)
    both = "–".join(ends)
    expected = f"{both}; US$ 2.0 bn ({both}); US$ {ends[0]} bn; {ends[1]} billion US dollars"
    assert say(text, tmp_path) == expected
    assert say(f"{{{{ {name} | money(range=true) }}}}", tmp_path, "--no-range") == "US$ 2.0 bn"
    assert tell(f"{{{{ {name} | range }}}}", tmp_path, "--no-range") == [f"1:4 {name} has no range: none was computed"]


def test_options_of_other_commands(tmp_path: Path) -> None:
    """--set, --unit and the like act as elsewhere: with nothing sold elsewhere North loses all of 2 bn."""
    assert say("{{ loss.north.goods }}", tmp_path, "--set", "kept=0%") == "US$ 2.0 bn"
    assert say("{{ loss.north.goods }}", tmp_path, "--unit", "million USD/year") == "1,000 million USD/year"
    assert "wanted a unit of USD/year" in fill("", tmp_path, "--unit", "t/year").err


def test_a_party_without_a_stake(tmp_path: Path) -> None:
    """In a loop over ties and parties what one party does not have is missing, and can have a default."""
    third = SCENARIO.replace("parties:\n", "parties:\n  third: {name: Third}\n")
    text = "{% for party in ['third', 'south'] %}{{ cell('loss', party, 'goods') | default('–') }} {% endfor %}"
    assert fill(text, tmp_path, scenario=third).out == "– US$ 2.0 bn "
    assert fill(text.replace(" | default('–')", ""), tmp_path, scenario=third).status == 3


def test_a_headline(tmp_path: Path) -> None:
    """The headline is that of `leverage show`."""
    out = say("{{ headline }}", tmp_path)
    assert out.startswith("North would lose at least US$ 1.0 bn a year (")
    assert out.count("\n") == 0


def test_loops(tmp_path: Path) -> None:
    """A statement alone on its line leaves none; within a line it takes nothing away."""
    item = "- {{ name(side) }}{% if not loop.last %};{% endif %}"
    text = f"a\n{{% for side in sides %}}\n{item}\n{{% endfor %}}\n{{% set x = 'y' %}}\nb {{{{ x }}}}"
    assert say(text, tmp_path) == "a\n- North;\n- South\nb y"
    assert say("a {% if large %} b {% else %} c {% endif %} d\n", tmp_path) == "a  b  d\n"
    assert say("{% for x in ['kept', 'heard'] %}{{ cell(x) }} {% endfor %}", tmp_path) == "50 % about US$ 500 million "


OWN = [
    "a\r\nb\rc\n\n", "\ufeffa", "no end",
    "{#1} {#sec:x} { { } } {% raw %}{{ x }}{% endraw %}}", "\ue000\ue001 \x85\u2028 é",
    "{% raw %}{% for %} {# x #} {{ y }}{% endraw %}", "a{# gone #} b", "   {{ 'x' }}   \n\t{{ 'y' }}\n",
]  # fmt: skip


@pytest.mark.parametrize("text", OWN)
def test_the_template_stays_as_it_is(text: str, tmp_path: Path) -> None:
    """Every byte outside the places is kept: ends of lines, marks, braces of other languages."""
    expected = (
        re.sub(r"\{% (raw|endraw) %\}|\{# gone #\}", "", text).replace("{{ 'x' }}", "x").replace("{{ 'y' }}", "y")
    )
    if "{# x #}" in text:
        expected = "{% for %} {# x #} {{ y }}"
    assert fill(text, tmp_path, "-o", "out").status == 0
    assert (tmp_path / "out").read_bytes() == expected.encode()


def test_braces_of_latex(tmp_path: Path) -> None:
    """LaTeX's own braces stay; a place can stand within one more pair."""
    own = "\\newcommand{\\x}[1]{#1}\\title{%\n  A {{\\bf b}} {{B}}}{%\nfor} {%if\n"
    assert (
        say(f"{own}\\textbf{{{{{{ loss.south.goods }}}}}}", tmp_path, ending="tex") == f"{own}\\textbf{{US\\$~2.0~bn}}"
    )


LABELS = {
    "html": "&lt;b&gt;Sales&lt;/b&gt; #{x} &amp; `y` $z$ \\def %",
    "md": r"\<b\>Sales\</b\> \#\{x\} \& \`y\` \$z\$ \\def %",
    "tex": r"\textless{}b\textgreater{}Sales\textless{}/b\textgreater{} \#\{x\} \& \textasciigrave{}y\textasciigrave{} "
    r"\$z\$ \textbackslash{}def \%",
    "txt": "<b>Sales</b> #{x} & `y` $z$ \\def %",
}


@pytest.mark.parametrize("ending", LABELS)
def test_labels_stay_text(ending: str, tmp_path: Path) -> None:
    """What a scenario says is escaped for the format, and is never read as a template."""
    assert say("{{ name('sales') }}", tmp_path, ending=ending).endswith(LABELS[ending])
    assert "7" in say("{{ name('goods') }}", tmp_path, ending=ending)


def test_numbers_in_each_format(tmp_path: Path) -> None:
    """Signs are written as each format needs them; a label does not begin a list."""
    text = "{{ heard }} {{ kept }}"
    assert say(text, tmp_path, ending="html") == "about US$\u00a0500\u00a0million 50\u00a0%"
    assert say(text, tmp_path, ending="md") == r"about US\$ 500 million 50 %"
    assert say(text, tmp_path, ending="tex") == r"about US\$~500~million 50~\%"
    assert say("{{ name('goods') }}", tmp_path, ending="md").startswith(r"\- ")
    assert say("{{ balance.size_ratio }}", tmp_path, ending="md") == "5.0"


TABLES = {"html": "<table", "md": "| :--", "tex": r"\begin{tabular}", "txt": "────"}


@pytest.mark.parametrize("ending", TABLES)
def test_tables(ending: str, tmp_path: Path) -> None:
    """A table is one of the format, with its labels escaped and its marks explained."""
    out = say("before\n\n{{ table('stakes') }}\n\nafter {{ table('sources') }}", tmp_path, ending=ending)
    assert out.startswith("before\n\n") or ending == "tex"
    assert TABLES[ending] in out
    assert "rests on an assumption" in out
    assert not re.search(r"\[(a|1)[],](?!\{)", out)  # no labels of notes


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdfLaTeX")
def test_a_document_of_latex(tmp_path: Path) -> None:
    """What is filled compiles; definitions that a table needs stand in the preamble."""
    text = (
        "\\documentclass{article}\n\\usepackage{array,booktabs,longtable}\n\\begin{document}\n"
        "{{ headline }}\n\n{{ name('sales') }} {{ name('goods') }}\n\n{{ table('stakes') }}\n\\end{document}\n"
    )
    (tmp_path / "out.tex").write_text(say(text, tmp_path, ending="tex"), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "out.tex"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


MISTAKES = {
    "\n a {{ total.nroth }}": ["2:7 s has no cell 'total.nroth'"],
    "total.nroth {{ total.nroth }} {{ total.nroth | money }}": [
        "1:16 s has no cell 'total.nroth'", "1:34 s has no cell 'total.nroth'",
    ],
    "\r\n\r{{ total.nroth }}\n{{ cell('x', 'y') }}": ["3:4 s has no cell 'total.nroth'", "4:4 s has no cell 'x.y'"],
    "{{ total.north.middle }}": ["1:4 s has no cell 'total.north.middle'"],
    "{{ loss.north.money }}\n{{ loss.north.money | money }}": [
        "1:4 loss.north.money has no number: needs money.migrant_output",
        "2:4 loss.north.money has no number: needs money.migrant_output",
    ],
    "{% if loss.north.money > 1 %}{% endif %}": ["1:7 loss.north.money has no number: needs money.migrant_output"],
    "{% if loss.south.goods > kept %}{% endif %}": ["1:7 loss.south.goods is in USD/year, kept in ratio"],
    "{% if loss.south.goods %}{% endif %}": [
        "1:7 loss.south.goods is a number: compare it, or ask whether it 'is valued'"
    ],
    "{% if total.north < 5 %}{% endif %}": ["1:7 total.north is a lower bound: a claim is judged by that"],
    "{% if large > 5 %}{% endif %}": ["1:7 large is a claim, which has a verdict and no number"],
    "{% if sales > 'x' %}{% endif %}": ["1:7 sales can be compared with numbers and cells only"],
    "{% if large == 'true' %}{% endif %}": ["1:7 no verdict 'true'"],
    "{{ large.low }}": ["1:4 s has no cell 'large.low'"],
    "{{ kept | money }} {{ sales | percent }}": [
        "1:4 'money' is for amounts of money; kept is a ratio",
        "1:23 'percent' is for shares and ratios; sales is in USD/year",
    ],
    "{{ sales | number('t/year') }}": ["1:4 sales is in USD/year, not in t/year"],
    "{{ staff | year }}": ["1:4 staff has no year: no figure behind it states one"],
    "{{ sales | munny }}": ["1:12 no filter 'munny'"],
    "{{ sales | money(digits='x') }}": ["1:1 'money': digits are a whole number from 1 to 15"],
    "{{ sales | money(colour=1) }}": ["1:1 'money': got an unexpected keyword argument 'colour'"],
    "{{ table('stake') }}": ["1:4 no table 'stake'"],
    "{{ source('x') }} {{ name('y') }}": ["1:4 no source or cell 'x'", "1:22 nothing is called 'y'"],
    "{{ large | money }}": ["1:4 large is a claim: 'money' is for numbers, 'words' gives its verdict"],
    "a\n{{ sales": ["2:1 '{{' without '}}'"],
    "{{ sales | money }": ["1:1 '{{' without '}}'"],
    "{{ table totals }}": ["1:10 'totals' is not understood here"],
    "{% if sales > 1 %}": ["1:1 'if' has no end"],
    "{{ }}": ["1:1 a name is missing here"],
    "{% if sales > 1 %}\nx": ["2:1 "],
    "{{ sides[2] }}": ["1:4 there is no sides[2]; sides has 2, counted from 0"],
    "{{ x }}{% if 1 > 2 %}{% set x = 1 %}{% endif %}": ["1:1 'x' has no value here"],
    "{% set title = 'x' %}": ["1:8 'title' is taken and cannot be set"],
}  # fmt: skip


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_are_told_at_their_places(text: str, tmp_path: Path) -> None:
    """All mistakes of a template are told in one run, each at its line and column."""
    told = tell(text, tmp_path)
    assert len(told) == len(MISTAKES[text])
    assert all(each.startswith(expected) for each, expected in zip(told, MISTAKES[text], strict=True)), told


def test_hints(tmp_path: Path) -> None:
    """A misspelt name is told with the nearest one, a missing number with the way to do without it."""
    assert "did you mean 'total.north'?" in fill("{{ total.nroth }}", tmp_path).err
    assert "write table('stakes')" in fill("{{ table.stakes }}", tmp_path).err
    assert "did you mean 'money'?" in fill("{{ total.north | mony }}", tmp_path).err
    assert "| default('...') says what to write instead" in fill("{{ loss.north.money }}", tmp_path).err


HOSTILE = [
    "{{ total.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ title.format }}", "{{ cell.__globals__ }}",
    "{{ self }}", "{{ loop }}", "{{ range(10) }}", "{{ cycler }}", "{{ lipsum() }}", "{{ namespace() }}",
    "{{ 'a' * 1000000000 }}", "{{ 9 ** 9 ** 9 }}", "{{ 1 + 1 }}", "{{ 'a' ~ 'b' }}", "{{ [1, 2] }}", "{{ {'a': 1} }}",
    "{{ sales | attr('x') }}", "{{ sales | map('x') }}", "{{ sales | safe }}", "{{ 'x' | format }}",
    "{{ sides | join }}", "{{ sales is callable }}", "{{ 'a' in 'ab' }}", "{{ true }}", "{{ none | money }}",
    "{% include 's.yaml' %}", "{% import 'x' as y %}", "{% extends 'x' %}", "{% block x %}{% endblock %}",
    "{% macro x() %}{% endmacro %}", "{% set x %}y{% endset %}", "{% filter money %}{% endfilter %}",
    "{% for x in 'abc' %}{% endfor %}", "{% for a, b in [1] %}{% endfor %}",
    "{% for x in sides recursive %}{% endfor %}", "{% for x in [[1]] %}{% endfor %}",
    "{{ name(*sides) }}", "{{ name(**x) }}", "{{ sales[0:1] }}", "{{ cell(1) }}",
    "{% set x, y = 1, 2 %}", "{% set x.y = 1 %}", "{% do x %}", "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "{% for x in sides %}" * 30 + "{% endfor %}" * 30, "{{ " + "9" * 10000 + " }}", "{{ table(sides) }}",
    "{{ name(name('north')) }}{{ name(sales) }}", "{{ 1e999 }}", "{{ sales | default(-1e999) }}",
    "{% autoescape true %}x{% endautoescape %}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_template_can_do_nothing_else(text: str, tmp_path: Path) -> None:
    """What is neither a number of the scenario nor a simple statement is refused at its line, with nothing written."""
    assert all(re.match(r"1:\d+ ", told) for told in tell(text, tmp_path))


def test_loops_end(tmp_path: Path) -> None:
    """Loops in loops end after so many rounds, whether they write or not."""
    for inner in ("", "{{ 'x' }}", "{{ headline }}{{ sales | year | default('') }}"):  # which are made once
        text = "{% for a in sides %}" * 15 + inner + "{% endfor %}" * 15
        (told,) = tell(text, tmp_path)
        assert told.endswith(" the loops go round more than 10,000 times")
    text = f"{{% for a in [{'1,' * 2000}] %}}{{{{ '{'x' * 20000}' }}}}{{% endfor %}}"
    assert tell(text, tmp_path) == ["1:1 the text gets longer than 20,000,000 characters"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """The result never replaces the template, the scenario, or another scenario; nor is half a text written."""
    for name in ("t.txt", "s.yaml"):
        done = fill("{{ title }}", tmp_path, "-o", name)
        assert (done.status, "a file that was read" in done.err) == (2, True)
    assert (tmp_path / "t.txt").read_text() == "{{ title }}"
    assert fill("{{ title }}{{ x }}", tmp_path, "-o", "out.txt").status == 3
    assert not (tmp_path / "out.txt").exists()


def test_formats(tmp_path: Path) -> None:
    """The format is that of the template's ending, or of the ending before .j2, or the one that is asked for."""
    text = "{{ name('sales') }}"
    assert say(text, tmp_path, ending="md.j2") == LABELS["md"]
    assert say(text, tmp_path, "-f", "html", ending="txt") == LABELS["html"]
    assert run("fill", "-", "s.yaml", "-f", "latex", stdin=text, cwd=tmp_path).out.endswith(LABELS["tex"])
    assert "ends in none of .html, .tex, .md, .txt" in fill(text, tmp_path, ending="docx").err
    assert "there are html, latex, markdown, text" in fill(text, tmp_path, "-f", "json").err
    assert fill("\x00", tmp_path).status == 0
    assert run("fill", "none.md", cwd=tmp_path) == Done(
        3, "", "error: cannot read none.md: no such file or directory\n"
    )
    (tmp_path / "t.md").write_bytes(b"a\n\xff")
    assert "--> t.md:2:1" in run("fill", "t.md", cwd=tmp_path).err


def test_without_the_library(tmp_path: Path) -> None:
    """One line says what to install."""
    (tmp_path / "t.md").write_text("x", encoding="utf-8")
    told = "Filling a template needs Jinja2: pip install 'leverage-calculator[fill]'\n"
    assert run_without("jinja2", "fill", "t.md", cwd=tmp_path) == Done(2, "", told)
