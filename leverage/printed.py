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
    UnitError,
    multiply_dimensions,
    parse_unit,
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
_SEVERAL = {"mil": ("", (3, 6)), "兆": (".", (6, 12))}  # of Spanish and English, of China and Taiwan
# Phrases as patterns, each with words of which a text must have one (most have none, and need no pattern compiled),
# and with the word they are read as.
_PHRASES = (
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
)  # fmt: skip
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

# A wording is read as a line of letters, one a token: N numeral, S scale, U unit, M money, P per, T to, A and, x word
# that is no unit, w word that is not known, d full stop, o bracket, colon or hyphen, s any other sign.
_AROUND = re.compile(
    "N(?P<scales>(?:[oTM]{0,2}S)(?:d?o?S){0,3})?(?P<more>NS{1,3})?(?P<unit>[doTM]{0,3}U)?(?P<money>[do]{0,2}M+)?"
    "(?P<below>(?:[xwdM]{0,5}PN?S{0,3}U){0,3})"
)
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
    plain = _normalize(text[:_LONGEST])
    tokens = tuple(_split_tokens(plain))
    numerals = list(_read_numerals(plain, tokens))
    is_year = {numeral.first: numeral.is_bare and bool(re.fullmatch(_YEAR, numeral.text)) for numeral in numerals}
    numerals = [numeral for numeral in numerals if not is_year[numeral.first]] or numerals
    ranges = list(_find_ranges(plain, tokens, numerals))
    starts = {first.first: first for first, _ in ranges}
    numerals = [starts.get(numeral.first, numeral) for numeral in numerals]
    verdicts = [(numeral, _compare_numeral(numeral, quantity)) for numeral in numerals]
    verdicts += [(last, _compare_range(first, last, quantity)) for first, last in ranges]
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
        text = "".join(str(unicodedata.decimal(one, one)) for one in text)
        text = text.translate(str.maketrans("٫٬’‘−‐‑", ".,''---"))
    if re.search(_YEAR, text) and re.search("[0-9]", without := re.sub(_PERIOD, " ; ", text)):
        text = without
    if "10^" in text:
        text = re.sub(_POWER_OF_TEN, r"e\1 ", text)
    small = text.casefold()
    for words, pattern, word in _PHRASES:
        if any(one in small for one in words.split("|")):
            text = re.sub(pattern, f" {word} ", text, flags=re.IGNORECASE)
    return text


def _split_tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(match.group(), "N" if match["N"] else _classify_word(match.group()), match.start(), match.end())


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


def _read_numerals(text: str, tokens: tuple[_Token, ...]) -> Iterator[_Numeral]:
    """Yield the numerals that may be a value: none of a name, a day, or of what something is counted per."""
    letters = "".join(token.letter for token in tokens)
    taken = 0
    for index, token in enumerate(tokens):
        numbers = _read_numbers(token.text) if token.letter == "N" else ()
        if not numbers or index < taken or _is_part_of_name(tokens, index):
            continue
        match = _AROUND.match(letters, index)
        assert match is not None
        numeral = _read_numeral(text, tokens, numbers, match)
        taken = numeral.last + 1
        yield numeral


def _is_part_of_name(tokens: tuple[_Token, ...], index: int) -> bool:
    """Tell the digits of Q3 and CO2, and those of a day or rank, from a number."""
    before, after = tokens[max(0, index - 1)], tokens[min(index + 1, len(tokens) - 1)]
    is_glued = before.end == tokens[index].start and before.letter in "wxUAPT" and before.text.isalpha()
    return (is_glued and before.text.isascii()) or after.text.casefold() in _DAYS_AND_RANKS


def _read_numeral(
    text: str, tokens: tuple[_Token, ...], numbers: tuple[_Number, ...], around: re.Match[str]
) -> _Numeral:
    """Read a numeral with the words around it."""
    index, end = around.start(), around.end()
    letters = around.string
    scales = [_read_scale(tokens[at].text) for at in _list_places(around, "scales", "S")]
    more = around["more"] and _sum_numerals(tokens, numbers, scales, around)
    numbers = more or numbers
    if around["more"] and not more:
        end = around.end("scales")  # the next numeral is one by itself
    units = [_find_meanings(tokens[at].text) for at in _list_places(around, "unit", "U")] if end == around.end() else []
    if index and tokens[index - 1].text == "%" and not units and not letters[: index - 1].endswith("N"):
        units = [_find_meanings("%")]  # Turkish and Chinese
    below = list(_read_below(tokens, letters, around.start("below"), end)) if end == around.end() else []
    is_bare = not (scales or units or around["money"])
    unknown = _find_unknown_word(tokens, letters, index) if is_bare else ""
    if is_bare and not unknown:
        scales = _find_scales_before(tokens, letters, index)
    mark = next((scale[0] for scale in reversed(scales) if scale), "")
    choices = combinations(
        combinations(*(scale[1] for scale in scales if scale)),
        units[0] if units else ((0, None),),
        combinations(*below),
    )
    senses = tuple(_Sense(sum(powers) + power, unit, units_below) for powers, (power, unit), units_below in choices)
    said = text[tokens[index].start : tokens[max(index, end - 1)].end]
    chosen = tuple(one for one in numbers if one.mark not in _RULED_OUT.get(mark, ())) or numbers
    return _Numeral(said, chosen, senses, unknown, is_bare and not scales, index, max(index, end - 1))


