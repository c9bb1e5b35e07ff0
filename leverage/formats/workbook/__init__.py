"""Formats of the workbook of `leverage show`: each file is one, by its name."""
