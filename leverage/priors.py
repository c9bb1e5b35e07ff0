"""Priors: how much finds other buyers, is replaced, or costs, where nothing better is known, by class of goods.

The evidence stands in data/priors.yaml. The numbers are computed from it by the rule of `find_prior`, so that they can
be computed again without the episodes that they are tested on.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from pathlib import Path
from statistics import fmean, harmonic_mean
from typing import ClassVar, NamedTuple, TypeAlias

from leverage import document
from leverage.document import ListNode, MapNode, Node
from leverage.model import Piece, Prior, Source
from leverage.problems import LeverageError, Problem, listed, suggest_name
from leverage.quantity import Quantity, parse_quantity
from leverage.reader import Reader, ReadValue

#: What is added to the name of an input that grows with time, for what it is about a year after a cut.
FIRST_YEAR = "_first_year"
#: The inputs that grow with time: both say how much of what is cut finds another way.
GROWING = ("diverted", "replaced")
#: The input that says how fast they grow.
HALF_LIFE = "half_life"
#: The share of new cases that shall lie between low and high.
COVERS = parse_quantity("90 %")

_FILE = Path(__file__).parent / "data" / "priors.yaml"
_OF_PRIORS = "prior_"  # before the ids of sources, which stand among those of a scenario
_YEAR = parse_quantity("1 year").base
_LAST_OF_FIRST_YEAR = 1.5 * _YEAR  # after a cut, until which an outcome tells of the first year
_COUNT = 20  # of the pieces by which shares are drawn in from 0 and 1, about as many as there are
_LEAST_FREEDOM = 2
# Within what every case lies. A share beyond 0 or 1, which the rule can give, stands as none or all; a half-life beyond
# what kinds of lever take, as at once or never.
_SHARES, _POSITIVE = (0.0, 1.0), (0.0, math.inf)
_BOUNDS = {HALF_LIFE: (parse_quantity("0.01 years").base, parse_quantity("100 years").base)}
# The 95th percentile of Student's t with 2, 3, ... 30 degrees of freedom.
_T = (
    2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740,
    1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697,
)  # fmt: skip


class PriorError(LookupError):
    """A name that no prior has; `hint` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Take what is wrong and a way out."""
        super().__init__(message)
        self.hint = hint


class _Class(NamedTuple):
    """A class of goods or money: its name for people, and its evidence by input."""

    label: str
    evidence: Mapping[str, tuple[Piece, ...]]


class _Book(NamedTuple):
    """All that the file says."""

    classes: Mapping[str, _Class]
    sources: Mapping[str, Source]
    episodes: Mapping[str, str]


def list_names() -> tuple[str, ...]:
    """Return the names of all priors: `wine.diverted`, `wine.diverted_first_year`."""
    book = _read_book()
    names = []
    for class_, each in book.classes.items():
        for input_ in each.evidence:
            names.append(f"{class_}.{input_}")
            if any(_is_of_first_year(piece) for piece in each.evidence[input_]) and input_ in GROWING:
                names.append(f"{class_}.{input_}{FIRST_YEAR}")
    return tuple(names)


def list_classes() -> tuple[str, ...]:
    """Return the names of all classes, which alone name a prior where the input is plain."""
    return tuple(_read_book().classes)


def list_evidence(input_: str) -> dict[str, tuple[Piece, ...]]:
    """Return all evidence on an input, also what no prior counts, by the labels of the classes that have any."""
    classes = _read_book().classes.values()
    return {each.label: each.evidence[input_] for each in classes if input_ in each.evidence}


def list_episodes() -> Mapping[str, str]:
    """Return the episodes that evidence is from, by id, in words."""
    return _read_book().episodes


def complete_name(text: str, input_: str) -> str:
    """Return the full name of a prior, given what a figure says and the last word of the figure's own name.

    A class alone stands for its prior of that input, such as ``wine`` for ``wine.diverted`` on a figure ``diverted``;
    on a figure with another name, for its only input beside the half-life. Raises PriorError where that leaves none or
    several.
    """
    names = list_names()
    if text in names:
        return text
    book = _read_book()
    class_, dot, written = text.partition(".")
    if class_ not in book.classes:
        hint = suggest_name(class_, book.classes) or f"there are {listed(book.classes)}"
        raise PriorError(f"no prior '{text}'", hint)
    inputs = [name.partition(".")[2] for name in names if name.startswith(f"{class_}.")]
    if dot:
        raise PriorError(f"no prior '{text}'", suggest_name(written, inputs) or f"'{class_}' has {listed(inputs)}")
    if input_ in inputs:
        return f"{class_}.{input_}"
    plain = [name for name in inputs if not name.endswith((FIRST_YEAR, HALF_LIFE))]
    is_input = any(name.endswith(f".{input_}") for name in names)
    if len(plain) > 1 or is_input:
        message = f"'{class_}' has no prior on '{input_}'" if is_input else f"'{text}' does not say which prior"
        raise PriorError(message, f"write one of {', '.join(f'{class_}.{name}' for name in inputs)}")
    return f"{class_}.{plain[0]}"


def find_prior(name: str, without: Collection[str] = ()) -> Prior:
    """Return a prior by its name, such as ``wine.diverted``, computed without the episodes named.

    Of each goods in an episode one piece counts: the last that was observed or, for the first year, that nearest to one
    year after the cut. A piece with low and high counts as their middle, the geometric one but for shares; shares above
    1 stand as 1.

    Low and high are the 90 % prediction interval for a new case of a class in a one-way analysis of variance: classes
    have means of their own and one spread, so ``m ± t s sqrt(1 + 1/n)`` with n pieces in the class, s the pooled
    standard deviation within classes, and Student's t with as many degrees of freedom as there are pieces beyond the
    number of classes (Higgins, Thompson and Spiegelhalter, Journal of the Royal Statistical Society A 172:1, 2009, say
    why the interval of a new case is what counts). What is diverted and what is replaced have one spread, every other
    input its own; a share with fewer than 2 degrees of freedom takes that of all shares. It is taken of logits, of
    shares drawn in from 0 and 1 as ``(19 y + 1/2) / 20`` (Smithson and Verkuilen, Psychological Methods 11:1, 2006),
    and of the logarithms of other numbers, which are lognormal then.

    A class without evidence left is a new one, whose own mean is not known: the k means of the others on the input are
    its evidence. Their mean holds, ``± t sqrt(S^2 (1 + 1/k) + s^2 (1 - 1/n))`` with S the standard deviation of such
    means, pooled as s is, n the harmonic mean of the pieces that each has, and as many degrees of freedom as S has. For
    S^2 is the spread between classes and the n-th part of that within; a new case has both in full (random effects,
    as in Higgins and others).

    Where other numbers than shares leave fewer than 2 degrees of freedom, low and high are the least and the greatest
    that the evidence has, and the value is its geometric mean.

    Ends are rounded outwards: shares to whole per cent, other numbers to two digits. Shares and their draws lie within
    0 and 1, half-lives within 0.01 and 100 years. Raises PriorError for an unknown name, or where no evidence is left.
    """
    if name not in list_names():
        raise PriorError(f"no prior '{name}'")
    book = _read_book()
    class_, _, input_ = name.partition(".")
    inputs = [input_]
    if input_.removesuffix(FIRST_YEAR) in GROWING:
        inputs = [f"{each}{FIRST_YEAR}" if input_.endswith(FIRST_YEAR) else each for each in GROWING]
    groups = _gather_pieces(inputs, without)
    if not groups[input_]:
        raise PriorError(f"no evidence is left on '{name}'")
    every = [piece for each in groups[input_].values() for piece in each]
    within = _measure_within(groups)
    whose = ""
    if within.freedom < _LEAST_FREEDOM and _is_share(every[0]):
        groups = _gather_pieces(_list_shares(), without)
        within = _measure_within(groups)
        whose = " of all shares"
    if class_ in groups[input_]:
        pieces = groups[input_][class_]
        rule = f"{COVERS.text} of new cases, by the spread of {_count_pieces(groups)} cases{whose} within classes"
        interval = _predict_case(pieces, within)
    else:
        pieces = every
        rule = f"{COVERS.text} of new cases of a class without evidence of its own"
        interval = _predict_case_of_new_class(input_, groups, within)
    bounds = _SHARES if _is_share(pieces[0]) else _BOUNDS.get(input_, _POSITIVE)
    shape = "pert"
    if interval is not None:
        value, low, high = (min(max(_to_number(each, pieces[0]), bounds[0]), bounds[1]) for each in interval)
        shape = "pert" if _is_share(pieces[0]) else "lognormal"
    else:
        value = math.exp(fmean(math.log(_find_point(piece)) for piece in pieces))
        low, high = (choose(end for piece in pieces for end in _list_ends(piece)) for choose in (min, max))
        rule = "the least and the greatest of the evidence"
    used = {source for piece in pieces for source in piece.sources}
    return Prior(
        name,
        book.classes[class_].label,
        _round(value, pieces[0], ROUND_HALF_EVEN),
        _round(low, pieces[0], ROUND_FLOOR),
        _round(high, pieces[0], ROUND_CEILING),
        COVERS,
        shape,
        bounds,
        rule,
        tuple(pieces),
        {id_: source for id_, source in book.sources.items() if id_ in used},
    )


#: The pieces that count, by input and by class.
_Groups: TypeAlias = Mapping[str, Mapping[str, Sequence[Piece]]]
#: The middle, low and high of a new case, as logits of shares and logarithms of other numbers.
_Interval: TypeAlias = tuple[float, float, float]


class _Spread(NamedTuple):
    """A variance of logits or logarithms, and its degrees of freedom."""

    variance: float
    freedom: int


def _pool_spread(groups: Iterable[Collection[float]]) -> _Spread:
    """Return the pooled variance of numbers around the means of their groups."""
    every = [group for group in groups if group]
    freedom = sum(map(len, every)) - len(every)
    squares = math.fsum((each - fmean(group)) ** 2 for group in every for each in group)
    return _Spread(squares / freedom if freedom else 0.0, freedom)


def _list_shares() -> list[str]:
    """Return the inputs that are shares."""
    classes = _read_book().classes.values()
    return list({input_: 0 for each in classes for input_, pieces in each.evidence.items() if _is_share(pieces[0])})


def _gather_pieces(inputs: Iterable[str], without: Collection[str]) -> _Groups:
    """Return the pieces that count for inputs, without those of some episodes."""
    classes = _read_book().classes
    return {
        input_: {name: pieces for name, each in classes.items() if (pieces := _choose_pieces(each, input_, without))}
        for input_ in inputs
    }


def _count_pieces(groups: _Groups) -> int:
    return sum(len(each) for classes in groups.values() for each in classes.values())


def _measure_within(groups: _Groups) -> _Spread:
    """Return the spread of new cases within classes."""
    classes = [each for classes in groups.values() for each in classes.values()]
    return _pool_spread([_to_line(piece) for piece in each] for each in classes)


def _predict_case(pieces: Sequence[Piece], within: _Spread) -> _Interval | None:
    """Return where a new case of a class lies that has evidence; None where the evidence is too little to tell."""
    return _reach_out(fmean(map(_to_line, pieces)), within.variance * (1 + 1 / len(pieces)), within.freedom)


def _predict_case_of_new_class(input_: str, groups: _Groups, within: _Spread) -> _Interval | None:
    """Return where a case of a class without evidence lies; None where the evidence is too little to tell."""
    means = {other: [fmean(map(_to_line, each)) for each in classes.values()] for other, classes in groups.items()}
    between = _pool_spread(means.values())
    sizes = [len(each) for classes in groups.values() for each in classes.values()]
    variance = between.variance * (1 + 1 / len(means[input_])) + within.variance * (1 - 1 / harmonic_mean(sizes))
    return _reach_out(fmean(means[input_]), variance, between.freedom)


def _reach_out(middle: float, variance: float, freedom: int) -> _Interval | None:
    if freedom < _LEAST_FREEDOM:
        return None
    reach = _T[min(freedom - _LEAST_FREEDOM, len(_T) - 1)] * math.sqrt(variance)
    return middle, middle - reach, middle + reach


def _to_line(piece: Piece) -> float:
    """Return a piece as a number that may be any: the logit of a share drawn in from 0 and 1, else the logarithm."""
    if not _is_share(piece):
        return math.log(_find_point(piece))
    drawn_in = (min(_find_point(piece), 1.0) * (_COUNT - 1) + 0.5) / _COUNT
    return math.log(drawn_in / (1 - drawn_in))


def _to_number(place: float, like: Piece) -> float:
    """Return the share, or the other number, whose logit or logarithm is given."""
    if not _is_share(like):
        return math.exp(place)
    return (_COUNT / (1 + math.exp(-place)) - 0.5) / (_COUNT - 1)


def _choose_pieces(class_: _Class, name: str, without: Collection[str]) -> list[Piece]:
    """Return the pieces of a class that count for an input: of each goods in an episode one."""
    is_first = name.endswith(FIRST_YEAR)
    chosen: dict[tuple[str, str], Piece] = {}
    for piece in class_.evidence.get(name.removesuffix(FIRST_YEAR), ()):
        key = piece.episode, piece.goods
        if piece.episode in without or (is_first and not _is_of_first_year(piece)):
            continue
        if key not in chosen or _rank(piece, is_first=is_first) < _rank(chosen[key], is_first=is_first):
            chosen[key] = piece
    return list(chosen.values())


def _rank(piece: Piece, *, is_first: bool) -> float:
    """Return what is least for the piece that counts."""
    years = piece.years.base if piece.years else 0.0
    return abs(years - _YEAR) if is_first else -years


def _is_of_first_year(piece: Piece) -> bool:
    return piece.years is not None and piece.years.base <= _LAST_OF_FIRST_YEAR


def _is_share(piece: Piece) -> bool:
    return all(each.percent for each in (piece.value, piece.low, piece.high) if each)


def _list_ends(piece: Piece) -> list[float]:
    return [each.number for each in (piece.value, piece.low, piece.high) if each]


def _find_point(piece: Piece) -> float:
    """Return a piece as one number: its value, or the middle of its ends, the geometric one but for shares."""
    if piece.value is not None:
        return piece.value.number
    low, high = _list_ends(piece)
    return (low + high) / 2 if _is_share(piece) else math.sqrt(low * high)


def _round(number: float, like: Piece, way: str) -> Quantity:
    """Write a number in the unit of a piece: a share in whole per cent, another number with two digits."""
    quantity = next(each for each in (like.value, like.low, like.high) if each)
    exact = Decimal(f"{number:.12g}")  # so that no end moves by an error in the last bit
    if quantity.percent:
        return parse_quantity(f"{(exact * 100).quantize(Decimal(1), way)} %")
    step = Decimal(1).scaleb(exact.adjusted() - 1)
    return parse_quantity(f"{exact.quantize(step, way):f} {quantity.unit.text}".rstrip())


class _BookReader(Reader):
    """Reads the file of priors."""

    def read_book(self, node: MapNode) -> _Book:
        """Read classes, their evidence and the sources."""
        sections = {name: self.list_entries(value, f"'{name}'") for name, value in node.values.items()}
        self._episodes = {id_: self.read_text(value, id_) or "" for id_, _, value in sections["episodes"]}
        sources = {}
        for id_, place, value in sections["sources"]:
            id_of_scenario = f"{_OF_PRIORS}{id_}"
            source = self.read_record(Source, value, f"source '{id_}'", id=id_of_scenario, place=place)
            if source:
                sources[id_of_scenario] = source
        self._sources = sources
        classes = {}
        for id_, _, value in sections["classes"]:
            label, evidence = "", {}
            for name, _, below in self.list_entries(value, f"class '{id_}'"):
                if name == "label":
                    label = self.read_text(below, name) or ""
                else:
                    evidence[name] = self._read_pieces(below)
            classes[id_] = _Class(label, evidence)
        return _Book(classes, sources, self._episodes)

    def _read_pieces(self, node: Node) -> tuple[Piece, ...]:
        pieces = []
        for item in node.items if isinstance(node, ListNode) else ():
            piece = self.read_record(Piece, item, "a piece of evidence", place=item.place)
            if piece and piece.value is None and (piece.low is None or piece.high is None):
                self.report("a piece of evidence needs 'value', or 'low' and 'high'", item.place)
            elif piece:
                pieces.append(piece._replace(happened=self._episodes.get(piece.episode, "")))
        return tuple(pieces)

    def _read_episode(self, node: Node, name: str) -> str | None:
        text = self.require_text(node, name)
        return text and self.check_id(text, self._episodes, "episode")

    def _read_sources(self, node: Node, name: str) -> tuple[str, ...]:
        ids = []
        for item in self.read_items(node, name) or ():
            named = item._replace(text=f"{_OF_PRIORS}{item.text}")
            if id_ := self.check_id(named, self._sources, "source"):
                ids.append(id_)
        return tuple(ids)

    ways: ClassVar[Mapping[str, ReadValue]] = {
        **Reader.ways,
        "doi": Reader.read_text,
        "episode": _read_episode,
        "names": _read_sources,
    }


@lru_cache(maxsize=1)
def _read_book() -> _Book:
    problems: list[Problem] = []
    node = document.parse_yaml(document.read_file(_FILE, "data/priors.yaml"))
    book = _BookReader(problems).read_book(node)
    if problems:
        raise LeverageError(problems)
    return book