def _list_places(match: re.Match[str], group: str, letter: str) -> list[int]:
    """Return the tokens of a group that have a letter."""
    return [match.start(group) + at for at, one in enumerate(match[group] or "") if one == letter]


def _read_below(tokens: tuple[_Token, ...], letters: str, start: int, end: int) -> Iterator[tuple[Unit, ...]]:
    """Yield the meanings of each unit that something is counted per, its own number and scale in its size."""
    for match in re.finditer("P(?P<number>N?)(?P<scales>S*)(?P<unit>U)", letters[start:end]):
        number = _read_numbers(tokens[start + match.start("number")].text) if match["number"] else ()
        size = float(number[-1].digits) if number else 1.0
        scales = [_read_scale(tokens[start + at].text) for at in _list_places(match, "scales", "S")]
        exponent = sum(min(scale[1]) for scale in scales if scale)
        meanings = _find_meanings(tokens[start + match.start("unit")].text, below=True)
        units = [
            unit._replace(factor=unit.factor * size * float(f"1e{exponent + power}"))
            for power, unit in meanings
            if unit
        ]
        if units and all(0 < unit.factor < math.inf for unit in units):
            yield tuple(units)


def _sum_numerals(
    tokens: tuple[_Token, ...],
    numbers: tuple[_Number, ...],
    scales: list[tuple[str, tuple[int, ...]] | None],
    around: re.Match[str],
) -> tuple[_Number, ...]:
    """Return a number in two scales in the larger of them, such as 2 crore 50 lakh; nothing where they are two."""
    smaller = [_read_scale(tokens[at].text) for at in _list_places(around, "more", "S")]
    down = sum(min(one[1]) for one in smaller if one) - sum(min(one[1]) for one in scales if one)
    rest = _read_numbers(tokens[around.start("more")].text)
    if down >= 0 or len(rest) != 1 or len(numbers) != 1:
        return ()
    both = _apply_power(numbers[0], 0) + _apply_power(rest[0], down)
    return (_Number(repr(both), rest[0].decimals - down),) if math.isfinite(both) else ()


def _find_unknown_word(tokens: tuple[_Token, ...], letters: str, index: int) -> str:
    at = index + 1
    while at < len(tokens) and (letters[at] == "o" or tokens[at].text == "-"):
        at += 1
    return tokens[at].text if letters[at : at + 1] == "w" else ""


def _find_scales_before(
    tokens: tuple[_Token, ...], letters: str, index: int
) -> list[tuple[str, tuple[int, ...]] | None]:
    """Return the scales before a numeral, as in "US$ million 1,178"; a numeral there has them for itself."""
    match = _BEFORE.search(letters, max(0, index - _FAR), index)
    if match is None or (match["numeral"] and not re.fullmatch(_YEAR, tokens[match.start()].text)):
        return []
    return [_read_scale(tokens[at].text) for at in _list_places(match, "words", "S")]


def _find_ranges(
    text: str, tokens: tuple[_Token, ...], numerals: list[_Numeral]
) -> Iterator[tuple[_Numeral, _Numeral]]:
    """Yield the pairs of numerals that are the ends of a range; a bare first end is in the words of the last."""
    for first, last in pairwise(numerals):
        between = "".join(token.letter for token in tokens[first.last + 1 : last.first]).replace("M", "")
        is_between = between == "A" and re.search(_BETWEEN, text[: tokens[first.first].start])
        if between == "T" or is_between:
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
    whole, _, decimals = body.rpartition(last)
    other = "," if last == "." else "."
    is_grouped_by = {mark: _GROUPED.format(re.escape(mark)) for mark in ".,"}
    is_decimal = marks.count(last) == 1 and (other not in marks or bool(re.fullmatch(is_grouped_by[other], whole)))
    is_grouped = other not in marks and body[0] != "0" and bool(re.fullmatch(is_grouped_by[last], body))
    found = []
    if is_decimal:
        digits = f"{whole.replace(other, '') or '0'}.{decimals}{tail}"
        found.append(_Number(digits, len(decimals), f"{last}decimals" if is_grouped else ""))
    if is_grouped:
        found.append(_Number(body.replace(last, "") + tail, 0, f"{last}thousands" if is_decimal else ""))
    return tuple(found)


