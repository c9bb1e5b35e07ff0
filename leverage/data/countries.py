"""Countries by any of their codes and names, and the groups that stand among countries in files of data.

A code can mean different countries in different systems: AS is American Samoa in ISO 3166 and Australia in GEC, the
codes of the CIA World Factbook. Whoever knows the system of a column says it. Without a system, ISO's codes come first,
then M49's, then names; GEC's codes are never tried, so that no name is taken for one.

UN Comtrade and BACI use numbers of their own for some countries (USA 842, France 251, India 699), and Comtrade 492,
M49's Monaco, for a part of Europe. They give historic states the letters of today's: BEL for Belgium-Luxembourg, DEU
for West Germany. Where a file has both, the number says more.
"""

import csv
import re
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

from leverage.problems import find_nearest
from leverage.text import to_ascii

#: What is looked up in each system of codes, in that order. Letters are those that files use for countries and groups
#: alike; the IMF's numbers are none of M49.
_LOOKUPS: dict[str, tuple["_Lookup", ...]] = {
    "": ("letters", "numbers", "names"),
    "iso2": ("letters",),
    "iso3": ("letters",),
    "m49": ("numbers",),
    "comtrade": ("comtrade", "numbers"),
    "baci": ("comtrade", "numbers"),
    "gec": ("gec",),
    "imf": ("letters", "names"),
    "name": ("names",),
}
#: The systems that `find_country` knows.
SYSTEMS = tuple(_LOOKUPS)
_Lookup = Literal["letters", "numbers", "comtrade", "gec", "names"]
#: An aggregate of countries or of what no country was given for, a state that is no more, a part of a country.
Sort = Literal["aggregate", "historic", "part"]
_SORTS: dict[str, Sort] = {sort: sort for sort in get_args(Sort)}

_COMTRADE = "comtrade:"  # begins a number that means something else in UN Comtrade than in M49
_LONGEST = 200  # characters of a name; a cell may have a million
_NUMBER = re.compile(r"0*([0-9]{1,3})(?:\.0)?", re.ASCII)  # a spreadsheet may write 31 as 31.0
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, marks of direction and of byte order
_SKIPPED = frozenset(("and", "of", "the"))
_LONG_FORMS = {
    "br": "british", "dem": "democratic", "fed": "federal", "federated": "federal", "fmr": "former", "is": "islands",
    "isd": "islands", "isds": "islands", "island": "islands", "isl": "islands", "n": "north", "rep": "republic",
    "s": "south", "st": "saint", "ste": "saint", "sts": "states", "terr": "territory",
}  # fmt: skip


class Country(NamedTuple):
    """A country or territory with an ISO code of its own, and Kosovo.

    `code` is ISO's of three letters (XKX for Kosovo), `m49` has three digits, `gec` is that of the CIA World Factbook.
    `iso2` and `gec` are empty where there is none.
    """

    code: str
    name: str
    iso2: str
    m49: str
    gec: str


class Group(NamedTuple):
    """What stands among countries in files and is none: World, Soviet Union, Channel Islands."""

    name: str
    sort: Sort


class Row(NamedTuple):
    """A row of the table; `codes` and `names` are those beside its first ones."""

    sort: str
    code: str
    name: str
    iso2: str
    m49: str
    gec: str
    codes: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def place(self) -> Country | Group:
        """Return what the row tells."""
        if self.sort == "country":
            return Country(self.code, self.name, self.iso2, self.m49, self.gec)
        return Group(self.name, _SORTS[self.sort])

    def list_keys(self) -> dict[_Lookup, list[str]]:
        """Return the keys of its codes and names, by what is looked up."""
        codes = [code.lower() for code in (self.code, self.iso2, self.m49, *self.codes) if code]
        return {
            "letters": [code for code in codes if not code.isdigit() and not code.startswith(_COMTRADE)],
            "numbers": [code.lstrip("0") or "0" for code in codes if code.isdigit()],
            "comtrade": [code.removeprefix(_COMTRADE) for code in codes if code.startswith(_COMTRADE)],
            "gec": [self.gec.lower()] if self.gec else [],
            "names": [key for name in (self.name, *self.names) for key in fold_name(name)],
        }


class _Index(NamedTuple):
    """What each code and each name means, by what is looked up; all countries; and names as they are spelled."""

    meanings: dict[_Lookup, dict[str, Country | Group]]
    countries: tuple[Country, ...]
    spelled: dict[str, Country | Group]


