"""The names of cells: each sort is made here, and taken apart here.

A computed cell's name says what the number is, then whose it is and on which lever or by which move, with dots between.
What a file gives is named after its owner: a party and an aggregate, a lever and an input; a figure has its id alone.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

GDP = "gdp"
#: The cut of a lever in full, which losses without a move are computed with, and that of what no move cuts.
FULL_CUT, NO_CUT = "cut", "uncut"
#: How long a cut lasts where nothing is said, and over which first years losses are counted.
A_YEAR, HORIZON = "duration", "horizon"
#: When the time begins for which a loss is computed: at once, unless several moves last for different times.
BEGINS = "begins"
#: The share of its adjustment that a party has made, where losses are counted after adjustment: all of it.
ADJUSTED = "adjustment"
#: The ratios of the two sides' losses, of their economies, and the product of the two.
DOLLAR_RATIO, SIZE_RATIO, BITE = "balance.dollar_ratio", "balance.size_ratio", "balance.bite"
#: The same in the consistent model of trade, over the trade between the sides alone.
MODEL_DOLLAR_RATIO, MODEL_BITE = "balance.model_dollar_ratio", "balance.model_bite"


def exposure(party: str, lever: str) -> str:
    """Name the gross value that crosses a lever in a year, for a party."""
    return stake("exposure", party, lever)


def loss(party: str, lever: str) -> str:
    """Name a party's loss in a year if a lever is cut in full."""
    return stake("loss", party, lever)


def first_year(party: str, lever: str = "") -> str:
    """Name a party's loss in the first year of a full cut: on a lever, or on all of them."""
    return stake("first_year", party, lever) if lever else total("first_year", party)


def once(party: str, lever: str = "") -> str:
    """Name what a party loses once, however long a full cut lasts: on a lever, or on all of them."""
    return stake("once", party, lever) if lever else total("once", party)


def once_outcome(party: str, lever: str = "") -> str:
    """Name what a party loses once at the scenario's moves: on a lever, or on all of them."""
    return stake("once_outcome", party, lever) if lever else total("once_outcome", party)


def outcome(party: str, lever: str = "") -> str:
    """Name a party's loss at the scenario's moves: on a lever, or on all of them."""
    return stake("outcome", party, lever) if lever else total("outcome", party)


def stake(what: str, party: str, lever: str) -> str:
    """Name an exposure, a loss or an outcome."""
    return f"{what}.{party}.{lever}"


def total(what: str, party: str) -> str:
    """Name a party's sum over levers: ``total`` cut in full, or ``outcome`` at the moves."""
    return f"{what}.{party}"


def share(name: str) -> str:
    """Name the share that belongs to a cell: of GDP, or of an exposure's whole; a result's is ``loss_share.RESULT``."""
    first, dot, rest = name.partition(".")
    if first in ("move", "by"):
        return f"{name}_share"
    return f"{first}_share.{rest}" if dot else f"loss_share.{name}"


def move(id_: str, what: str = "") -> str:
    """Name what a move does: its ``damage``, ``cut``, ``duty``, a ratio; or the move itself, as no cell is."""
    return f"move.{id_}.{what}" if what else f"move.{id_}"


def move_loss(id_: str, party: str, lever: str = "") -> str:
    """Name what a party loses by a move for as long as it lasts: on a lever, or on all that the move cuts."""
    return _join("move", id_, "loss", party, lever)


def move_loss_a_year(id_: str, party: str, lever: str = "") -> str:
    """Name what a party loses by a move in a year: on a lever, or on the only one that the move cuts."""
    return _join("move", id_, "at", party, lever)


def move_adjustment(id_: str, lever: str, part: str = "") -> str:
    """Name the share of its adjustment that a lever or its part makes on average while a move lasts."""
    return _join("move", id_, "at", ADJUSTED, lever, part)


def at(lever: str, what: str, part: str = "", by: str = "", until: str = "") -> str:
    """Name what moves do to a lever or its part: ``cut``, ``duty``, ``duration``; `by` a party, only its own moves.

    `until` a move ends, since the move before it ended; without that the most they do at any time.
    """
    return _until(_join("by", by, lever, part, what) if by else _join("at", lever, part, what), until)


def yearly(lever: str, party: str, by: str = "", until: str = "") -> str:
    """Name a party's loss in a year on a lever at the moves: at what they do until a move ends, or at all times."""
    return _until(_join("by", by, lever, "at", party) if by else _join("at", lever, "at", party), until)


def lasting(lever: str, party: str, by: str = "", until: str = "") -> str:
    """Name a party's loss on a lever for as long as moves last: until a move ends, since the one before it, or all."""
    return _until(_join("by", by, lever, "loss", party) if by else _join("at", lever, "loss", party), until)


