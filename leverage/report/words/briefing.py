"""Words of briefings: headings, sentences that read the tables aloud, notes on figures, method, how it was made."""

# Headings and captions.
SCENARIOS = "The scenarios"
BALANCE = "Who loses more"
READ_AS = "Read as"
NOT_COUNTED = "What is not counted"
ASSUMPTIONS = "Assumptions"
SOURCES = "Sources of the figures"
BIBLIOGRAPHY = "Bibliography"
REMARKS = "To be kept in mind"
METHOD = "Method"
MADE_BY = "How to make this again"
CLAIMS = "Claims and their tests"
CLAIMS_DRAWN = "Claims and their tests; the last column is the share of {draws:,} draws in which each holds"
LARGEST = "{title}; the {few} largest of {count} levers, and the totals of all"
FIGURES = "All figures in use"
RIVALS = "Rival readings, not in use"

# Levers and moves, read aloud.
LEVER = "{lever}, cut in full for a year: {losses}."
PROPOSED = "{lever}, which is only proposed, if it stood and were cut in full for a year: {losses}."
LOSES = "{party} would lose {loss}"
SHARE = "{loss}, {share} % of its GDP{range}"
AT_STAKE = "{loss}, with {exposure} at stake"
NOT_VALUED = "what {party} would lose is not valued ({why})"
MOVE = "{move} ({cut} of {lever}, {time}): {target} loses {damage}{others}; it costs {by} {own_cost}."
MOVE_WITH_RATIO = (
    "{move} ({cut} of {lever}, {time}): {target} loses {damage}{others}; it costs {by} {own_cost}, {ratio} times the "
    "damage{range}."
)
OTHERS = ", others {loss}"
ALL = "all"
PART = "{share} %"
FOR_A_YEAR = "for a year"
FOR_MONTHS = "for {months} months"
SEVERAL = {"person": "persons"}
UNKNOWN = "an amount that is not valued ({why})"

# Notes on figures. {what} is the figure's label, {value} its number with what it is given for.
REPORTED = "{what}: {value}. {source}."
ASSUMED = "{what}: {value}. Assumed: {reason}."
UNSOURCED = "{what}: {value}. A number without a source."
IN_BRIEF = "{what}: {value}"
SOURCE_IN_BRIEF = "{what}: {value}; {source}"
COMPUTED = "{value}, computed as {formula}"
WITH_OTHERS = "{note} Other readings: {others}."
OTHER = "{value} ({source})"
LEANS_ON = "{reason}; leans on {source}"
BY_KIND = "{reason} (default of the kind {kind})"
RANGED = "{value} ({low} to {high})"
YEAR = "{value}, {year}"
PLACE = "{source}, {place}"
PRINTED = "{source}, printed “{text}”"
WORK = "{author}, {title}"
INPUT = "{lever}, {input}"

# The method, in three lines.
EXPOSURE = (
    "Exposure is the gross value that crosses a tie in a year. Loss is what a party loses in a year if the tie is cut, "
    "after diversion, substitution, offset or rerouting, by the formulas of {kinds}."
)
KINDS = "the kind {names}", "the kinds {names}"
RANGES = (
    "Ranges, in parentheses or below a number, run from the 5th to the 95th percentile of {draws:,} draws (seed "
    "{seed}) of the figures with a low and a high (PERT unless said otherwise); the other figures stay as they are."
)
NO_RANGES = "All numbers are computed at the values in use, without ranges."
EVIDENCE = (
    "A number rests on every figure whose note stands beside it; digits are sources, letters assumptions, and a number "
    "is as well founded as the weakest of them. Totals are static sums of unlike losses without general equilibrium."
)

# How it was made.
PROGRAM = "leverage {version}"
MADE_IN_BRIEF = "Made by: {line} ({made})."
FILE = "{file}, SHA-256 {digest}"
