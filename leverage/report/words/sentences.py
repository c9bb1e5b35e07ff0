"""The sentences of `leverage show`: who loses more, what is left out, what the author's results are, what to know."""

MONEY = {"USD": "dollars"}  # of currencies that are not called by their code

# Over the ties valued on both sides, in money. WITHOUT stands in each where ties are left out.
WITHOUT = ", so without {ties},"
NO_TIE = "No tie is valued on both sides, so their losses cannot be weighed against each other."
NEITHER_LOSES = "Over the ties valued on both sides neither loses anything."
NO_RATIO = "Over the ties valued on both sides {other} loses nothing: there is no ratio."
ONE_LOSES_NOTHING = "Over the ties valued on both sides{without} {one} loses nothing and {other} does."
LOSE_THE_SAME = "Over the ties valued on both sides{without} the two lose the same in {money}."
LOSE_ABOUT_THE_SAME = (
    "Over the ties valued on both sides{without} the two lose about the same in {money}: "
    "{one}'s loss is {times} times {other}'s."
)
LOSES_MORE = "Over the ties valued on both sides{without} {more} loses more {money}: {times} times {less}'s loss."
LOSES_MORE_WITHIN = (
    "Over the ties valued on both sides{without} {more} loses more {money}: {times} times {less}'s loss ({range})."
)
LOSES_MORE_OUTSIDE = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{range} times {less}'s loss, {times} at the values in use."
)
# Where the other side loses nothing, so that there is no number of times.
LOSES_MORE_THAN_NOTHING_IN_USE = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{range} times {less}'s loss, but {less} loses nothing at the values in use."
)
LOSES_MORE_THAN_NOTHING_DRAWN = (
    "Over the ties valued on both sides{without} {more} loses more {money}: "
    "{times} times {less}'s loss at the values in use, but {less} loses nothing in 95 % of the draws or more."
)
CANNOT_BE_SAID = (
    "Who loses more {money} cannot be said: over the ties valued on both sides{without} "
    "{one}'s loss is {low} to {high} times {other}'s."
)

# For the size of the economies; each follows one of those above.
SIZE_NOT_VALUED = "How that weighs on each economy is not valued: {why}."
LOSE_THE_SAME_BY_SIZE = "Per unit of GDP the two lose the same."
LOSES_MORE_BY_SIZE = "Per unit of GDP {more} loses {times} times as much{span}: {product}."
LOSES_MORE_BY_SIZE_OUTSIDE = (
    "Per unit of GDP {more} loses {range} times as much, {times} at the values in use: {product}."
)
LOSES_MORE_BY_SIZE_IN_DRAWS = "Per unit of GDP {more} loses {range} times as much."
LOSES_MORE_ONLY_BY_SIZE = (
    "{more} loses more of its economy only because {less}'s is {size} times larger: "
    "per unit of GDP {times} times as much{span}, {product}."
)
PRODUCT = "{ratio} ({money}) × {size} ({less}'s GDP over {more}'s)"
CANNOT_BE_SAID_BY_SIZE = (
    "Which of them loses more for its size cannot be said: "
    "per unit of GDP {one} loses {low} to {high} times as much as {other}."
)
NOR_BY_SIZE = "Nor which of them for its size: per unit of GDP {one} loses {low} to {high} times as much as {other}."

# What is left out of the balance, and of the whole.
LEFT_OUT = "Left out: {tie}; {reasons}."
SIDE_LACKS = "{side}'s side {why}"
REVERSAL = "With it counted, {unknown} would lose more than {known} only if it lost over {amount} there."
NOT_VALUED = "Not valued: {losses}."
LOSS_NOT_VALUED = "{party} on {tie} ({why})"
NOT_COUNTED = "Not counted: {ties}."
PROPOSED = "{tie} (proposed)"
NO_MONEY = "{tie} (no money)"
NOTHING_VALUED = "{tie} (nothing valued)"

# The author's results. OF_GDP stands in RESULT where it is one party's loss, RESULT_WITHOUT where a part is missing.
RESULT = "{result}: {amount}{span}{of_gdp}{without}."
RESULT_AT_LEAST = "{result}: at least {amount}{span}{of_gdp}{without}."
RESULT_NOT_VALUED = "{result}: not valued; {why}."
OF_GDP = " for {party}, {share} %{span} of its GDP"
RESULT_WITHOUT = ", without {ties}"

# What a reader must know to quote it.
STATIC = "Totals are static sums without general equilibrium; ties that overlap count twice."
OTHERS_LOSE = "Others would lose, cut in full: {losses}."
OTHERS_LOSS = "{party} {amount} on {tie}"
YEARS_TOGETHER = "Figures of different years stand together: {what}."
TIE_OF_YEARS = "{tie} of {years}"
UNDATED = "Rests on undated figures: {ties}."
NOTE = "Note: {note}."
