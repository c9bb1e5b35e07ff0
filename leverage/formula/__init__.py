"""The formula language: parsed once, then checked for units, computed, bounded and written as text.

It is Python's expression grammar held to numbers, percentages (``5%``), quantities in brackets
(``[2 billion USD/year]``), dotted names, arithmetic, comparisons, ``and or not`` and a few functions.
"""
