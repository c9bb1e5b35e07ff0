"""Formats of the rows of `leverage sweep`, for other programs: each file is one, by its name."""
