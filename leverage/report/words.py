"""Words that several pages share: heads of columns, signs, and the forms that go with a count."""

from collections.abc import Sequence

BALANCE = "Who loses more"
NOT_COUNTED = "What is not counted"
BIBLIOGRAPHY = "Bibliography"
SOURCES = "Sources"
ASSUMPTIONS = "Assumptions"
REPRODUCE = "Reproduce"
REMARKS = "Caveats"
IN_WORDS = "In words"
OF_MODEL = "an assumption of the model of trade"
AND = " and "
TO = " to "
VALUE = "Value"
CELL = "Cell"
MEANING = "What it is"
RESULTS = "Results"
INPUTS = "Inputs"
STEPS = "Steps"
OF_GDP = "% of GDP"
NOTES = "Notes"
UNIT = "Unit"
EVIDENCE = "Evidence"
SOURCE = "Source"
A_PART = "a part of the formula below"
A_TEXT = "words of the answer"
LEVER = "Tie"
LOW, HIGH = "low", "high"
MOVE = "Move"
UNIT_TABLES = "unit"
EXPOSURE = "exposure"
LOSS = "loss"
FIRST_YEAR = "first year"
SHARE_OF_GDP = "% GDP"
MONTHS = "months"
DAMAGE = "damage"
OWN_COST = "own cost"
BY = "by"
AGAINST = "against"
COST_RATIO = "price"
BITE = "damage for its size"
TOTAL = "Total"
TOTAL_OF_UNLIKE = "Total (adds different kinds of loss)"
LOST_ONCE = "Lost once, not a year"
LEAST = "≥"
MOST = "≤"
UNVALUED = "n.v."
STAKES = "Each tie cut in full for a year; {unit}"
IN_OTHER_UNITS = "In other units, never added to money"
PARTS = "Parts of ties, each cut in full for a year; {unit}"
ONCE = "Lost once, never added to losses a year; {unit}"
OUTCOME = "Losses at these moves; {unit}"
OUTCOME_OVER_TIME = "Losses at these moves, over the time of each cut; {unit}"
MOVES = "What each move does and costs; {unit}; price: own cost / damage"
MOVES_OVER_TIME = "What each move does and costs, over its time; {unit}; price: own cost / damage"
DAMAGE_A_YEAR = "damage a year"
NOTE = "Note: {note}."
RESULT = "Result"
IN_PERCENT = "in %"
CLAIM = "Claim"
AT_VALUES = "at the values in use"
TOO_CLOSE = "too close to call"
THE_FIRST_YEAR, MODEL_OF_TRADE = "the first year", "the consistent model of trade"


def count_form(count: int, forms: Sequence[str]) -> str:
    """Choose the form that goes with a count, of one and of any other number, and put the count in."""
    return forms[count != 1].format(count=count)


def start_large(text: str) -> str:
    """Return a text with a capital at its start, where its script has such: Georgian has none at the head of a word."""
    return f"{text[:1].title()}{text[1:]}"


def start_small(text: str) -> str:
    """Return a sentence as it goes on behind a colon or a semicolon."""
    return f"{text[0].lower()}{text[1:]}"


def join_names(names: Sequence[str]) -> str:
    """Return names as a list: a; a and b; a, b and c; nothing of none."""
    *most, last = names or ("",)
    return f"{', '.join(most)}{AND}{last}" if most else last
