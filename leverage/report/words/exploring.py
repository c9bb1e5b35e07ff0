"""What is said of values other than those in use: of `leverage sensitivity` and of rival readings."""

FIGURE = "Figure"
LOW = "low"
HIGH = "high"
AT_LOW = "at low"
AT_HIGH = "at high"
VARIANCE = "variance"
SWINGS = "{cell}: {value} at the values in use; one figure moved at a time"
NO_SWING = "No figure with a low and a high enters {cell}."
NO_VARIANCE = "Nothing of it varies over the draws."
BARS = (
    "▒ from the value in use to the figure's low, █ to its high. Variance: the share of the draws' that each figure "
    "accounts for by itself; {rest} % is due to several together."
)

SHARES = (
    "Variance: the share of the draws' that each figure accounts for by itself; {rest} % is due to several together."
)

MORE_DOLLARS = "{first} loses more dollars than {second}"
MORE_OF_ITS_ECONOMY = "{first} loses more of its economy than {second}"
STEADY = "{conclusion}: {verdict} at the values in use; no single figure near its own changes that."
UNLESS = "{conclusion}: {verdict} at the values in use, unless"
FURTHER_OFF = "– {count} more further off; see --table flips"
BELOW_INSIDE = "– {label} ({figure}) is below {at}, inside its range; {value} is in use"
BELOW_OUTSIDE = "– {label} ({figure}) is below {at}, outside its range; {value} is in use"
BELOW_UNRANGED = "– {label} ({figure}) is below {at}; {value} is in use, no range given"
ABOVE_INSIDE = "– {label} ({figure}) is above {at}, inside its range; {value} is in use"
ABOVE_OUTSIDE = "– {label} ({figure}) is above {at}, outside its range; {value} is in use"
ABOVE_UNRANGED = "– {label} ({figure}) is above {at}; {value} is in use, no range given"

NO_RIVALS = "No figure has rival readings."
FIGURE_AND_READING = "Figure and reading"
VALUE = "value"
SOURCES = "sources"
TOTAL = "total"
BALANCE = "balance"
CHANGED = "verdicts that change"
UNDER_EACH = "What the answers become under each reading; {unit}"
RIVALS_LEGEND = (
    "Totals over the current ties, each cut in full. Balance: {first}'s loss over {second}'s at the scenario's moves, "
    "over the ties valued on both sides. Spread: the readings' distance for the size of the one in use."
)
SPREAD = "spread {percent} %"
READING = "– {reading}"
READING_IN_USE = "– {reading}, in use"
NONE_CHANGES = "none"
CHANGE = "{what}: {old} → {new}"
WHO_LOSES_MORE = "who loses more, in money"
WHO_LOSES_MORE_BY_SIZE = "who loses more, for its size"
