"""A scenario file to begin with: two parties, their trade, and an example of everything else, switched off."""

import re
from collections.abc import Collection
from string import Template

from leverage import kinds
from leverage.formula import RESERVED
from leverage.model import AGGREGATES
from leverage.plain import to_ascii
from leverage.problems import visible
from leverage.starter.blocks import explained, lever
from leverage.starter.writing import HEAD, PLACEHOLDER, indented, off, scalar, unused

_PARTY = Template("""\
  $id:
    name: $name
    gdp:
      value: 100 billion USD/year
      assumed: $assumed
    exports:
      value: 20 billion USD/year
      assumed: $assumed
    imports:
      value: 20 billion USD/year
      assumed: $assumed
""")
_STARTER = Template("""\
## Every number is a placeholder and says so. `leverage check` tells what is wrong with a file, `leverage show`
## what follows from it, `leverage kinds` what ties it can hold.

title: $title
sides: [$first, $second]
# as_of: 2025-07  ## the date it speaks of

## Publications that figures are taken from, by ids of your own.
sources:
  yearbook:
    title: $assumed
    # author: who wrote it
    # published: when, in your own words
    # url: https://example.org

## A party can have figures of its own: $aggregates.
parties:
$parties
  ## Others may appear beside the two sides, such as a country that goods cross.
  # third:
  #   name: A third party

## A figure is a number with its unit and a source or, without one, the reason why it is assumed.
figures:
  ## A number may be followed by thousand, million, billion or trillion; a unit may be per year, month or day.
  exports_to_$second:
    value: 1 billion USD/year
    assumed: $assumed
  imports_from_$second:
    value: 2 billion USD/year
    assumed: $assumed

  ## low and high are the least and the greatest plausible value, written as the value is.
  diverted:
    value: 50 %
    low: 20 %
    high: 80 %
    assumed: $assumed
  elasticity:
    value: 3
    low: 2
    high: 5
    assumed: $assumed

  ## What a source states: where it stands, and the number as it is printed, which is checked against the value.
  # stated:
  #   value: 3 billion USD/year
  #   year: 2024
  #   source: yearbook
  #   where: a table or page
  #   as_printed: 3 billion

  ## Where sources differ each has a reading, and `use` names the one that counts.
  # disputed:
  #   use: official
  #   readings:
  #     official:
  #       value: 4 billion USD/year
  #       year: 2024
  #       source: yearbook
  #     ours:
  #       value: 5 billion USD/year
  #       assumed: $assumed

  ## What follows from other figures.
  # turnover:
  #   formula: exports_to_$second + imports_from_$second

## The ties that one of the parties can cut. In a kind's units USD stands for the currency, a lone capital letter for
## any unit of quantity.
levers:
$trade
  goods_to_$second:
    kind: trade
    label: $sold
    seller: $first
    buyer: $second
    value: exports_to_$second
    diverted: diverted
    elasticity: elasticity
  goods_from_$second:
    kind: trade
    label: $bought
    seller: $second
    buyer: $first
    value: imports_from_$second
    diverted: diverted
    elasticity: elasticity

$others

## Who cuts what. Without moves every tie is cut in full for a year; with moves only what they cut is lost.
# moves:
#   ban:
#     lever: goods_to_$second
#     by: $second
#     cut: 50 %
#     for: 6 months

## A claim is a sentence with a test, and a word on where the test draws its line.
claims:
  bearable:
    says: $says
    test: total.$first / $first.gdp < 10%
    threshold: judgement
""")
_THIRD = "third"
_OWN = {_THIRD, "null", "diverted", "elasticity", "stated", "disputed", "turnover", "bearable"}
_WITH_SECOND = ("exports_to", "imports_from", "goods_to", "goods_from")
_LONGEST = 40  # an id stands in formulas, whose length is bounded


def starter(first: str, second: str) -> str:
    """Return a scenario of two parties that passes the check, each of its numbers a placeholder that says so."""
    one, two = _ids(first, second)
    name, other = _name(first), _name(second)
    parties = [_PARTY.substitute(id=i, name=scalar(n), assumed=PLACEHOLDER) for i, n in ((one, name), (two, other))]
    others = [kinds.load(kind) for kind in kinds.bundled() if kind != "trade"]
    blocks = [[*explained(kind), *off(lever(kind, (one, two, _THIRD)))] for kind in others]
    return HEAD + _STARTER.substitute(
        assumed=PLACEHOLDER,
        title=scalar(f"{name} and {other}"),
        first=one,
        second=two,
        aggregates=", ".join(AGGREGATES),
        parties="\n".join(parties),
        trade="\n".join(indented(explained(kinds.load("trade")))),
        sold=scalar(f"Goods {name} → {other}"),
        bought=scalar(f"Goods {other} → {name}"),
        others="\n\n".join("\n".join(indented(block)) for block in blocks),
        says=scalar(f"Without these ties {name} would lose less than 10 % of its GDP."),
    )


def _name(text: str) -> str:
    """Return a party's name for people: with spaces, and its words with a capital letter."""
    words = " ".join(visible(text).replace("_", " ").split())
    return re.sub(r"^\w|(?<=[ -])(?!(?:and|of|the)\b)\w", lambda match: match.group().upper(), words) or "A party"


def _ids(first: str, second: str) -> tuple[str, str]:
    """Make ids of two names that differ from each other and from all that the file names itself."""
    taken = RESERVED | _OWN | set(kinds.bundled())
    two = _id(second, taken)
    return _id(first, {*taken, two, *(f"{word}_{two}" for word in _WITH_SECOND)}), two


def _id(text: str, taken: Collection[str]) -> str:
    plain = re.sub(r"\\[uxU][0-9a-f]+", "", to_ascii(text))  # the escapes of letters that have no ASCII form
    words = "_".join(re.findall(r"[a-z0-9]+", plain.lower()))[:_LONGEST].strip("_")
    return unused(words if words[:1].isalpha() else f"party_{words}".strip("_"), taken)
