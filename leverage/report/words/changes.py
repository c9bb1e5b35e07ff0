"""What `leverage diff` says: what was changed, what moved, and how much of it each change accounts for."""

NO_DIFFERENCE = "No input and no result differs."
OLD_AND_NEW = " → "
NO_RESULT_MOVED = "No result moved."

INPUT = "Input"
OLD = "old"
NEW = "new"
WHERE = "where"
RESULT = "Result"
CHANGE = "change"
IN_PERCENT = "in %"
CHANGED = "What was changed"
MOVED = "What moved; amounts in {unit}"
GIVEN = "yes"  # for what is given without a value
POINTS = "{number} pp"

RESULT_AND_INPUT = "Result and input"
PART = "part"
ACCOUNTS = "What accounts for it"
ACCOUNTS_IN = "What accounts for it; amounts in {unit}"
STRUCTURE = "levers, moves, roles, formulas, and figures that only one of the two has"
ALONE = "All of it is due to {input}."
STRUCTURE_ALONE = "All of it is due to {input}: {what}."
METHOD = (
    "A part is what an input's change adds on average over all orders in which they can be made (Shapley 1953); "
    "the parts add up."
)
METHOD_SAMPLED = (
    "A part is what an input's change adds on average over {orders:,} random orders of the {count} changes "
    "(Shapley 1953); ± is the standard error; the parts add up."
)
