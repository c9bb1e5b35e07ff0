"""The workbook of a scenario: sheets of typed cells, some of them live formulas over others."""
