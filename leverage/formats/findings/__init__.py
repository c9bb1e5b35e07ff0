"""Formats of what `leverage check` finds, for continuous integration: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "check"
