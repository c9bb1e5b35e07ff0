"""Names of cells: what is made is read back."""

import pytest

from leverage import naming
from leverage.naming import Subject


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        (naming.loss("b", "goods"), Subject("loss", party="b", lever="goods")),
        (naming.share(naming.exposure("b", "goods")), Subject("exposure_share", party="b", lever="goods")),
        (naming.total("total", "b"), Subject("total", party="b")),
        (naming.share(naming.outcome("b")), Subject("outcome_share", party="b")),
        (naming.share("my_result"), Subject("loss_share", party="my_result")),
        (naming.move("ban", "damage"), Subject("move", move="ban", what="damage")),
        (naming.share(naming.move("ban", "damage")), Subject("move", move="ban", what="damage_share")),
        (naming.reading(naming.move("ban", "cut"), "mirror"), Subject("move", move="ban", what="cut")),
        (naming.move_loss("ban", "b"), Subject("move", party="b", move="ban", what="loss")),
        (naming.move_loss("ban", "b", "goods"), Subject("move", party="b", lever="goods", move="ban", what="loss")),
        (
            naming.move_loss_a_year("ban", "b", "goods"),
            Subject("move", party="b", lever="goods", move="ban", what="at"),
        ),
        (
            naming.move_adjustment("ban", "goods", "fruit"),
            Subject("move", lever="goods", part="fruit", move="ban", what="adjustment"),
        ),
        (naming.first_year("b", "goods"), Subject("first_year", party="b", lever="goods")),
        (naming.once("b"), Subject("once", party="b")),
        (naming.once_outcome("b", "goods"), Subject("once_outcome", party="b", lever="goods")),
        (
            naming.at("goods", "cut", "fruit", until="ban"),
            Subject("at", lever="goods", part="fruit", what="cut", until="ban"),
        ),
        (naming.adjustment("goods", "fruit"), Subject("adjustment", lever="goods", part="fruit")),
        (naming.adjustment("goods", is_first_year=True), Subject("first_adjustment", lever="goods")),
        (naming.at("goods", "cut", "fruit"), Subject("at", lever="goods", part="fruit", what="cut")),
        (naming.yearly("goods", "amount"), Subject("at", party="amount", lever="goods", what="at")),
        (naming.lasting("goods", "b", until="ban"), Subject("at", party="b", lever="goods", what="loss", until="ban")),
        (naming.at("goods", "duration"), Subject("at", lever="goods", what="duration")),
        (naming.yearly("goods", "b"), Subject("at", party="b", lever="goods", what="at")),
        (naming.by("b", "paid"), Subject("by", party="b", what="paid")),
        (naming.by("b", "damage", "goods"), Subject("by", party="b", lever="goods", what="damage")),
        (
            naming.at("goods", "cut", "fruit", by="b"),
            Subject("by", party="b", lever="goods", part="fruit", what="cut"),
        ),
        (
            naming.yearly("goods", "a", by="b", until="ban"),
            Subject("by", party="b", lever="goods", what="at", loser="a", until="ban"),
        ),
        (
            naming.lasting("goods", "damage", by="b"),
            Subject("by", party="b", lever="goods", what="loss", loser="damage"),
        ),
        (naming.balance("b"), Subject("balance", party="b")),
        (naming.BITE, Subject("balance", what="bite")),
        (naming.equilibrium("b"), Subject("equilibrium", party="b")),
        (naming.equilibrium("b", "flow"), Subject("equilibrium", party="b", what="flow")),
        (naming.equilibrium_outcome("b", "cut"), Subject("equilibrium_outcome", party="b", what="cut")),
        (naming.equilibrium_rest("gdp"), Subject("equilibrium_rest", what="gdp")),
        (naming.point(naming.loss("b", "goods"), 7), Subject("loss", party="b", lever="goods", point="7")),
        (
            naming.point(naming.yearly("goods", "b", until="ban"), 7, "adjustment", "fruit"),
            Subject("at", party="b", lever="goods", what="at", until="ban", point="7.adjustment.fruit"),
        ),
        (naming.aggregate("b", naming.GDP), None),
        (naming.lever_input("goods", "value"), None),
        (naming.FULL_CUT, None),
        ("my_result", None),
    ],
)
def test_name_is_read_back(name: str, subject: Subject | None) -> None:
    """What a maker put into a name is what the reader finds; a given cell's name says nothing that is computed."""
    assert naming.read_computed(name) == subject


def test_what_others_are_computed_from_is_a_step_and_no_loss() -> None:
    for name in (naming.equilibrium("b", "flow"), naming.equilibrium_rest("gdp"), naming.point("loss.b.goods", 7)):
        assert naming.is_step(name)
        assert naming.find_loser(name) is None
    assert not naming.is_step(naming.equilibrium("b"))
    assert naming.find_loser(naming.equilibrium_outcome("b")) == "b"
