"""How amounts of money are called: as the unit of a column, and one by one in a sentence."""

SIGNS = {"USD": "US$"}  # of currencies that are not written by their code

BILLIONS = "{currency} billion a year"
MILLIONS = "{currency} million a year"
THOUSANDS = "{currency} thousand a year"
ONES = "{currency} a year"

AMOUNT_IN_BILLIONS = "{currency} {amount} billion a year"
AMOUNT_IN_MILLIONS = "{currency} {amount} million a year"
AMOUNT_IN_THOUSANDS = "{currency} {amount} thousand a year"
AMOUNT_IN_ONES = "{currency} {amount} a year"
# Where a sentence says already that it speaks of a year.
ONCE_IN_BILLIONS = "{currency} {amount} billion"
ONCE_IN_MILLIONS = "{currency} {amount} million"
ONCE_IN_THOUSANDS = "{currency} {amount} thousand"
ONCE_IN_ONES = "{currency} {amount}"

TOO_LARGE = "too large"  # in the place of a number that the computer's numbers do not reach

AMOUNT_IN_UNIT = "{amount} {unit}"

TRILLION_OF = "{number} trillion {unit}"
BILLION_OF = "{number} billion {unit}"
MILLION_OF = "{number} million {unit}"
ONE_OF = "{number} {unit}"
