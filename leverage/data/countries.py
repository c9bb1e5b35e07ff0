"""Countries by any of their codes and names, and the groups that stand among countries in files of data.

A code can mean different countries in different systems: AS is American Samoa in ISO 3166 and Australia in GEC, the
codes of the CIA World Factbook. Whoever knows the system of a column says it. Without a system, ISO's codes come first,
then M49's, then names; GEC's codes are never tried.

UN Comtrade and BACI use numbers of their own for some countries (USA 842, France 251, India 699) and give historic
states the letters of today's (BEL for Belgium-Luxembourg, DEU for West Germany). Where a file has both, the number
says more.
"""

import csv
import re
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

from leverage.problems import find_nearest
from leverage.text import to_ascii

#: `iso2` and `iso3` are the letters that files use, those of groups too; `comtrade` is M49 where Comtrade differs.
System = Literal["iso2", "iso3", "m49", "comtrade", "gec", "name"]
SYSTEMS: tuple[System, ...] = get_args(System)
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

    @property
    def letters(self) -> list[str]:
        """Return the codes that are not numbers."""
        codes = [code for code in (self.code, self.iso2, *self.codes) if code and not code.isdigit()]
        return [code for code in codes if not code.startswith(_COMTRADE)]

    @property
    def numbers(self) -> list[str]:
        """Return the M49 codes, without leading zeros."""
        return [code.lstrip("0") or "0" for code in (self.m49, *self.codes) if code.isdigit()]

    @property
    def comtrade(self) -> list[str]:
        """Return the numbers that mean this in UN Comtrade only."""
        return [code.removeprefix(_COMTRADE) for code in self.codes if code.startswith(_COMTRADE)]


class _Index(NamedTuple):
    """What each code and each name means; letters are in lower case, numbers have no leading zeros."""

    letters: dict[str, Country | Group]
    numbers: dict[str, Country | Group]
    comtrade: dict[str, Country | Group]
    gec: dict[str, Country | Group]
    names: dict[str, Country | Group]
    countries: tuple[Country, ...]
    spelled: dict[str, Country | Group]


def find_country(text: str, system: System | None = None) -> Country | Group | None:
    """Return the country or group that a code or an English name means, None if there is none.

    Case, accents, punctuation, the order of words, usual abbreviations and leading zeros do not matter. With a system
    only its codes (or names) are looked at. The empty text and texts of more than 200 characters mean nothing.
    """
    return _find_country(text, system) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _find_country(text: str, system: System | None) -> Country | Group | None:
    text = _UNSEEN.sub("", text).strip()
    index = _read_index()
    number = _NUMBER.fullmatch(text)
    if system == "gec":
        return index.gec.get(text.lower())
    if number and system in {None, "m49", "comtrade"}:
        special = index.comtrade.get(number[1]) if system == "comtrade" else None
        return special or index.numbers.get(number[1])
    if system in {None, "iso2", "iso3"} and (by_code := index.letters.get(text.lower())):
        return by_code
    return _find_by_name(text, index) if system in {None, "name"} else None


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


def _find_by_name(text: str, index: _Index) -> Country | Group | None:
    if not " ".join(text.split()).isprintable():
        return None
    by_words, together = fold_name(text)
    return index.names.get(by_words) or index.names.get(together)


def _spell(text: str) -> list[str]:
    """Return the words of a name as `_split` does, with usual abbreviations written out."""
    return [_LONG_FORMS.get(word, word) for word in _split(text)]


def _split(text: str) -> list[str]:
    """Return the words of a name in lower case without accents and points; those that say nothing are left out."""
    plain = re.sub("['`.]|&amp;", "", to_ascii(repair(text)).lower())
    return [word for word in re.findall("[a-z0-9]+", plain) if word not in _SKIPPED]


@lru_cache(maxsize=1)
def _read_index() -> _Index:
    table = resources.files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    index = _Index({}, {}, {}, {}, {}, countries=(), spelled={})
    countries = []
    for row in read_rows(table):
        place = row.place
        index.letters.update((code.lower(), place) for code in row.letters)
        index.numbers.update((code, place) for code in row.numbers)
        index.comtrade.update((code, place) for code in row.comtrade)
        if row.gec:
            index.gec[row.gec.lower()] = place
        for name in (row.name, *row.names):
            index.names.update((key, place) for key in fold_name(name))
            index.spelled[" ".join(_spell(name))] = place
        if isinstance(place, Country):
            countries.append(place)
    return index._replace(countries=tuple(countries))
