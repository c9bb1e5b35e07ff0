"""The records a scenario is made of, and the keys of the file they are read from.

Each field that stands in the file is declared on the record, once: its reader, its meaning, whether it must
be there. The reader, its messages and the reference in the README all go by these declarations.
"""

from leverage.model.declared import Key, keys
from leverage.model.figures import (
    AGGREGATE_DEFAULTS,
    AGGREGATES,
    Evidence,
    Expression,
    Figure,
    Party,
    Reading,
    Source,
    Year,
)
from leverage.model.levers import Input, KindOfLever, Lever, Move, Requirement, Role
from leverage.model.scenario import (
    AS_WRITTEN,
    VERDICTS,
    Claim,
    Result,
    Scenario,
    WhatIf,
    figures_of,
    with_figures,
)

__all__ = [
    "AGGREGATES",
    "AGGREGATE_DEFAULTS",
    "AS_WRITTEN",
    "VERDICTS",
    "Claim",
    "Evidence",
    "Expression",
    "Figure",
    "Input",
    "Key",
    "KindOfLever",
    "Lever",
    "Move",
    "Party",
    "Reading",
    "Requirement",
    "Result",
    "Role",
    "Scenario",
    "Source",
    "WhatIf",
    "Year",
    "figures_of",
    "keys",
    "with_figures",
]
