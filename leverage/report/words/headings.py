"""What stands at the head of a report: what it is about, and what was asked to be otherwise."""

ALL_CUT = "every current lever cut in full for a year"
MOVES = ("{count} move", "{count} moves")
AS_OF = "as of {date}; {what}"

ONE_OUTCOME = "1 scenario; losses at each scenario's moves"
OUTCOMES = "{count} scenarios; losses at each scenario's moves, change from {first}"
SEVERAL_PAIRS = "Several pairs of sides"

CLAIMS = "claims"
SEVERAL_SCENARIOS = "{count} scenarios"

SOURCES = "figures and sources"
RIVALS = "rival readings"
EXPLAINED = "{cell} explained"
EXPLAINABLE = "cells that can be explained"
SWINGS = "what moves {cell}"
ROWS = ("{count:,} row", "{count:,} rows")
BUNDLED = "Bundled scenarios"
KINDS = "Kinds of lever"
KIND = "a kind of lever"

# Each is put behind a heading after a semicolon.
SET = "set by hand: {names}"
ONLY = "only what {sources} gives"
ONLY_SEVERAL = "only what {sources} give"
PREFERRING = "preferring {names}"

NO_RECORDS = "There are no {table}."
