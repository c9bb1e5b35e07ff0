"""Formats of a report's one chart, as a picture of its own: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "show, compare, check, sensitivity and backtest"
