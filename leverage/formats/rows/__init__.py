"""Formats of rows, of which there may be many, for other programs: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "sweep and pairs"
