"""Units of measurement: a fixed table, how units are written, and the arithmetic of dimensions.

A dimension maps base units to whole exponents: USD/year is ``(("USD", 1), ("year", -1))``. Every
currency is a dimension of its own, because an exchange rate is a figure with a source, not a constant.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

Dimension = tuple[tuple[str, int], ...]

RATIO: Dimension = ()
YEAR: Dimension = (("year", 1),)

# ISO 4217: the active codes, funds and metals among them, testing codes aside.
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR "
    "PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XBA XBB "
    "XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_BARREL = 0.158987294928  # m3: 42 US gallons of 231 cubic inches
_POUND = 0.00045359237  # t
_CUBIC_FOOT = 0.028316846592  # m3
_JOULE = 1 / 3.6e9  # MWh
_BTU = 1055.05585262 * _JOULE

# Each unit as its size in base units. A year has 365 days and 12 equal months. In symbols of the oil and gas trade M is
# thousand, as in Mcf, and MM is million. A standard cubic foot is a cubic foot, a barrel of oil equivalent 5.8 MMBtu.
_TABLE: dict[str, tuple[float, str]] = {
    "year": (1.0, "year"),
    "month": (1 / 12, "year"),
    "week": (7 / 365, "year"),
    "day": (1 / 365, "year"),
    "d": (1 / 365, "year"),
    "hour": (1 / 8760, "year"),
    "m3": (1.0, "m3"),
    "l": (0.001, "m3"),
    "mcm": (1e6, "m3"),
    "bcm": (1e9, "m3"),
    "bbl": (_BARREL, "m3"),
    "kb": (1e3 * _BARREL, "m3"),
    "kbbl": (1e3 * _BARREL, "m3"),
    "mb": (1e6 * _BARREL, "m3"),
    "MMbbl": (1e6 * _BARREL, "m3"),
    "bpd": (365 * _BARREL, "m3/year"),
    "kbpd": (365e3 * _BARREL, "m3/year"),
    "MMbpd": (365e6 * _BARREL, "m3/year"),
    "gal": (_BARREL / 42, "m3"),
    "cf": (_CUBIC_FOOT, "m3"),
    "scf": (_CUBIC_FOOT, "m3"),
    "Mcf": (1e3 * _CUBIC_FOOT, "m3"),
    "Mscf": (1e3 * _CUBIC_FOOT, "m3"),
    "MMcf": (1e6 * _CUBIC_FOOT, "m3"),
    "MMscf": (1e6 * _CUBIC_FOOT, "m3"),
    "bcf": (1e9 * _CUBIC_FOOT, "m3"),
    "Bcf": (1e9 * _CUBIC_FOOT, "m3"),
    "Bscf": (1e9 * _CUBIC_FOOT, "m3"),
    "Tcf": (1e12 * _CUBIC_FOOT, "m3"),
    "g": (1e-6, "t"),
    "kg": (0.001, "t"),
    "t": (1.0, "t"),
    "kt": (1000.0, "t"),
    "Mt": (1e6, "t"),
    "mmt": (1e6, "t"),
    "MMT": (1e6, "t"),
    "lb": (_POUND, "t"),
    "ozt": (31.1034768e-6, "t"),
    "J": (_JOULE, "MWh"),
    "MJ": (1e6 * _JOULE, "MWh"),
    "GJ": (1e9 * _JOULE, "MWh"),
    "TJ": (1e12 * _JOULE, "MWh"),
    "PJ": (1e15 * _JOULE, "MWh"),
    "kWh": (0.001, "MWh"),
    "MWh": (1.0, "MWh"),
    "GWh": (1000.0, "MWh"),
    "TWh": (1e6, "MWh"),
    "MMBtu": (1e6 * _BTU, "MWh"),
    "toe": (41.868e9 * _JOULE, "MWh"),
    "ktoe": (41.868e12 * _JOULE, "MWh"),
    "Mtoe": (41.868e15 * _JOULE, "MWh"),
    "boe": (5.8e6 * _BTU, "MWh"),
    "kboe": (5.8e9 * _BTU, "MWh"),
    "MMboe": (5.8e12 * _BTU, "MWh"),
    "person": (1.0, "person"),
    "ratio": (1.0, ""),
    "pp": (0.01, ""),
    "bps": (0.0001, ""),
}
_BASES: dict[str, Dimension] = {"": RATIO, "m3/year": (("m3", 1), ("year", -1))}  # others are dimensions themselves
_PLURALS = {f"{name}s": name for name in ("year", "month", "week", "day", "hour", "person")} | {"people": "person"}

#: What people write for a word of the table, in small letters: each means the same unit, of the same size.
SPELLINGS = {
    word: meant
    for meant, words in (
        ("USD", "$ us$ dollar dollars"), ("EUR", "€ euro euros"), ("GBP", "£ sterling"), ("CNY", "rmb yuan renminbi"),
        ("JPY", "yen"), ("RUB", "₽"), ("AZN", "₼"), ("GEL", "₾ lari"), ("KZT", "₸ tenge"), ("UAH", "₴ hryvnia"),
        ("TRY", "₺"), ("INR", "₹"), ("PLN", "zloty"), ("TJS", "somoni"), ("bbl", "barrel barrels bbls"),
        ("kbbl", "kbbls"), ("MMbbl", "mmb mmbbls"), ("kbpd", "kbd"), ("MMbpd", "mmbd"), ("m3", "scm"),
        ("l", "litre litres liter liters"), ("t", "tonne tonnes"), ("lb", "lbs"),
        ("year", "yr yrs y annum"), ("month", "mo"), ("hour", "h hr hrs"), ("persons", "employees workers"),
        ("person", "employee worker"), ("%", "percent pct pc"), ("bps", "bp"), ("thousand", "k thousands"),
        ("million", "mn mln mm mio millions"), ("billion", "bn bln mrd mlrd milliard milliards billions"),
        ("trillion", "trn trillions"),
    )
    for word in words.split()
}  # fmt: skip
#: Words with several sizes or meanings, in small letters.
DOUBTFUL: dict[str, tuple[str, ...]] = {
    word: tuple(meanings.split(", "))
    for words, meanings in {
        "m": "million, thousand, metre", "b": "billion, bbl", "t": "trillion, t", "tn": "trillion, t",
        "mil": "thousand, million", "mt mts": "t, Mt", "mtpa": "t/year, Mt/year",
        "ton tons": "t, short ton of 0.90718474 t", "gallon gallons": "gal, imperial gallon of 4.54609 l",
        "mb mbbl mbbls": "thousand bbl, million bbl", "mbd mbpd": "thousand bbl/day, million bbl/day",
        "mboe": "thousand boe, million boe", "mcf mscf": "thousand cf, million cf", "tcm": "thousand m3, trillion m3",
        "mcm": "thousand m3, million m3", "mbtu": "0.001 MMBtu, MMBtu", "pound pounds": "GBP, lb",
        "manat manats": "AZN, TMT", "rouble roubles ruble rubles": "RUB, BYN", "rupee rupees rs": "INR, PKR",
        "leu lei": "MDL, RON",
        "kgs": "kg, KGS", "rial rials": "IRR, OMR", "lira liras": "TRY, SYP", "som": "KGS, UZS", "¥": "CNY, JPY",
    }.items()
    for word in words.split()
}  # fmt: skip
_EXPLAINED = {
    **dict.fromkeys(("crore", "crores"), "a crore is 10 million"),
    **dict.fromkeys(("lakh", "lakhs", "lac"), "a lakh is 100 thousand"),
    "metric": "a metric ton is t",
}
# Codes of currencies that in small letters are words for other things.
_NO_MONEY = ("all", "bam", "bob", "cop", "cup", "gel", "lak", "mad", "mop", "pen", "ron", "sos", "top", "try", "yer")
_REFERENCE = "see the units in the reference"
_LONG_WORD = 4  # letters of a misspelt word that a hint corrects; among shorter ones one letter makes another unit
_NEAR = 0.85
OPERATOR = re.compile(r"[*+()]|\s-\s")  # of a formula; no unit has one
_BARRELS = re.compile(r"(?<!\S)b(?=/(?:d|day)\b)")  # elsewhere b may be billion
_NOT_BELOW = ("mcm",)  # below a slash: prices per mcm are mostly per thousand m3, though flows in mcm never are
_POWER = r"(.+?)\^(-?[1-9])$"


class Unit(NamedTuple):
    """A unit as written: one of it is `factor` of the base units of its dimension."""

    text: str
    factor: float
    dimension: Dimension


class UnitError(Exception):
    """A unit that is not in the table; `hint` says what was probably meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message and the hint."""
        super().__init__(message)
        self.hint = hint


@lru_cache(maxsize=4096)
def multiply_dimensions(first: Dimension, second: Dimension, sign: int = 1) -> Dimension:
    """Multiply two dimensions, or divide the first by the second with sign -1."""
    if not second:
        return first
    exponents = dict(first)
    for base, exponent in second:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


@lru_cache(maxsize=4096)
def raise_dimension(dimension: Dimension, exponent: int) -> Dimension:
    """Raise a dimension to a whole power."""
    return tuple((base, power * exponent) for base, power in dimension) if exponent else RATIO


def name_dimension(dimension: Dimension) -> str:
    """Write a dimension as a unit: ``USD/year``, ``m3``, ``ratio``."""
    above = [_write_power(base, exponent) for base, exponent in dimension if exponent > 0]
    below = [_write_power(base, -exponent) for base, exponent in dimension if exponent < 0]
    if not above and not below:
        return "ratio"
    return "/".join([" ".join(above) or "1", *below])


def substitute_bases(dimension: Dimension, bases: Mapping[str, Dimension]) -> Dimension:
    """Replace base units by dimensions: a kind's USD by the scenario's currency, its Q by a volume."""
    result = RATIO
    for base, exponent in dimension:
        result = multiply_dimensions(result, raise_dimension(bases.get(base, ((base, 1),)), exponent))
    return result


def list_unit_names() -> tuple[str, ...]:
    """List the names in the table, currencies aside."""
    return (*_TABLE, *_PLURALS)


def parse_unit(text: str, variables: frozenset[str] = frozenset()) -> Unit:
    """Read a unit such as ``USD/year``, ``million USD``, ``USD/thousand m3`` or ``1/year``.

    `variables` are letters that stand for a unit not known yet. Raises UnitError.
    """
    unit = find_unit(text, variables)
    if unit is None:
        raise UnitError(f"no unit '{text}'", _suggest_unit(text))
    return unit


@lru_cache(maxsize=4096)
def find_unit(text: str, variables: frozenset[str] = frozenset()) -> Unit | None:
    """Return the unit that a text names, or None, without a hint at what was meant."""
    factor, dimension, written = 1.0, RATIO, []
    for index, part in enumerate(_BARRELS.sub("bbl", text).split("/")):
        below = index > 0
        words = part.split()
        scale = SCALES[words.pop(0)] if words and words[0] in SCALES else 0
        if not words and (below or not scale):
            return None
        factor = factor / 10.0**scale if below else factor * 10.0**scale
        for word in words:
            if words == ["1"] and not below and "/" in text:
                continue
            unit = _find_word(word, variables, below=below)
            if unit is None:
                return None
            factor = factor / unit.factor if below else factor * unit.factor
            dimension = multiply_dimensions(dimension, unit.dimension, -1 if below else 1)
        written.append(" ".join(part.split()))
    return Unit("/".join(written), factor, dimension)


def _find_word(word: str, variables: frozenset[str] = frozenset(), *, below: bool = False) -> Unit | None:
    """Return the unit that a word names, or None."""
    match = re.match(_POWER, word)
    name, exponent = (match[1], int(match[2])) if match else (word, 1)
    name = _PLURALS.get(name, name)
    if name in CURRENCIES or name in variables:
        return Unit(word, 1.0, ((name, exponent),))
    if name not in _TABLE or (below and name in _NOT_BELOW):
        return None
    size, base = _TABLE[name]
    return Unit(word, size**exponent, raise_dimension(_BASES.get(base, ((base, 1),)), exponent))


def _suggest_unit(text: str) -> str:
    """Return a hint for a text that is no unit: the unit that was probably meant, or where to look."""
    if OPERATOR.search(text):
        return "this is a formula; a quantity in it stands in brackets, such as [2 USD/year] * rate"
    parts = [part.split() for part in re.split(r"/|\bper\b", re.sub(r"\bper cent\b", "%", text))]
    if any(not words or (index and words[-1] in SCALES) for index, words in enumerate(parts)):
        return "a unit is missing"
    right = []
    for words in ([word for word in part if word != "1"] or part for part in parts):
        meant = [_find_meaning(word) for word in words]
        if hint := next((hint for spelling, hint in meant if not spelling), ""):
            return hint
        # a scale stands first
        right.append(" ".join(sorted((spelling for spelling, _ in meant), key=lambda word: word not in SCALES)))
    text = "/".join(right)
    return f"did you mean '{text}'?" if text == "%" or find_unit(text) else _REFERENCE


def _find_meaning(word: str) -> tuple[str, str]:
    """Return the word of the table that a word is or stands for, and the hint to give if there is no single one."""
    small = word.casefold().rstrip(".")
    if word in SCALES or word in ("1", "%") or (_find_word(word) and small not in _NOT_BELOW):
        return word, ""
    if small in DOUBTFUL:
        *others, last = DOUBTFUL[small]
        return "", f"'{word}' may be {', '.join(others)} or {last}: write the one that is meant"
    if small in SPELLINGS:
        return SPELLINGS[small], ""
    is_word = word.islower() or word.istitle()
    names = (*SCALES, *_TABLE, *_PLURALS, *(CURRENCIES if is_word and small not in _NO_MONEY else ()))
    alike = sorted(name for name in names if name.casefold() == small and len(name) > 1)
    hint = _EXPLAINED.get(small, _REFERENCE)
    if alike:
        return alike[0], hint
    return _find_near(small) if is_word else "", hint


def _find_near(word: str) -> str:
    """Return the word that a misspelt one is nearest to; empty if there is none, or several that differ in size."""
    if len(word) < _LONG_WORD:
        return ""
    from difflib import get_close_matches  # only errors need it

    known = {name: name for name in (*SCALES, *_PLURALS, *_PLURALS.values())} | SPELLINGS
    long = [name for name in known if len(name) >= _LONG_WORD and abs(len(name) - len(word)) <= 1]
    near = [name for name in long if sorted(name) == sorted(word)] or get_close_matches(word, long, n=9, cutoff=_NEAR)
    return known[near[0]] if len({_PLURALS.get(known[name], known[name]) for name in near}) == 1 else ""


def _write_power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"
