"""What is said of ranges: where they stand, what they are of, and how often a claim holds within them."""

SPAN = " ({low} to {high})"
IN_BRACKETS = " ({range})"
TIMES = "{low} to {high}"
TIMES_OR_MORE = "{low} or more"  # where the highest is a ratio to nothing
CAPTION = "Ranges, 5th to 95th percentile of {draws:,} draws; {unit}"
LEGEND = "range: the 5th to 95th percentile of {draws:,} draws. {more}"
ONLY_OF_GIVEN = "Ranges hold only as far as the low and high of each figure that has them; the others stay as they are."
UNDEFINED = "Ranges leave out the draws in which a number is undefined, up to {count:,} of {draws:,}."
OUTSIDE = "A number outside its range rests on a figure in use at its own low or high."

ALL_DRAWS = "all"
NO_DRAWS = "none"
LIKELY = "{share}, {word} given these ranges"
# The words of Intelligence Community Directive 203 (2015), section D.6.e.2.a, from the least likely on.
LIKELIHOODS = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
)
