"""One scenario over many rows of what-ifs, from a table or a grid, each row as if its values had been set by hand."""
