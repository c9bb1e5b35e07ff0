"""What `leverage check` says: each claim's verdict beside what it rests on, and how all of them came out."""

VERDICT = "Verdict"
CLAIM = "Claim"
NUMBERS = "Numbers, threshold"
HOLDS_IN = "Holds in"
CAPTION_OF_DRAWS = "{scenario}; holds in so many of {draws:,} draws"

NOT_AS_EXPECTED = "{verdict}, expected: {expected}"
AS_EXPECTED = "{verdict}, as expected"
NUMBERS_WITHOUT = "{numbers}, without {left_out}"

REPEATED = "Inherited with the same numbers and not shown again: {count} claims."
NOTE = "Note: {note} ({file}:{line})"

# The last line: SUMMARY, with the parts below it in its fields.
SUMMARY = "{scenarios}; {claims}; {notes}."
STRICT = "Notes count as failures."
SCENARIOS = ("{count} scenario", "{count} scenarios")
SCENARIOS_WRONG = "{scenarios}, {wrong} of them wrong ({errors})"
ERRORS = ("{count} error", "{count} errors")
CLAIMS = ("{count} claim", "{count} claims")
ALL_AS_EXPECTED = "{claims}: {hold} hold, {fail} fail, {unsaid} cannot be said; all as expected"
SOME_UNEXPECTED = "{claims}: {hold} hold, {fail} fail, {unsaid} cannot be said; {odd} not as expected"
NO_CLAIMS = "no claims"
NOTES = ("{count} note", "{count} notes")

FOUND = "the claim {verdict}: {says}"
FOUND_UNEXPECTED = "the claim {verdict}, expected: {expected}: {says}"
