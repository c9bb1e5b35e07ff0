"""The captions of the tables that show scenarios, the heads of their columns, and the words that stand in their places.

Heads of one table must differ from each other.
"""

LEVER = "Lever"
MOVE = "Move"
SCENARIO = "Scenario"
WHO = "who"
UNIT = "unit"

EXPOSURE = "exposure"
LOSS = "loss"
SHARE_OF_GDP = "% GDP"
CUT = "cut %"
MONTHS = "months"
DAMAGE = "damage"
TO_OTHERS = "to others"
OWN_COST = "own cost"
COST_RATIO = "cost ratio"
BITE = "bite"
RANGE = "range"
CHANGE = "change"
IN_MONEY = "in money"
TIMES_SIZE = "× size"
PER_GDP = "= per GDP"
LEFT_OUT = "left out"

TOTAL = "Total"
TOTAL_OF_UNLIKE = "Total, unlike losses added"
AT_LEAST = "at least"
LEAST = "≥"  # the same as a sign before a number
MOST = "≤"
NOT_VALUED = "not valued"
UNVALUED = "n.v."  # where there is no room for more; its legend says what it means

STAKES_BESIDE_MOVES = "At stake, each lever cut in full for a year; {unit}"
IN_OTHER_UNITS = "In other units, never added to money"
OUTCOME = "Losses at these moves; {unit}"
MOVES = "What each move does and costs; {unit}"
SIDES_LOSS = "{side}'s loss; {unit}"
TIE = "{label} ({kind}: {parties})"  # where several levers have one label
PARTY_TO_TIE = "{role} {party}"
RATIO_OF_LOSSES = "{first}'s loss over {second}'s, over the ties valued on both sides"
RATIO_OF_ALL_LOSSES = "The first side's loss over the second's, over the ties valued on both sides"
