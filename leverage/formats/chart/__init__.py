"""Formats of a report's one chart, as a picture of its own: each file is one, by its name."""
