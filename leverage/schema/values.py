"""Single values and lists of them, by how the reader reads a key: the same in every file."""

from typing import Any, TypeAlias

from leverage.model import AGGREGATES
from leverage.units import CURRENCIES
from leverage.values import YEAR

Fragment: TypeAlias = dict[str, Any]

ID: Fragment = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
#: A quantity or a formula; which of the two, and whether it is right, is told by reading it.
WRITTEN: Fragment = {"type": ["string", "number"], "pattern": r"\S"}
#: A bare true or false is a text too; put in this way, no editor offers it for one.
TEXT: Fragment = {"anyOf": [WRITTEN, {"not": {"type": ["string", "number", "null", "object", "array"]}}]}
#: An aggregate of a role, such as seller.exports.
AGGREGATE: Fragment = {"type": "string", "pattern": rf"^[a-z][a-z0-9_]*\.({'|'.join(AGGREGATES)})$"}

# A year, a month or a day; of the days that no month has, only 29 February is not told.
_DATE = r"^(?!.{4}-(02-3|(0[469]|11)-31))[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

VALUES: dict[str, Fragment] = {
    "text": TEXT,
    "flag": {"type": ["boolean", "string"], "pattern": "^(true|false)$"},
    "year": {"type": ["integer", "string"], "minimum": 1000, "maximum": 2999, "pattern": f"^{YEAR}$"},
    "date": {"type": ["string", "integer"], "minimum": 1000, "maximum": 9999, "pattern": _DATE},
    "currency": {"enum": sorted(CURRENCIES)},
    "unit": {"type": "string", "pattern": r"\S"},
    **dict.fromkeys(("quantity", "formula", "value"), WRITTEN),
    **dict.fromkeys(("source", "party", "lever", "reading"), ID),
    "bounds": {"type": "array", "items": WRITTEN, "minItems": 2, "maxItems": 2},
    "parties": {"type": "array", "items": ID, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    "role_list": {"type": "array", "items": ID},
}
