"""Formats of the workbook of `leverage show`: each file is a format, named after it."""

#: The commands that have them, as people read them.
COMMANDS = "show"
