"""Formats of the rows of `leverage sweep`, for other programs: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "sweep"