def point(loss: str, at: int, what: str = "", part: str = "") -> str:
    """Name a loss at a point of the time it is averaged over; or what the points rest on, which is at 0 for all."""
    return _join(loss, _POINT, str(at), what, part)


def find_point(name: str) -> int | None:
    """Return which point of a time a loss is at; None of any other cell."""
    at = _split_point(name)[1]
    return int(at) if at.isdigit() else None


def _until(name: str, move: str) -> str:
    return _join(name, _UNTIL, move) if move else name


def adjustment(lever: str, part: str = "", *, is_first_year: bool = False) -> str:
    """Name the share of its adjustment that a lever or its part has made on average: over the horizon, or a year."""
    return _join("first_adjustment" if is_first_year else ADJUSTED, lever, part)


def by(party: str, what: str, lever: str = "") -> str:
    """Name what a party's own moves do together, or those on a lever."""
    return _join("by", party, lever, what)


def balance(side: str) -> str:
    """Name a side's loss over the levers valued on both sides."""
    return f"balance.{side}"


def equilibrium(side: str, what: str = "") -> str:
    """Name a side's loss in the model of trade, trade cut in full; or what goes into it: ``flow``, ``elasticity``."""
    return _join("equilibrium", side, what)


def equilibrium_outcome(side: str, what: str = "") -> str:
    """Name a side's loss in the model of trade at the moves; or what they do to its sales: ``cut``, ``duration``."""
    return _join("equilibrium_outcome", side, what)


def equilibrium_rest(what: str) -> str:
    """Name what the model of trade needs of the rest of the world: its ``gdp`` or ``elasticity``."""
    return f"{_REST}.{what}"


def aggregate(party: str, name: str) -> str:
    """Name an aggregate of a party, such as its GDP."""
    return f"{party}.{name}"


def lever_input(lever: str, name: str, part: str = "") -> str:
    """Name an input of a lever, or of a part of it."""
    return _join(lever, part, name)


def lever_part(lever: str, part: str) -> str:
    """Name a part of a lever, as no cell is: the owner of its inputs."""
    return f"{lever}.{part}"


def reading(figure: str, name: str) -> str:
    """Name one of several readings of a figure; a lone reading without a name is the figure itself."""
    return f"{figure}.{name}" if name else figure


def range_ends(cell: str) -> tuple[str, str]:
    """Return the names of the columns that hold the low and the high of a cell in a sweep."""
    return f"{cell}.low", f"{cell}.high"


def _join(*words: str) -> str:
    return ".".join(filter(None, words))


def split(name: str) -> tuple[str, str]:
    """Return what stands before the last dot of a name, empty if it has none, and what stands after it.

    Of an aggregate, an input or a move's field that is its owner and what it is; of a reading, its figure.
    """
    owner, _, last = name.rpartition(".")
    return owner, last


def find_first_word(name: str) -> str:
    """Return the first word of a name: of what a file gives its party, lever or figure; of a computed cell its sort."""
    return name.partition(".")[0]


def find_key(name: str, parts: Collection[str] = ()) -> str:
    """Return which aggregate of its party or input of its lever or part a cell is, as is each of its readings."""
    return name.split(".")[2 if find_part(name, parts) else 1]


_REST = "equilibrium_rest"
_MODEL = ("equilibrium", "equilibrium_outcome")
#: The sorts of cells that are a party's loss, on a lever or on all.
_LOSSES = ("loss", "first_year", "outcome", "total", *_MODEL)
_STAKES = ("exposure", "once", "once_outcome", *_LOSSES)
_UNTIL, _POINT = "until", "point"


def find_part(name: str, parts: Collection[str]) -> str:
    """Return which of a lever's parts an input belongs to; empty if it is the lever's own."""
    words = name.split(".")
    return words[1] if words[1] in parts and len(words) > 2 else ""


class Subject(NamedTuple):
    """What the name of a computed cell says; empty is what it does not say.

    `what` is what a move or a party's moves do, a ratio of the balance, or what the moves stop of a lever. The share of
    a result has the result for its party.
    """

    sort: str  # the first word
    party: str = ""
    lever: str = ""
    part: str = ""
    move: str = ""
    what: str = ""
    loser: str = ""  # who loses by a party's own moves
    until: str = ""  # the move that ends when the time ends that is looked at
    point: str = ""  # of the time that a loss is averaged over, with what is looked at there behind a dot