def find_country(text: str, system: str = "") -> Country | Group | None:
    """Return the country or group that a code or an English name means, None if there is none.

    Case, accents, punctuation, the order of words, usual abbreviations and leading zeros do not matter. With a system
    only its codes (or names) are looked at. The empty text and texts of more than 200 characters mean nothing.
    Raises KeyError for a system that is not among `SYSTEMS`.
    """
    return _find_country(text, system) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _find_country(text: str, system: str) -> Country | Group | None:
    text = _UNSEEN.sub("", text).strip()
    meanings = _read_index().meanings
    for lookup in _LOOKUPS[system]:
        for key in _list_keys(text, lookup):
            if place := meanings[lookup].get(key):
                return place
    return None


def _list_keys(text: str, lookup: _Lookup) -> tuple[str, ...]:
    """Return the keys under which a text may stand: in lower case, without leading zeros, folded."""
    if lookup in {"letters", "gec"}:
        return (text.lower(),)
    if lookup in {"numbers", "comtrade"}:
        number = _NUMBER.fullmatch(text)
        return (number[1],) if number else ()
    return fold_name(text) if " ".join(text.split()).isprintable() else ()


def list_countries() -> tuple[Country, ...]:
    """Return all countries in the order of their codes."""
    return _read_index().countries


def suggest_country(text: str) -> str:
    """Return a hint that names what a text may mean, or an empty string: of a country the beginning, or a near name."""
    spelled = " ".join(_spell(text[:_LONGEST]))
    if len(spelled) < 3 or len(text) > _LONGEST:
        return ""
    known = _read_index().spelled
    begun = {place for name, place in known.items() if name.startswith(spelled) and isinstance(place, Country)}
    if len(begun) == 1:
        return _write_hint(begun.pop())
    nearest = find_nearest(spelled, known) if len(spelled) > 3 else ""  # of three letters a third is too much
    return _write_hint(known[nearest]) if nearest else ""


def _write_hint(place: Country | Group) -> str:
    code = f" ({place.code})" if isinstance(place, Country) else ""
    return f"did you mean '{place.name}'{code}?"


def fold_name(text: str) -> tuple[str, str]:
    """Return two keys of a name, empty if it has no letters: its words in the order of letters, and run together.

    "Korea, Dem. People's Rep. of" and "Democratic People's Republic of Korea" have the same first key, "Viet Nam" and
    "Vietnam" the same second one.
    """
    return " ".join(sorted(_spell(text))), "".join(_split(text))


def read_rows(text: str) -> list[Row]:
    """Read the table, or a list of variants in its form; lines that begin with # are comments.

    Raises ValueError if a line has not the columns of `Row`.
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines, strict=True)
    if tuple(reader.fieldnames or ()) != Row._fields:
        raise ValueError(f"the columns must be {', '.join(Row._fields)}")
    rows = []
    for record in reader:
        if None in record or None in record.values():
            raise ValueError(f"line {reader.line_num} has not {len(Row._fields)} columns")
        codes, names = (tuple(filter(None, record.pop(name).split("|"))) for name in ("codes", "names"))
        rows.append(Row(**record, codes=codes, names=names))
    return rows


def repair(text: str) -> str:
    """Return a text that was decoded as Windows-1252 although it was UTF-8 as it should be: CuraÃ§ao is Curaçao.

    Files of CEPII have such names. Any other text is returned as it is.
    """
    if "Ã" not in text and "Å" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _spell(text: str) -> list[str]:
    """Return the words of a name as `_split` does, with usual abbreviations written out."""
    return [_LONG_FORMS.get(word, word) for word in _split(text)]


def _split(text: str) -> list[str]:
    """Return the words of a name in lower case without accents and points; those that say nothing are left out."""
    plain = re.sub("['`.]|&amp;", "", to_ascii(repair(text)).lower())
    return [word for word in re.findall("[a-z0-9]+", plain) if word not in _SKIPPED]


@lru_cache(maxsize=1)
def _read_index() -> _Index:
    meanings: dict[_Lookup, dict[str, Country | Group]] = {lookup: {} for lookup in get_args(_Lookup)}
    spelled: dict[str, Country | Group] = {}
    rows = read_rows(resources.files(__package__).joinpath("countries.csv").read_text(encoding="utf-8"))
    for row in rows:
        place = row.place
        for lookup, keys in row.list_keys().items():
            meanings[lookup].update(dict.fromkeys(keys, place))
        spelled.update((" ".join(_spell(name)), place) for name in (row.name, *row.names))
    countries = tuple(row.place for row in rows if isinstance(row.place, Country))
    return _Index(meanings, countries, spelled)
