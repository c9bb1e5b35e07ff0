"""Words of workbooks: names of sheets, heads of their columns, what can be changed there, remarks beside the cells.

The name of a sheet is short and has no quote, bracket or slash: spreadsheets take no other.
"""

RESULTS = "Results"
INPUTS = "Inputs"
STEPS = "Steps"
SOURCES = "Sources"

# Above the results.
LIVE = (
    "Every number here is a live formula: change a coloured cell on the sheet {inputs} and the results follow, by "
    "way of the sheet {steps}. Which formula of a kind is used, what a sum leaves out, marks, notes and ranges stay "
    "as they were when this was written; for those, change the scenario and write the workbook anew."
)
GREY = "Grey: not known, which is not nothing."

# Tables by lever and by move.
OF_GDP = "% of GDP"
PART_STOPPED = "part stopped"
OTHERS_LOSS = "loss of others"
NOTES = "Notes"
TOTAL = "Total, a static sum"
LEVER_AND_WHO = "Lever and who"
NOT_VALUED = "{party}: not valued, {why}"
PARTY_AT_LEAST = "{party}: at least, without {ties}"
LACKS = "no {what}: {why}"

# The balance.
BALANCE = "Balance; {unit}"
OVER_VALUED_TIES = "Over the ties valued on both sides"
LOSES_MORE = "loses more, ranges aside"
ABOUT_THE_SAME = "about the same"
LOSS = "Loss"
RATIO_OF_LOSSES = "Ratio of the losses, {first} over {second}"
RATIO_OF_SIZES = "Ratio of the GDPs, {second} over {first}"
PRODUCT = "The product of the two: the ratio of the losses per unit of GDP"

# Results, claims and ranges.
VALUE_OF_RESULT = "value"
AT_LEAST = "at least, without {losses}"
CLAIMS = "Claims"
VERDICT = "verdict"
EXPECTED = "expected"
TEST = "test"
THRESHOLD = "threshold: {threshold}"
STILL = "when this was written, as {losses} could not be valued"
RANGES = "Ranges of {draws:,} draws when this was written; they do not change with the inputs"
WHAT = "What"
LOW_PERCENTILE = "5th percentile"
HIGH_PERCENTILE = "95th percentile"
READ_AS = "Read as, when this was written"
NOT_IN_BALANCE = "Not in the balance: {ties}."

# The sheet of inputs, with what explains it above its columns.
CHANGE = (
    "Change what is coloured: all results follow. Numbers stand in the unit beside them; a percentage is typed as 50%."
)
CHOOSE = (
    "Of rival readings the one named in the column {reading} counts; choose another from its list. Low and high are "
    "what ranges were drawn between. A cell that is emptied gives #N/A, never nothing."
)
COLOURS = (
    "Yellow: a source states it, or it is a kind's definition. Orange: an assumption, its reason in the cell's "
    "comment. Red: a number without a source. Grey: missing; what needs it stays empty until it is given in the "
    "scenario and the workbook is written anew."
)
READING = "Reading"
UNIT = "Unit"
LOW = "Low"
HIGH = "High"
YEAR = "Year"
EVIDENCE = "Evidence"
SOURCE = "Source"
PLACE = "Place"
AS_PRINTED = "As printed"
REASON = "Reason, formula or remark"
IN_BASE_UNITS = "In base units"
BASE_UNIT = "Base unit"
TAKEN = "what is taken where the file gives nothing"
ASSUMED = "Assumed: {reason}"
COUNTS = "the reading that counts"
COUNTS_AND_OTHERS = "the reading that counts; not to be chosen here: {readings}"

# The sheet of steps.
BETWEEN = (
    "Everything between the inputs and the results, in base units: currency per year, ratios as fractions, years. "
    "Each value is a live formula over the cells named in it."
)
FIXED = "Which formula of a kind is used, and what a sum leaves out, was fixed when this workbook was written."
FORMULA = "Formula in names"
LEFT_OUT = "Missing or left out"
A_PART = "a part of the formula below"
WITHOUT = "without {losses}"
TOO_LONG = "Too long for a spreadsheet's formula: the number as it was when this workbook was written."

# The sheet of sources.
TITLE = "Title"
AUTHOR = "Author"
PUBLISHED = "Published"
ADDRESS = "Address"
PRIMARY = "Primary"
IS_PRIMARY = "yes"
REMARK = "Remark"
FIGURES = "Figures"
