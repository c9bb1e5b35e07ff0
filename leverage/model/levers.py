"""Kinds of lever, levers of a kind, and moves that cut them."""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from leverage.formula import Measured
from leverage.model.declared import Key
from leverage.model.figures import Expression, Figure
from leverage.problems import Place
from leverage.quantity import Quantity


class Role(NamedTuple):
    """What a party is to a lever."""

    id: str
    loses: Annotated[str, Key("text", "what the role loses when the lever is cut", required=True)]
    optional: Annotated[bool, Key("flag", "`true` if a lever may leave it out")] = False


class Input(NamedTuple):
    """A number a lever of this kind needs, takes or can do without."""

    id: str
    place: Place
    unit: Annotated[str, Key("unit", "its unit; USD stands for the currency, a capital letter for any", required=True)]
    doc: Annotated[str, Key("text", "what it is", required=True)] = ""
    default: Annotated[Expression | Quantity | None, Key("value", "what it is where the lever does not say")] = None
    between: Annotated[tuple[float, float] | None, Key("bounds", "least and greatest value: `[0, 1]`, `[0, any]`")] = (
        None
    )
    optional: Annotated[bool, Key("flag", "`true` if it may be absent; formulas that need it are then passed over")] = (
        False
    )
    adjusts: Annotated[bool, Key("flag", "`true` if it says how a party adjusts, so that loss is not exposure")] = False
    assumes: Annotated[str, Key("text", "what the default assumes, where it is more than a definition")] = ""
    places: Mapping[str, Place] = {}  # of what is written under each key


class Requirement(NamedTuple):
    """A test that the inputs of every lever of a kind must pass."""

    test: Annotated[Expression, Key("formula", "a comparison over inputs", required=True)]
    says: Annotated[str, Key("text", "what is wrong when it fails", required=True)]


class KindOfLever(NamedTuple):
    """What a lever is: its roles, inputs and formulas. Read from a YAML file, never written in Python."""

    id: str
    place: Place
    kind: Annotated[str, Key("text", "its name, in a file of its own")] = ""
    summary: Annotated[str, Key("text", "one line on what it is", required=True)] = ""
    roles: Annotated[Mapping[str, Role], Key("roles", "role: what it loses", required=True)] = {}
    inputs: Annotated[Mapping[str, Input], Key("inputs", "the keys a lever of the kind has")] = {}
    exposure: Annotated[
        Mapping[str, tuple[Expression, ...]],
        Key("role_formulas", "role: gross value over the lever in a year"),
    ] = {}
    loss: Annotated[
        Mapping[str, tuple[Expression, ...]],
        Key("role_formulas", "role: loss in a year; of several, the first whose optional inputs are given"),
    ] = {}
    measure: Annotated[Mapping[str, str], Key("role_words", "role: what the loss is made of")] = {}
    share_of: Annotated[Mapping[str, str], Key("role_names", "role: the aggregate the exposure is a share of")] = {}
    pulled_by: Annotated[tuple[str, ...], Key("role_list", "the roles that can cut the lever")] = ()
    require: Annotated[tuple[Requirement, ...], Key("requirements", "tests every lever must pass")] = ()
    method: Annotated[str, Key("text", "sources and limits of the formulas")] = ""
    dimensions: Mapping[str, Measured] = {}  # of each formula, by its text, with USD and unit letters


class Lever(NamedTuple):
    """An economic tie that someone can interrupt."""

    id: str
    place: Place
    kind: Annotated[str, Key("kind", "its kind", required=True)]
    roles: Mapping[str, str]
    inputs: Mapping[str, Figure]
    label: Annotated[str, Key("text", "a short name for people")] = ""
    status: Annotated[str, Key("choice", "only current levers enter totals", choices=("current", "proposed"))] = (
        "current"
    )


class Move(NamedTuple):
    """One party cutting one lever."""

    id: str
    place: Place
    lever: Annotated[str, Key("lever", "the lever it cuts", required=True)] = ""
    by: Annotated[str, Key("party", "the party that cuts", required=True)] = ""
    cut: Annotated[Figure | None, Key("value", "the part of the goods stopped, 0 to 1; 1 if not said")] = None
    duration: Annotated[Figure | None, Key("value", "how long, at most 12 months; a year if not said", name="for")] = (
        None
    )
    target: Annotated[str, Key("party", "whom it is meant to hurt, where that is not plain")] = ""
    label: Annotated[str, Key("text", "a short name for people")] = ""
    places: Mapping[str, Place] = {}  # of what is written under each key
