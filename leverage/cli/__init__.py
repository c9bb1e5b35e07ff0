"""The command line: arguments in, text and exit status out. The only room that prints and the only one with typer.

A command imports what it needs when it runs, so that `leverage --version` loads nothing else.
"""

from leverage.cli import commands

__all__ = ["commands"]
