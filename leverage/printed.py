"""Compares a source's wording with a value: its numerals, scale words of several languages, units, ranges.

Numbers in words are not read. A wording agrees if any of its numerals, with the words around it, is the value.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from itertools import product as combinations
from typing import NamedTuple

from leverage.quantity import Quantity
from leverage.units import (
    CURRENCIES,
    DOUBTFUL,
    RATIO,
    SCALES,
    SPELLINGS,
    Unit,
    find_unit,
    multiply_dimensions,
)

#: Scale words as powers of ten, under what their languages have for a decimal mark; ``""`` where that is open.
_SCALE_WORDS: dict[str, tuple[str, int]] = {
    word: (mark, exponent)
    for mark, exponent, words in (
        (".", 2, "hundred"), (".", 3, "thousand"), (".", 6, "million mn"), (".", 9, "billion bn"),
        (".", 12, "trillion tn trn"), (".", 5, "lakh lakhs lac lacs"), (".", 7, "crore crores cr"),
        (".", 1, "十"), (".", 2, "百"), (".", 3, "千"), (".", 4, "万 萬"), (".", 8, "亿 億"),
        ("", 3, "k thousands"), ("", 6, "m mm mln millions millón millones"), ("", 9, "b bln billions"),
        ("", 9, "millardo millardos"), ("", 12, "trillions billón billones"),
        (",", 3, "tausend tsd mille mila bin min tys"), (",", 6, "mio millionen milione milioni milyon"),
        (",", 6, "miljoen miljoner milhão milhões"), (",", 9, "mrd mia milliarde milliarden milliard milliards md mds"),
        (",", 9, "mld mlrd miliardo miliardi milyar milyard miljard miljarder bilhão bilhões"),
        (",", 12, "bio billionen bilione bilioni trilyon"),
    )
    for word in words.split()
}  # fmt: skip
_CYRILLIC = {"тыс": 3, "тис": 3, "млн": 6, "миллион": 6, "мільйон": 6, "млрд": 9, "миллиард": 9, "мільярд": 9,
             "трлн": 12, "триллион": 12, "трильйон": 12}  # fmt: skip
_ENDING = 4  # letters that a Russian word may have after its stem
_SEVERAL = {"mil": ("", (3, 6)), "兆": (".", (6, 12))}  # in Spanish and in English; in China and in Taiwan
# Phrases as patterns. First words of which a text must have one, so that most patterns are never compiled; last the
# word that a phrase is read as.
_PHRASES = [(words.split("|"), pattern, word) for words, pattern, word in (
    ("cubic met", r"(?:standard )?cubic met(?:re|er)s?\b", "cubicmetre"),
    ("cu m|cu. m|cbm|m^3|m3|м^3|м3", r"\bcu\.? m\b|\bcbm\b|\b[mм]\^?3", "cubicmetre"),
    ("куб|立方米", r"куб(?:ометр\w*|\. ?м\b|ическ\w+ метр\w*)|立方米", "cubicmetre"),
    ("kubikm|metreküp|kubmetr", "kubikmetern?|metreküp|kubmetr", "cubicmetre"),
    ("cube|cubi|cubo|cúbi", "mètres? cubes?|metr[oi]s? c[uú]b(?:icos?|i|o)", "cubicmetre"),
    ("cubic f|cu ft|cu. ft", r"(?:standard )?cubic f(?:ee|oo)t\b|\bcu\.? ft\b", "cf"),
    ("equivalent", r"\b(?:barrels?|bbls?) (?:of )?oil equivalent\b", "boe"),
    ("equivalent", r"\btonnes? (?:of )?oil equivalent\b", "toe"),
    ("metric t|吨|噸", r"\bmetric ton(?:ne)?s?\b|吨|噸", "t"),
    ("mil millones", r"\bmil millones\b", "millardos"),
    ("basis p", r"\bbasis points?\b", "bps"),
    ("percentage p|пункт|п.", r"\bpercentage points?\b|процентн\w+ пункт\w*|п\. ?п\.", "pp"),
    (" cent|percento|por ciento|процент|prozent|faiz|yüzde|百分之",
     r"\bper cent\b|\bpour cent\b|\bper ?cento\b|\bpor ciento\b|процент\w*|\bprozent\b|\bfaiz\b|yüzde|百分之", "%"),
    ("b/d|桶", r"\bb(?=/d)|桶", "bbl"),
    ("元|人民币", r"美元|人民币|欧元|日元|元", "money"),
    ("人", r"人", "person"),
    ("每|日", r"每(?:天|日)|/日", "/day"),
    ("年", r"/年|每年", "/year"),
    ("d'|l'", r"\b[dl]'", ""),
)]  # fmt: skip
_SUPERSCRIPT = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+"
_POWER_OF_TEN = r"(?<=[0-9])\s*[×x*·]\s*10\^(-?[0-9]{1,2})(?![0-9])"
#: Words for what is counted, by the unit of it.
_COUNTED = {
    word: unit
    for unit, words in (
        ("bbl", "baril barils barril barriles barile barili varil fass баррель барреля баррелей баррели"),
        ("t", "ton tons tonnen tonelada toneladas tonnellata tonnellate тонн тонна тонны т"),
        ("m3", "cubicmetre"),
        ("person", "passengers passenger crew staff jobs migrants tourists students citizens soldiers troops members"),
        ("person", "человек чел personen menschen personnes personas persone kişi nəfər"),
        ("day", "сутки день tag jour día giorno gün daily"), ("pp", "%"),
        ("year", "год года году jahr an año anno yıl il annually yearly"),
        ("money", "money us $ € £ ¥ ₽ ₼ ₾ ₸ ₴ ₺ ₹ dólares dólar dollari dollaro dolar долл доллар доллара долларов"),
        ("money", "руб рубль рубля рублей юаней манат маната манатов pesos rs r rupees rupee roubles rouble rubles"),
        ("money", "ruble manat manats евро"),
    )
    for word in words.split()
}  # fmt: skip


def _split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are no unit of the numeral before them.
_PLAIN = _split_words(
    "in of from by at on for as was were is are the with than more less out up down until since after before over "
    "under about around some during within through into which that this these its respectively between на из от за с "
    "по к о или im der die das den von auf für bei aus mit en de du des la le les au aux pour o del al los el para di "
    "nel nella della da dan için olan"
)
_PER = _split_words("per / a an each в pro par por")
_AND = _split_words("and or und et y e и ve ile")
_TO = _split_words("- – — ~ to bis à до 至 到")
_BETWEEN = r"(?i)\b(?:between|zwischen|entre|tra|fra|между)\b|在"
_DAYS_AND_RANKS = _split_words(
    "january february march april may june july august september october november december st nd rd th"
)
_YEAR = "(?:19|20)[0-9]{2}"
# Dates, and years of two calendar years: no value where there is another number.
_PERIOD = (
    rf"\b(?:[0-9]{{1,2}}[./][0-9]{{1,2}}[./]{_YEAR}|{_YEAR}-[0-9]{{2}}-[0-9]{{2}})\b"
    rf"|\b{_YEAR} ?[/–-] ?(?:{_YEAR}|[0-9]{{2}})\b(?! ?[\w%$€£])"
)
_NUMERAL = r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,'_][0-9]+)*|[.,][0-9]+"
_TOKEN = re.compile(
    rf"(?P<N>(?:{_NUMERAL})(?:[eE][+-]?[0-9]{{1,3}}(?!\w))?)|[十百千万萬亿億兆至到]"
    r"|[^\W\d_十百千万萬亿億兆至到]+(?:\$)?|[^\s\w]|_"
)
_GROUPED = r"[0-9]{{1,3}}(?:{0}[0-9]{{3}})+|[0-9]{{1,2}}(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"
_LONGEST = 5000  # characters of a wording that are read

# A wording is read as a line of letters, one a token: N numeral, S scale, U unit, M money, P per, T to or a hyphen,
# A and, x word that is no unit, w word that is not known, d full stop, o bracket or colon, s any other sign.
_AROUND = re.compile(
    "N(?P<scales>(?:[oTM]{0,2}S)(?:d?o?S){0,3})?(?P<more>NS{1,3})?(?P<unit>[doTM]{0,3}U)?(?P<money>[do]{0,2}M+)?"
    "(?P<below>(?:[xwdM]{0,5}PN?S{0,3}U){0,3})"
)
_COUNTED_PER = re.compile("P(?P<number>N?)(?P<scales>S*)(?P<unit>U)")
_BEFORE = re.compile("(?:(?P<numeral>N)|[wPAs]|^)(?P<words>[SMUTxdo]{1,8})$")
_FAR = 9  # tokens
_RULED_OUT = {".": (",decimals", ".thousands"), ",": (",thousands",)}  # by the decimal mark of a language
_EXACT = 1e-9  # relative difference of numbers that are the same


class Comparison(NamedTuple):
    """Whether a wording states a value, None where that cannot be said; then what was read and is not clear."""

    agrees: bool | None
    read: str = ""


class _Token(NamedTuple):
    text: str
    letter: str
    start: int
    end: int


class _Wording(NamedTuple):
    """A source's wording, normalized, with its tokens and their letters."""

    text: str
    tokens: tuple[_Token, ...]
    letters: str


