"""The answer at the top of the workbook: the headline's sentences, with live numbers in the place of written ones.

A formula holds no text of a user's, which a spreadsheet might take for more than text: all words of a sentence stand in
cells of their own on the sheet of steps, and the formula names these.
"""

from collections.abc import Iterator

from leverage import naming
from leverage.formula.spreadsheet import MAX_LENGTH, quote_text, write_number
from leverage.report import headline_words, words
from leverage.report.headline import Headline
from leverage.report.headline_words import Shown, Span
from leverage.report.workbook.cells import Cell, Look, Row
from leverage.report.workbook.live import CHANGES, REFUSED, Live

_MOST_LETTERS = MAX_LENGTH - 200  # which leaves room for what is put around a formula
_SEE_TABLES = "With the inputs as changed: see the tables below."
_LEAST_SHARE = 0.00005  # of GDP; what is less is told as less than 0.01 %


class Answer:
    """The sentences of the headline as live cells, and the words that they are made of."""

    def __init__(self, live: Live) -> None:
        """Compose the sentences of a scenario."""
        self._live, self._reader = live, live.reader
        self._headline = Headline(live.reader)
        self._words: dict[str, str] = {}
        self._is_as_in_file = f"{live.names.of(CHANGES)} = 0"
        self.sentences = [*self._write_sentences()]

    def list_words(self) -> Iterator[Row]:
        """Yield the rows of the words that sentences are made of."""
        for text, name in self._words.items():
            yield Cell(words.A_TEXT), Cell(text, name=name)

    def _write_sentences(self) -> Iterator[Cell]:
        verdict, refused = headline_words.say_who_loses_more(self._headline), self._live.names.of(REFUSED)
        for sentence in headline_words.compose_headline(self._headline):
            text = headline_words.join_pieces(sentence)
            written = " & ".join(self._write_piece(piece) for piece in sentence)
            if any(isinstance(piece, Shown) for piece in sentence):
                formula = f"IF({self._is_still_said()}, {written}, {quote_text(_SEE_TABLES)})"
            elif sentence == verdict:
                formula = f"IF({self._is_as_in_file}, {written}, {self._write_verdict()})"
            else:  # what was tried was tried with the values in the file
                formula = f'IF({self._is_as_in_file}, {written}, "")'
            if len(formula) > _MOST_LETTERS:  # with very long names
                formula = f"IF({self._is_as_in_file}, {self._name_text(text)}, {quote_text(_SEE_TABLES)})"
            formula = f"IFERROR({formula}, {quote_text(_SEE_TABLES)})"
            yield Cell(text, Look.LEAD, f'IF({refused} = "", {formula}, "")')

    def _write_piece(self, piece: str | Shown | Span) -> str:
        """Write a piece of a sentence as a part of a formula that comes to a text."""
        if isinstance(piece, str):
            return self._name_text(piece)
        if isinstance(piece, Span):
            return f'IF({self._is_as_in_file}, {quote_text(piece.text)}, "")'
        name = self._live.names.of(piece.cell)
        shown = f"ABS({name})" if piece.factor == 1 else f"ABS({name}) / {write_number(piece.factor)}"
        least = write_number(0.5 * 10.0**-piece.decimals)  # what is less would read as 0
        more = f"MAX({piece.decimals}, 1 - INT(LOG10({shown})))"
        return f"FIXED({shown}, IF(OR({shown} = 0, {shown} >= {least}), {piece.decimals}, {more}))"

    def _name_text(self, text: str) -> str:
        """Name the cell that holds some words."""
        if text not in self._words:
            self._words[text] = self._live.names.of(f"words {len(self._words) + 1} of the answer")
        return self._words[text]

    def _is_still_said(self) -> str:
        """Write whether what the sentences say in words only, that an amount is nothing or tiny, is still so."""
        headline, reader = self._headline, self._reader
        cells = [headline.name_loss(side) for side in reader.scenario.sides]
        cells += [naming.by(mover, what) for mover in headline.list_movers() for what in ("damage", "own_cost")]
        tests = []
        for cell in cells:
            if reader.raw(cell) == 0:
                tests.append(f"{self._live.names.of(cell)} = 0")
            elif 0 < reader.raw_or_0(share := naming.share(cell)) < _LEAST_SHARE:
                tests.append(f"{self._live.names.of(share)} < {write_number(_LEAST_SHARE)}")
        return f"OR({self._is_as_in_file}, AND({', '.join(tests)}))" if tests else "TRUE"

    def _write_verdict(self) -> str:
        """Write who loses more at changed inputs, of which no simulation knows how sure that is."""
        told = [
            f"{quote_text(before)} & {self._write_who(ratio)}"
            for before, ratio in (("in money ", naming.DOLLAR_RATIO), ("; for its size ", naming.BITE))
            if ratio in self._live
        ]
        if not told:
            return quote_text(_SEE_TABLES)
        return f'{quote_text("With the inputs as changed, ")} & {" & ".join(told)} & "."'

    def _write_who(self, ratio: str) -> str:
        name = self._live.names.of(ratio)
        first, second = (self._name_text(self._reader.party_name(side)) for side in self._reader.scenario.sides)

        def write(who: str, times: str) -> str:
            written = f"FIXED({times}, MAX(0, 1 - INT(LOG10({times}))))"
            return f"{who} & {quote_text(' would lose ')} & {written} & {quote_text(' times as much')}"

        same = quote_text("both would lose the same")
        less = f"IF({name} > 0, {write(second, f'(1 / {name})')}, {second} & {quote_text(' alone would lose')})"
        cannot = quote_text("who loses more cannot be said")
        return f"IF(ISNUMBER({name}), IF({name} > 1, {write(first, name)}, IF({name} < 1, {less}, {same})), {cannot})"
