"""Formats of what `leverage check` finds, for continuous integration: each file is one, by its name."""