class _Scale(NamedTuple):
    """A scale word: the decimal mark of its language and the powers of ten that it may mean."""

    mark: str
    exponents: tuple[int, ...]


class _Number(NamedTuple):
    """One way to read the digits of a numeral; `mark` is what its comma or point is then, such as ",thousands"."""

    digits: str
    decimals: int
    mark: str = ""


class _Sense(NamedTuple):
    """One way to read the words of a numeral: a power of ten, the unit counted, and the units it is counted per."""

    exponent: int
    above: Unit | None
    below: tuple[Unit, ...]


class _Numeral(NamedTuple):
    """A numeral of a wording, and all ways to read it; `unknown` is a word that may be its scale or unit."""

    text: str
    numbers: tuple[_Number, ...]
    senses: tuple[_Sense, ...]
    unknown: str
    is_bare: bool
    first: int  # its tokens, from the numeral to the last of its words
    last: int


@lru_cache(maxsize=4096)
def compare(text: str, quantity: Quantity) -> Comparison:
    """Compare a source's wording with a quantity. A wording without a numeral agrees.

    In a range the value may be either end or lie between them. A year counts only where there is no other numeral.
    """
    wording = _split_tokens(_normalize(text[:_LONGEST]))
    numerals = list(_read_numerals(wording))
    numerals = [numeral for numeral in numerals if not _is_year(numeral)] or numerals
    ranges = list(_find_ranges(wording, numerals))
    in_ranges = {first.first: first for first, _ in ranges}
    numerals = [in_ranges.get(numeral.first, numeral) for numeral in numerals]
    verdicts = [(numeral, _compare_numeral(numeral, quantity)) for numeral in numerals]
    verdicts += [(last, _compare_range(first, last, quantity)) for first, last in ranges]
    return _combine_numerals(verdicts, quantity)


