"""Units of measurement: a closed table, how units are written, and the arithmetic of dimensions.

A dimension maps base units to whole exponents: USD/year is ``(("USD", 1), ("year", -1))``. Every
currency is a dimension of its own, because an exchange rate is a figure with a source, not a constant.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from leverage.problems import did_you_mean

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

# Each unit as its size in base units. A year has 365 days and 12 equal months.
_TABLE: dict[str, tuple[float, str]] = {
    "year": (1.0, "year"),
    "month": (1 / 12, "year"),
    "week": (7 / 365, "year"),
    "day": (1 / 365, "year"),
    "hour": (1 / 8760, "year"),
    "m3": (1.0, "m3"),
    "l": (0.001, "m3"),
    "mcm": (1e6, "m3"),
    "bcm": (1e9, "m3"),
    "bbl": (_BARREL, "m3"),
    "gal": (_BARREL / 42, "m3"),
    "cf": (_CUBIC_FOOT, "m3"),
    "bcf": (1e9 * _CUBIC_FOOT, "m3"),
    "g": (1e-6, "t"),
    "kg": (0.001, "t"),
    "t": (1.0, "t"),
    "kt": (1000.0, "t"),
    "Mt": (1e6, "t"),
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
    "Mtoe": (41.868e15 * _JOULE, "MWh"),
    "person": (1.0, "person"),
    "ratio": (1.0, ""),
}
_PLURALS = {f"{name}s": name for name in ("year", "month", "week", "day", "hour", "person")} | {"people": "person"}
_SLIPS = {
    "$": "USD", "€": "EUR", "£": "GBP", "dollars": "USD", "barrel": "bbl", "barrels": "bbl", "bpd": "bbl/day",
    "tonne": "t", "tonnes": "t", "ton": "t", "tons": "t", "cm": "m3", "yr": "year", "annum": "year", "d": "day",
    "employees": "persons", "employee": "person", "workers": "persons", "percent": "%", "bn": "billion",
    "mn": "million", "m": "million", "k": "thousand", "bln": "billion", "mln": "million", "tn": "trillion",
    "dollar": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "tcm": "thousand m3", "mcf": "thousand cf",
}  # fmt: skip
_SHORT = 3  # words of so few letters are not guessed at: one letter makes another unit
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
def product(first: Dimension, second: Dimension, sign: int = 1) -> Dimension:
    """Multiply two dimensions, or divide the first by the second with sign -1."""
    if not second:
        return first
    exponents = dict(first)
    for base, exponent in second:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


@lru_cache(maxsize=4096)
def power(dimension: Dimension, exponent: int) -> Dimension:
    """Raise a dimension to a whole power."""
    return tuple((base, own * exponent) for base, own in dimension) if exponent else RATIO


def named(dimension: Dimension) -> str:
    """Write a dimension as a unit: ``USD/year``, ``m3``, ``ratio``."""
    above = [_with_power(base, exponent) for base, exponent in dimension if exponent > 0]
    below = [_with_power(base, -exponent) for base, exponent in dimension if exponent < 0]
    if not above and not below:
        return "ratio"
    return "/".join([" ".join(above) or "1", *below])


def substitute(dimension: Dimension, bases: Mapping[str, Dimension]) -> Dimension:
    """Replace base units by dimensions: a kind's USD by the scenario's currency, its Q by a volume."""
    result = RATIO
    for base, exponent in dimension:
        result = product(result, power(bases.get(base, ((base, 1),)), exponent))
    return result


def unit_names() -> tuple[str, ...]:
    """List the names in the table, currencies aside."""
    return (*_TABLE, *_PLURALS)


@lru_cache(maxsize=4096)
def parse_unit(text: str, variables: frozenset[str] = frozenset()) -> Unit:
    """Read a unit such as ``USD/year``, ``million USD``, ``USD/thousand m3`` or ``1/year``.

    `variables` are letters that stand for a unit not known yet. Raises UnitError.
    """
    factor, dimension, written = 1.0, RATIO, []
    for index, part in enumerate(text.split("/")):
        below = index > 0
        words = part.split()
        scale = SCALES[words.pop(0)] if words and words[0] in SCALES else 0
        if not words and not (index == 0 and scale):
            raise UnitError(f"no unit '{text}'", "a unit is missing")
        factor = factor / 10.0**scale if below else factor * 10.0**scale
        for word in words:
            if word == "1" and not below and "/" in text:
                continue
            own = _one(word, text, variables)
            factor = factor / own.factor if below else factor * own.factor
            dimension = product(dimension, own.dimension, -1 if below else 1)
        written.append(" ".join(part.split()))
    return Unit("/".join(written), factor, dimension)


def _one(word: str, whole: str, variables: frozenset[str]) -> Unit:
    match = re.match(_POWER, word)
    name, exponent = (match[1], int(match[2])) if match else (word, 1)
    name = _PLURALS.get(name, name)
    if name in CURRENCIES or name in variables:
        return Unit(word, 1.0, ((name, exponent),))
    if name not in _TABLE:
        raise UnitError(f"no unit '{whole}'", _hint(word, whole))
    size, base = _TABLE[name]
    return Unit(word, size**exponent, power(((base, 1),) if base else RATIO, exponent))


def _hint(word: str, whole: str) -> str:
    """Say what a word was probably meant for; never a unit of another quantity that only looks alike."""
    if " per " in f" {whole} ":
        return f"did you mean '{whole.replace(' per ', '/')}'?"
    known = (*SCALES, *_TABLE, *_PLURALS, *sorted(CURRENCIES))
    meant = _SLIPS.get(word) or next((name for name in known if name.casefold() == word.casefold()), "")
    if not meant and len(word) > _SHORT and (hint := did_you_mean(word, known)):
        meant = hint.split("'")[1]
    if not meant:
        return "see the units in the reference"
    right = re.sub(rf"(?<![\w^]){re.escape(word)}(?![\w^])", meant, whole, count=1)
    return f"did you mean '{right if right != whole else meant}'?"


def _with_power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"
