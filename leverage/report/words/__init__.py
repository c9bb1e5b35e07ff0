"""Every fixed word that people read in a report, in one place, so that another language could stand here instead.

Here are names for words, and nothing is computed but which form of a word goes with a count. A word or sentence is a
constant named after what it says (`LOSES_MORE`), not after where it stands; one with something to fill in is a template
for `str.format`, with a named field for each thing. A template is a whole sentence, caption or remark, since word order
is a language's own; where two sentences differ in more than what fills them there are two templates. A field may take
another template once filled, but what is filled is never filled again: it may hold braces of a user's.

Not here: what machines read, which is the same in every language. That is names of tables, columns and cells, values of
records such as verdicts, evidence and measures, the reasons in their column `missing`, and what is written so that the
formula language or a scenario file can hold it.
"""

from collections.abc import Sequence

AND = " and "
TO = " to "


def counted(count: int, forms: Sequence[str]) -> str:
    """Choose the form that goes with a count, of one and of any other number, and put the count in."""
    return forms[count != 1].format(count=count)