@lru_cache(maxsize=1 << 15)
def read_computed(name: str) -> Subject | None:
    """Return what a computed cell's name says; None of a name that a file gives."""
    loss, at = _split_point(name)
    if at:
        subject = read_computed(loss)
        return subject and subject._replace(point=at)
    sort, *rest = name.split(".")
    if not rest:
        return None
    if sort == _REST or (sort in _MODEL and len(rest) > 1):
        return Subject(sort, party="" if sort == _REST else rest[0], what=rest[-1])
    if sort.removesuffix("_share") in _STAKES:
        return Subject(sort, party=rest[0], lever=rest[1] if len(rest) > 1 else "")
    if sort in (ADJUSTED, "first_adjustment"):
        return Subject(sort, lever=rest[0], part=rest[1] if len(rest) > 1 else "")
    if sort == "move" and len(rest) > 1:
        return _read_move(*rest)
    if sort in ("by", "at"):
        until = rest[-1] if len(rest) > 2 and rest[-2] == _UNTIL else ""
        words = rest[:-2] if until else rest
        return (_read_by(*words) if sort == "by" else _read_at(*words))._replace(until=until)
    if sort == "balance":
        if name in (DOLLAR_RATIO, SIZE_RATIO, BITE, MODEL_DOLLAR_RATIO, MODEL_BITE):
            return Subject(sort, what=rest[0])
        return Subject(sort, party=rest[0])
    return None


def _split_point(name: str) -> tuple[str, str]:
    """Return the loss that a name is a point of, and what stands behind; no id is a number."""
    loss, _, at = name.partition(f".{_POINT}.")
    return (loss, at) if at[:1].isdigit() else (name, "")


def _read_move(id_: str, what: str, *rest: str) -> Subject:
    """Return what the name of a cell of a move says, given its words after the first."""
    if what == "at" and rest[0] == ADJUSTED:
        return Subject("move", lever=rest[1], part=rest[2] if len(rest) > 2 else "", move=id_, what=ADJUSTED)
    if what in ("loss", "at"):
        return Subject("move", party=rest[0], lever=rest[1] if len(rest) > 1 else "", move=id_, what=what)
    return Subject("move", move=id_, what=what)


def _read_by(party: str, *rest: str) -> Subject:
    """Return what the name of a cell says that tells what a party's own moves do, given its words after the first."""
    if len(rest) == 1:
        return Subject("by", party=party, what=rest[0])
    subject = _read_at(*rest)
    return subject._replace(sort="by", party=party, loser=subject.party)


def _read_at(lever: str, *rest: str) -> Subject:
    """Return what the name of a cell says that tells what moves do to a lever, given its words after the first."""
    if rest[0] in ("at", "loss") and len(rest) > 1:
        return Subject("at", party=rest[1], lever=lever, what=rest[0])
    *part, what = rest
    return Subject("at", lever=lever, part=part[0] if part else "", what=what)


def find_loser(name: str) -> str | None:
    """Return the party whose loss, outcome or total a cell is; None of any other cell."""
    subject = read_computed(name)
    return (
        subject.party if subject is not None and subject.sort in _LOSSES and not subject.what + subject.point else None
    )


def is_paired(name: str) -> bool:
    """Tell a cell over what is valued on both ends only, such as the balance: what it leaves out makes it no bound."""
    subject = read_computed(name)
    if subject is None:
        return False
    return subject.sort == "balance" or (subject.sort == "by" and subject.what in ("cost_ratio", "paid", "done"))


def is_of_move(name: str) -> bool:
    """Tell whether a cell is what a move says or does."""
    return find_first_word(name) == "move"


def is_computed(name: str) -> bool:
    """Tell an exposure, a loss or a sum of losses from what a file gives."""
    is_loss_by_move = is_of_move(name) and is_step(name)
    return is_loss_by_move or find_first_word(name) in (*_STAKES, "by", _REST)


def is_of_model(name: str) -> bool:
    """Tell a cell that the consistent model of trade is solved for, or that follows from it."""
    return name in (MODEL_DOLLAR_RATIO, MODEL_BITE) or find_first_word(name) in _MODEL


def is_step(name: str) -> bool:
    """Tell a cell that only serves others: the cut of a full loss, what comes before a duration, sums under a ratio."""
    first, *rest = name.split(".")
    if _split_point(name)[1]:
        return True
    if first in (FULL_CUT, NO_CUT, A_YEAR, BEGINS, ADJUSTED, "first_adjustment", "at", _REST):
        return True
    if first in _MODEL:
        return len(rest) > 1
    if first == "move":
        return "at" in rest[1:-1] or "loss" in rest[1:-1]
    return first == "by" and (len(rest) > 2 or rest[-1] in ("paid", "done"))


def list_owners(name: str) -> list[str]:
    """Return all that a name may depend on: what it begins with, word by word, and each of its words."""
    words = name.split(".")
    return [*(".".join(words[:count]) for count in range(1, len(words) + 1)), *words]
