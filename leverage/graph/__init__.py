"""A scenario as one graph of named cells; every result, explanation and range is this graph walked."""
