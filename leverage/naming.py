"""The names of cells: each sort is made here, and taken apart here.

A computed cell's name says what the number is, then whose it is and on which lever or by which move, with dots between.
What a file gives is named after its owner: a party and an aggregate, a lever and an input; a figure has its id alone.
"""

GDP = "gdp"
#: The cut of a lever in full, which losses without a move are computed with, and that of what no move cuts.
FULL_CUT, NO_CUT = "cut", "uncut"
#: How long a cut lasts where nothing is said, and over which first years losses are counted.
A_YEAR, HORIZON = "duration", "horizon"
#: The share of its adjustment that a party has made, where losses are counted after adjustment: all of it.
ADJUSTED = "adjustment"
#: The ratios of the two sides' losses, of their economies, and the product of the two.
DOLLAR_RATIO, SIZE_RATIO, BITE = "balance.dollar_ratio", "balance.size_ratio", "balance.bite"


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
    if first == "move":
        return f"{name}_share"
    return f"{first}_share.{rest}" if dot else f"loss_share.{name}"


def move(id_: str, what: str = "") -> str:
    """Name what a move does: its ``damage``, ``own_cost``, ``cut``, a ratio; or the move itself, as no cell is."""
    return f"move.{id_}.{what}" if what else f"move.{id_}"


def move_loss(id_: str, party: str, lever: str = "") -> str:
    """Name what a party loses by a move for as long as it lasts: on a lever, or on all that the move cuts."""
    return _join("move", id_, "loss", party, lever)


def move_loss_a_year(id_: str, party: str, lever: str) -> str:
    """Name what a party loses by a move on a lever in a year."""
    return f"move.{id_}.at.{party}.{lever}"


def move_adjustment(id_: str, lever: str, part: str = "") -> str:
    """Name the share of its adjustment that a lever or its part makes on average while a move lasts."""
    return _join("move", id_, "at", ADJUSTED, lever, part)


def at(lever: str, what: str, part: str = "") -> str:
    """Name what moves do to a lever or its part: ``cut``, ``duration``, ``adjustment``, or a party's yearly loss."""
    return _join("at", lever, part, what)


def lasting(lever: str, party: str, part: str) -> str:
    """Name a party's loss for as long as the parts of a lever that are cut for one time are cut."""
    return _join("at", lever, part, party, "lasting")


def adjustment(lever: str, part: str = "", *, is_first_year: bool = False) -> str:
    """Name the share of its adjustment that a lever or its part has made on average: over the horizon, or a year."""
    return _join("first_adjustment" if is_first_year else ADJUSTED, lever, part)


def by(party: str, what: str, lever: str = "", part: str = "") -> str:
    """Name what a party's own moves do together, or those on a lever or a part of it."""
    return _join("by", party, lever, part, what)


def balance(side: str) -> str:
    """Name a side's loss over the levers valued on both sides."""
    return f"balance.{side}"


def aggregate(party: str, name: str) -> str:
    """Name an aggregate of a party, such as its GDP."""
    return f"{party}.{name}"


def lever_input(lever: str, name: str, part: str = "") -> str:
    """Name an input of a lever, or of a part of it."""
    return _join(lever, part, name)


def reading(figure: str, name: str) -> str:
    """Name one of several readings of a figure; a lone reading without a name is the figure itself."""
    return f"{figure}.{name}" if name else figure


def _join(*words: str) -> str:
    return ".".join(filter(None, words))


def split(name: str) -> tuple[str, str]:
    """Return what stands before the last dot of a name, empty if it has none, and what stands after it.

    Of an aggregate, an input or a move's field that is its owner and what it is; of a reading, its figure.
    """
    owner, _, last = name.rpartition(".")
    return owner, last


def find_owner(name: str) -> str:
    """Return the party or lever that an aggregate or input belongs to, as does each of its readings."""
    return name.partition(".")[0]


def find_loser(name: str) -> str | None:
    """Return the party whose loss, outcome or total a cell is; None of any other cell."""
    first, *rest = name.split(".")
    return rest[0] if rest and first in ("loss", "first_year", "outcome", "total") else None


def find_stake(name: str) -> tuple[str, str, str] | None:
    """Return what a stake or its share is, such as ``loss_share``, its party and its lever; None of any other cell."""
    what, *rest = name.split(".")
    if len(rest) != 2 or what.removesuffix("_share") not in ("exposure", "loss", "outcome"):
        return None
    return what, rest[0], rest[1]


def find_total(name: str) -> tuple[str, str] | None:
    """Return which sum over levers a cell is, ``total`` or ``outcome``, and its party; None of any other cell."""
    what, *rest = name.split(".")
    return (what, rest[0]) if len(rest) == 1 and what in ("total", "outcome") else None


def find_move(name: str) -> str | None:
    """Return the move that a cell tells something of; None of any other cell."""
    first, *rest = name.split(".")
    return rest[0] if first == "move" else None


def is_of_move(name: str) -> bool:
    """Tell whether a cell is what a move says or does."""
    return find_move(name) is not None


def is_computed(name: str) -> bool:
    """Tell an exposure, a loss or a sum of losses from what a file gives."""
    return name.partition(".")[0] in ("exposure", "loss", "first_year", "once", "outcome", "by", "total")


def is_step(name: str) -> bool:
    """Tell a cell that only serves others: the cut of a full loss, what comes before a duration, sums under a ratio."""
    first, *rest = name.split(".")
    if first in (FULL_CUT, NO_CUT, A_YEAR, ADJUSTED, "first_adjustment", "at"):
        return True
    if first == "move":
        return "at" in rest[1:-1] or "loss" in rest[1:-1]
    return first == "by" and (len(rest) > 2 or rest[-1] in ("paid", "done"))


def list_prefixes(name: str) -> list[str]:
    """Return what a name begins with, word by word, the whole name last: those that its cell depends on."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
