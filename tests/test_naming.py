"""Names of cells: what is made is read back."""

import pytest

from leverage import naming
from leverage.naming import Parts


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (naming.loss("b", "goods"), Parts("loss", party="b", lever="goods")),
        (naming.share(naming.exposure("b", "goods")), Parts("exposure_share", party="b", lever="goods")),
        (naming.total("total", "b"), Parts("total", party="b")),
        (naming.share(naming.outcome("b")), Parts("outcome_share", party="b")),
        (naming.share("my_result"), Parts("loss_share", party="my_result")),
        (naming.move("ban", "damage"), Parts("move", move="ban", what="damage")),
        (naming.share(naming.move("ban", "damage")), Parts("move", move="ban", what="damage_share")),
        (naming.reading(naming.move("ban", "cut"), "mirror"), Parts("move", move="ban", what="cut")),
        (naming.move_loss("ban", "b"), Parts("move", party="b", move="ban", what="loss")),
        (naming.move_loss_a_year("ban", "b"), Parts("move", party="b", move="ban", what="at")),
        (naming.at("goods", "duration"), Parts("at", lever="goods", what="duration")),
        (naming.at("goods", "b"), Parts("at", party="b", lever="goods")),
        (naming.by("b", "paid"), Parts("by", party="b", what="paid")),
        (naming.by("b", "damage", "goods"), Parts("by", party="b", lever="goods", what="damage")),
        (naming.balance("b"), Parts("balance", party="b")),
        (naming.BITE, Parts("balance", what="bite")),
        (naming.aggregate("b", naming.GDP), None),
        (naming.lever_input("goods", "value"), None),
        (naming.FULL_CUT, None),
        ("my_result", None),
    ],
)
def test_name_is_read_back(name: str, parts: Parts | None) -> None:
    """What a maker put into a name is what the reader finds; a given cell's name says nothing that is computed."""
    assert naming.read_computed(name) == parts
