"""Formats of the workbook of `leverage show`: each file is a format, named after it."""
