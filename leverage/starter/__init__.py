"""Files to begin with: a commented scenario of two parties, and a commented overlay of a scenario there is.

Only text is made here. Lines with ``##`` explain; a part whose lines begin with a single ``# `` is switched off,
and valid as soon as that is taken away.
"""

from leverage.starter.beginning import starter
from leverage.starter.change import overlay

__all__ = ["overlay", "starter"]