def _combine_numerals(verdicts: list[tuple[_Numeral, bool | None]], quantity: Quantity) -> Comparison:
    """Return what follows for a wording from whether each of its numerals and ranges is the value."""
    understood = [(numeral, agrees) for numeral, agrees in verdicts if not numeral.unknown]
    if not verdicts or any(agrees for _, agrees in understood):
        return Comparison(True)
    for numeral, agrees in understood:
        if agrees is None:
            return Comparison(None, f"'{numeral.text}' has several meanings")
    for numeral, _ in verdicts:
        if numeral.unknown and (not understood or _is_off_by_a_scale(numeral, quantity)):
            return Comparison(None, f"'{numeral.unknown}' after {numeral.text} is no known scale or unit")
    return Comparison(False)


def _normalize(text: str) -> str:
    """Write a wording in one sort of digits, signs and spaces, with one word for what is said in several."""
    if not text.isascii():
        text = re.sub(_SUPERSCRIPT, lambda match: "^" + unicodedata.normalize("NFKC", match.group()), text)
        text = unicodedata.normalize("NFKC", text)
        text = "".join(str(unicodedata.decimal(character, character)) for character in text)
        text = text.translate(str.maketrans("٫٬’‘−‐‑", ".,''---"))
    if re.search(_YEAR, text) and re.search("[0-9]", without := re.sub(_PERIOD, " ; ", text)):
        text = without
    if "10^" in text:
        text = re.sub(_POWER_OF_TEN, r"e\1 ", text)
    small = text.casefold()
    for words, pattern, replacement in _PHRASES:
        for word in words:
            if word in small:
                text = re.sub(pattern, f" {replacement} ", text, flags=re.IGNORECASE)
                break
    return text


