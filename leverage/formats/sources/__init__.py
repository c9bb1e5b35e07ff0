"""Formats of the sources of figures, for programs that make bibliographies: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "sources and explain"