@lru_cache(maxsize=4096)
def _read_scale(word: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the decimal mark of a scale word's language and its powers of ten; None of any other word."""
    small = word.casefold()
    if small in _SEVERAL:
        return _SEVERAL[small]
    if small in _SCALE_WORDS:
        mark, exponent = _SCALE_WORDS[small]
        return mark, (exponent,)
    stems = (stem for stem in _CYRILLIC if small.startswith(stem) and len(small) - len(stem) <= _ENDING)
    return next(((",", (_CYRILLIC[stem],)) for stem in stems), None)


def _is_money(word: str) -> bool:
    small = word.casefold()
    return word in CURRENCIES or _COUNTED.get(small) == "money" or SPELLINGS.get(small) in CURRENCIES


@lru_cache(maxsize=4096)
def _find_meanings(word: str, *, below: bool = False) -> tuple[tuple[int, Unit | None], ...]:
    """Return the powers of ten and units that a word may stand for; none if it is no word for a unit."""
    small = word.casefold()
    names: tuple[str, ...] = (_COUNTED.get(small) or SPELLINGS.get(small, ""),)
    if _parse_unit(f"1/{word}" if below else word):
        names = (word,)
    elif small in DOUBTFUL and small not in _COUNTED:
        names = DOUBTFUL[small]
    found = [(SCALES.get(name, 0), None if name in SCALES else _parse_unit(name)) for name in names]
    return tuple((power, unit) for power, unit in found if power or unit)


def _parse_unit(name: str) -> Unit | None:
    try:
        return parse_unit("pp" if name == "%" else name) if name else None
    except UnitError:
        return None


def _compare_numeral(numeral: _Numeral, quantity: Quantity) -> bool | None:
    """Tell whether a numeral is a value: in all of its meanings that fit the value's unit, or in some (None)."""
    fitting = _select_fitting(numeral.senses, quantity)
    return _combine_verdicts([_is_met(numeral.numbers, sense, wanted, quantity) for sense, wanted in fitting])


def _compare_range(first: _Numeral, last: _Numeral, quantity: Quantity) -> bool | None:
    """Tell whether a value lies in a range, its ends included."""
    lows = _select_fitting(first.senses, quantity)
    highs = _select_fitting(last.senses, quantity)
    verdicts = []
    for (low, low_wanted), (high, high_wanted) in zip(lows, highs, strict=False):
        is_above = any(_apply_power(n, low.exponent) <= w * (1 + _EXACT) for n in first.numbers for w in low_wanted)
        is_below = any(_apply_power(n, high.exponent) >= w * (1 - _EXACT) for n in last.numbers for w in high_wanted)
        verdicts.append(is_above and is_below)
    return _combine_verdicts(verdicts)


def _combine_verdicts(verdicts: list[bool]) -> bool | None:
    if not verdicts or not any(verdicts):
        return False
    return True if all(verdicts) else None


def _select_fitting(senses: tuple[_Sense, ...], quantity: Quantity) -> list[tuple[_Sense, tuple[float, ...]]]:
    """Return the senses that fit the unit of a value, each with what the numeral is if it is the value."""
    found = [(sense, tuple(_list_wanted(sense, quantity))) for sense in senses]
    return [(sense, wanted) for sense, wanted in found if wanted]


def _list_wanted(sense: _Sense, quantity: Quantity) -> Iterator[float]:
    """Yield the numbers that a numeral may be, scale applied, to be the value in the units it has."""
    number = abs(quantity.number)  # a source prints "fell by 5 %"
    above, *below = (_parse_unit(part) for part in (quantity.unit.text or "1").split("/"))
    size = above.factor if above else 1.0
    dimension = above.dimension if above else RATIO
    if sense.above:
        whole = sense.above
        for unit in sense.below:
            whole = Unit("", whole.factor / unit.factor, multiply_dimensions(whole.dimension, unit.dimension, -1))
        if whole.dimension == quantity.unit.dimension:
            yield number * quantity.unit.factor / whole.factor
            return
    for unit in sense.below:
        size *= next((unit.factor / own.factor for own in below if own and own.dimension == unit.dimension), 1.0)
    if not sense.above:
        yield number * (size / above.factor if above else size)
        if above and above.factor >= 1 and math.log10(above.factor) % 3 == 0:
            yield number * size
    elif sense.above.dimension == dimension or (above is None and not quantity.percent):
        yield number * size / sense.above.factor


def _is_met(numbers: tuple[_Number, ...], sense: _Sense, wanted: tuple[float, ...], quantity: Quantity) -> bool:
    """Tell whether a numeral is one of the numbers wanted, to the digits printed where units were converted."""
    for one in wanted:
        is_converted = not _is_power_of_ten(one, abs(quantity.number))
        for number in numbers:
            half = float(f"0.5e{sense.exponent - number.decimals}") if is_converted else 0.0
            if math.isclose(_apply_power(number, sense.exponent), one, rel_tol=_EXACT, abs_tol=half):
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
        _is_power_of_ten(_apply_power(number, sense.exponent), one)
        for sense, wanted in _select_fitting(numeral.senses, quantity)
        for one in wanted
        for number in numeral.numbers
    )