def _split_tokens(text: str) -> _Wording:
    tokens = tuple(
        _Token(match.group(), "N" if match["N"] else _classify_word(match.group()), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    )
    return _Wording(text, tokens, "".join(token.letter for token in tokens))


@lru_cache(maxsize=4096)
def _classify_word(word: str) -> str:
    """Return the letter for a word or sign."""
    small = word.casefold()
    tests = {
        "P": small in _PER, "T": small in _TO, "A": small in _AND, "S": bool(_read_scale(word)), "M": _is_money(word),
        "U": bool(_find_meanings(word)), "x": small in _PLAIN, "w": word.isalpha(), "d": word == ".",
        "o": word in "():",
    }  # fmt: skip
    return next((letter for letter, is_so in tests.items() if is_so), "s")


def _read_numerals(wording: _Wording) -> Iterator[_Numeral]:
    """Yield the numerals that may be a value: none of a name, a day, or of what something is counted per."""
    next_free = 0  # the first token that no numeral before has taken
    for index, token in enumerate(wording.tokens):
        numbers = _read_numbers(token.text) if token.letter == "N" else ()
        if numbers and index >= next_free and not _is_part_of_name(wording.tokens, index):
            numeral = _read_numeral(wording, index, numbers)
            next_free = numeral.last + 1
            yield numeral


def _is_part_of_name(tokens: tuple[_Token, ...], index: int) -> bool:
    """Tell the digits of Q3 and CO2, and those of a day or rank, from a number."""
    before, after = tokens[max(0, index - 1)], tokens[min(index + 1, len(tokens) - 1)]
    is_glued = before.end == tokens[index].start and before.letter in "wxUAPT" and before.text.isalpha()
    return (is_glued and before.text.isascii()) or after.text.casefold() in _DAYS_AND_RANKS


def _is_year(numeral: _Numeral) -> bool:
    return numeral.is_bare and re.fullmatch(_YEAR, numeral.text) is not None


def _read_numeral(wording: _Wording, index: int, numbers: tuple[_Number, ...]) -> _Numeral:
    """Read a numeral with the words around it; `numbers` are the ways to read its digits."""
    around = _AROUND.match(wording.letters, index)
    assert around is not None  # a numeral by itself matches
    if around["more"]:
        total = _add_smaller_part(wording, around, numbers)
        numbers = total or numbers
        if not total:  # the next numeral is a number by itself
            around = _AROUND.match(wording.letters, index, around.start("more"))
            assert around is not None
    scales = _read_scales(wording, around, "scales")
    units = _read_unit(wording, around)
    below = _read_units_below(wording, around)
    is_bare = not (scales or units or around["money"])
    unknown = _find_unknown_word(wording, index) if is_bare else ""
    if is_bare and not unknown:
        scales = _find_scales_before(wording, index)
    senses = tuple(
        _Sense(sum(exponents) + power, unit, units_below)
        for exponents, (power, unit), units_below in combinations(
            combinations(*(scale.exponents for scale in scales)), units or ((0, None),), combinations(*below)
        )
    )
    last = around.end() - 1
    text = wording.text[wording.tokens[index].start : wording.tokens[last].end]
    return _Numeral(text, _select_by_mark(numbers, scales), senses, unknown, is_bare and not scales, index, last)


def _read_scales(wording: _Wording, match: re.Match[str], group: str) -> list[_Scale]:
    """Return the scale words in a group of a match."""
    words = (token.text for token in wording.tokens[match.start(group) : match.end(group)] if token.letter == "S")
    return [scale for word in words if (scale := _read_scale(word))]


def _add_exponents(wording: _Wording, match: re.Match[str], group: str) -> int:
    """Return the power of ten that the scale words in a group of a match mean together, the smallest if several."""
    return sum(min(scale.exponents) for scale in _read_scales(wording, match, group))


def _read_unit(wording: _Wording, around: re.Match[str]) -> tuple[tuple[int, Unit | None], ...]:
    """Return the meanings of the unit after a numeral, or of a % before it, as in Turkish and Chinese."""
    if around["unit"]:
        return _find_meanings(wording.tokens[around.end("unit") - 1].text)
    before = around.start() - 1
    if before >= 0 and wording.tokens[before].text == "%" and not wording.letters[:before].endswith("N"):
        return _find_meanings("%")
    return ()


def _read_units_below(wording: _Wording, around: re.Match[str]) -> list[tuple[Unit, ...]]:
    """Return the meanings of each unit that something is counted per, its own number and scale in its size."""
    below = []
    for match in _COUNTED_PER.finditer(wording.letters, *around.span("below")):
        number = _read_numbers(wording.tokens[match.start("number")].text) if match["number"] else ()
        size = float(number[-1].digits) if number else 1.0
        exponent = _add_exponents(wording, match, "scales")
        meanings = _find_meanings(wording.tokens[match.start("unit")].text, below=True)
        units = [
            unit._replace(factor=unit.factor * size * float(f"1e{exponent + power}"))
            for power, unit in meanings
            if unit
        ]
        if units and all(0 < unit.factor < math.inf for unit in units):
            below.append(tuple(units))
    return below


def _add_smaller_part(wording: _Wording, around: re.Match[str], numbers: tuple[_Number, ...]) -> tuple[_Number, ...]:
    """Return a number in two scales, such as 2 crore 50 lakh, in the larger of them; nothing where they are two."""
    down = _add_exponents(wording, around, "more") - _add_exponents(wording, around, "scales")
    rest = _read_numbers(wording.tokens[around.start("more")].text)
    if down >= 0 or len(rest) != 1 or len(numbers) != 1:
        return ()
    total = _apply_power(numbers[0], 0) + _apply_power(rest[0], down)
    return (_Number(repr(total), rest[0].decimals - down),) if math.isfinite(total) else ()


def _select_by_mark(numbers: tuple[_Number, ...], scales: list[_Scale]) -> tuple[_Number, ...]:
    """Return the ways to read digits that the language of their scale word allows; all of them if it allows none."""
    ruled_out = _RULED_OUT.get(scales[-1].mark, ()) if scales else ()
    return tuple(number for number in numbers if number.mark not in ruled_out) or numbers


def _find_unknown_word(wording: _Wording, index: int) -> str:
    """Return the word after a numeral if its meaning is not known; brackets, colons and hyphens may come before it."""
    for token in wording.tokens[index + 1 :]:
        if token.letter != "o" and token.text != "-":
            return token.text if token.letter == "w" else ""
    return ""


def _find_scales_before(wording: _Wording, index: int) -> list[_Scale]:
    """Return the scales before a numeral, as in "US$ million 1,178"; a numeral there has them for itself."""
    match = _BEFORE.search(wording.letters, max(0, index - _FAR), index)
    if match is None or (match["numeral"] and not re.fullmatch(_YEAR, wording.tokens[match.start()].text)):
        return []
    return _read_scales(wording, match, "words")


def _find_ranges(wording: _Wording, numerals: list[_Numeral]) -> Iterator[tuple[_Numeral, _Numeral]]:
    """Yield the pairs of numerals that are the ends of a range; a bare first end is in the words of the last."""
    for first, last in pairwise(numerals):
        between = wording.letters[first.last + 1 : last.first].replace("M", "")
        before = wording.text[: wording.tokens[first.first].start]
        if between == "T" or (between == "A" and re.search(_BETWEEN, before)):
            yield (first._replace(senses=last.senses) if first.is_bare else first), last


def _read_numbers(text: str) -> tuple[_Number, ...]:
    """Return what the digits of a numeral can be: a comma or point before three may part thousands or decimals."""
    body, _, power = text.lower().partition("e")
    body = re.sub("[' _]", "", body)
    tail = f"e{power}" if power else ""
    marks = re.findall("[.,]", body)
    if not marks:
        return (_Number(body + tail, 0),)
    last = marks[-1]
    other = "," if last == "." else "."
    whole, _, decimals = body.rpartition(last)
    is_whole_grouped = re.fullmatch(_GROUPED.format(re.escape(other)), whole) is not None
    is_decimal = marks.count(last) == 1 and (other not in marks or is_whole_grouped)
    is_body_grouped = re.fullmatch(_GROUPED.format(re.escape(last)), body) is not None
    is_grouped = other not in marks and body[0] != "0" and is_body_grouped
    numbers = []
    if is_decimal:
        digits = f"{whole.replace(other, '') or '0'}.{decimals}{tail}"
        numbers.append(_Number(digits, len(decimals), f"{last}decimals" if is_grouped else ""))
    if is_grouped:
        numbers.append(_Number(body.replace(last, "") + tail, 0, f"{last}thousands" if is_decimal else ""))
    return tuple(numbers)


@lru_cache(maxsize=4096)
def _read_scale(word: str) -> _Scale | None:
    """Return the scale that a word is; None for any other word."""
    small = word.casefold()
    if small in _SEVERAL:
        return _Scale(*_SEVERAL[small])
    if small in _SCALE_WORDS:
        mark, exponent = _SCALE_WORDS[small]
        return _Scale(mark, (exponent,))
    for stem, exponent in _CYRILLIC.items():
        if small.startswith(stem) and len(small) - len(stem) <= _ENDING:
            return _Scale(",", (exponent,))
    return None


def _is_money(word: str) -> bool:
    small = word.casefold()
    return word in CURRENCIES or _COUNTED.get(small) == "money" or SPELLINGS.get(small) in CURRENCIES


@lru_cache(maxsize=4096)
def _find_meanings(word: str, *, below: bool = False) -> tuple[tuple[int, Unit | None], ...]:
    """Return the powers of ten and units that a word may stand for; none if it is no word for a unit."""
    small = word.casefold()
    names: tuple[str, ...] = (_COUNTED.get(small) or SPELLINGS.get(small, ""),)
    if _find_unit(f"1/{word}" if below else word):
        names = (word,)
    elif small in DOUBTFUL and small not in _COUNTED:
        names = DOUBTFUL[small]
    meanings = [(SCALES.get(name, 0), None if name in SCALES else _find_unit(name)) for name in names]
    return tuple((power, unit) for power, unit in meanings if power or unit)


def _find_unit(name: str) -> Unit | None:
    """Return the unit of a name, % among them; None if there is no such unit."""
    return find_unit("pp" if name == "%" else name)


def _compare_numeral(numeral: _Numeral, quantity: Quantity) -> bool | None:
    """Tell whether a numeral is a value: in all of its meanings that fit the value's unit, or in some (None)."""
    fitting = _select_fitting(numeral.senses, quantity)
    return _combine_senses([_is_met(numeral.numbers, sense, wanted, quantity) for sense, wanted in fitting])


def _compare_range(first: _Numeral, last: _Numeral, quantity: Quantity) -> bool | None:
    """Tell whether a value lies in a range, its ends included."""
    lows = _select_fitting(first.senses, quantity)
    highs = _select_fitting(last.senses, quantity)
    verdicts = []
    for (low, low_wanted), (high, high_wanted) in zip(lows, highs, strict=False):
        is_above = any(_apply_power(n, low.exponent) <= w * (1 + _EXACT) for n in first.numbers for w in low_wanted)
        is_below = any(_apply_power(n, high.exponent) >= w * (1 - _EXACT) for n in last.numbers for w in high_wanted)
        verdicts.append(is_above and is_below)
    return _combine_senses(verdicts)


def _combine_senses(verdicts: list[bool]) -> bool | None:
    """Return what holds in every sense; None where the senses differ, False where there is none."""
    if not any(verdicts):
        return False
    return True if all(verdicts) else None


def _select_fitting(senses: tuple[_Sense, ...], quantity: Quantity) -> list[tuple[_Sense, list[float]]]:
    """Return the senses that fit the unit of a value, each with what the numeral is if it is the value."""
    return [(sense, wanted) for sense in senses if (wanted := _list_wanted(sense, quantity))]


def _list_wanted(sense: _Sense, quantity: Quantity) -> list[float]:
    """Return the numbers that a numeral may be, scale applied, to be the value in the units it has."""
    number = abs(quantity.number)  # a source prints "fell by 5 %"
    if sense.above:
        factor, dimension = sense.above.factor, sense.above.dimension
        for unit in sense.below:
            factor, dimension = factor / unit.factor, multiply_dimensions(dimension, unit.dimension, -1)
        if dimension == quantity.unit.dimension:
            return [number * quantity.unit.factor / factor]
    # The wording leaves out a part of the value's unit, such as the currency or "per year".
    above, *below = (_find_unit(part) for part in (quantity.unit.text or "1").split("/"))
    factor, dimension = (above.factor, above.dimension) if above else (1.0, RATIO)
    size = factor
    for unit in sense.below:
        size *= next((unit.factor / part.factor for part in below if part and part.dimension == unit.dimension), 1.0)
    if sense.above:
        is_fitting = sense.above.dimension == dimension or (above is None and not quantity.percent)
        return [number * size / sense.above.factor] if is_fitting else []
    if above and factor >= 1 and math.log10(factor) % 3 == 0:  # such as Mt or bcm, of which t or m3 may be counted
        return [number * (size / factor), number * size]
    return [number * (size / factor)]


def _is_met(numbers: tuple[_Number, ...], sense: _Sense, wanted: list[float], quantity: Quantity) -> bool:
    """Tell whether a numeral is one of the numbers wanted, to the digits printed where units were converted."""
    for target in wanted:
        is_converted = not _is_power_of_ten(target, abs(quantity.number))
        for number in numbers:
            half = float(f"0.5e{sense.exponent - number.decimals}") if is_converted else 0.0
            if math.isclose(_apply_power(number, sense.exponent), target, rel_tol=_EXACT, abs_tol=half):
                return True
    return False


def _is_power_of_ten(number: float, other: float) -> bool:
    """Tell whether two numbers have the same digits."""
    if not (number and other and math.isfinite(number) and math.isfinite(other)):
        return number == other
    power = math.log10(number) - math.log10(other)
    return abs(power - round(power)) < _EXACT


def _apply_power(number: _Number, exponent: int) -> float:
    """Return a number with a power of ten applied."""
    digits, _, power = number.digits.partition("e")
    return float(f"{digits}e{int(power or 0) + exponent}")


def _is_off_by_a_scale(numeral: _Numeral, quantity: Quantity) -> bool:
    """Tell whether a numeral would be the value with a power of ten for a scale."""
    return any(
        _is_power_of_ten(_apply_power(number, sense.exponent), target)
        for sense, wanted in _select_fitting(numeral.senses, quantity)
        for target in wanted
        for number in numeral.numbers
    )
