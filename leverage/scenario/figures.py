"""Figures: a value or a formula with its source, or several readings of which one is in use."""

import math
from collections.abc import Collection, Mapping

from leverage.document import MapNode, Node, TextNode
from leverage.model import Figure, Key, Reading, keys
from leverage.printed import compare
from leverage.problems import Place
from leverage.quantity import Quantity, unit_text
from leverage.reader import Reader, is_id

_FIGURE_KEYS = ("value", "formula", "readings")


class FigureReader(Reader):
    """Reads figures wherever they stand: in their own section, as a party's aggregate, inside a lever or move."""

    def figure(self, node: Node, id_: str, place: Place) -> Figure | None:
        """Read a figure: a scalar, a mapping with a value or formula, or one with several readings."""
        if not isinstance(node, MapNode):
            value = self.read(Key("value", ""), id_.rpartition(".")[2], node)
            if value is None:
                return None
            own = {"value": value} if isinstance(value, Quantity) else {"formula": value}
            return Figure(id_, place, (Reading("", place, places={"value": node.place}, **own),))
        given = [key for key in _FIGURE_KEYS if key in node.values]
        if len(given) != 1:
            found = " and ".join(f"'{key}'" for key in given) or "none"
            self.problem(f"figure '{id_}' needs one of value, formula, readings; found {found}", place)
            self.record(Reading, node, f"figure '{id_}'", also=keys(Figure), name="", place=place)
            return None
        if "readings" in given:
            return self._rivals(node, id_, place)
        reading = self._reading(node, "", place, id_, also=("label",))
        return Figure(id_, place, (reading,) if reading else (), "", self._label(node))

    def _rivals(self, node: MapNode, id_: str, place: Place) -> Figure | None:
        self.known_keys(node, f"figure '{id_}' with readings", keys(Figure))
        written = node.values["readings"]
        entries = self.entries(written, "'readings'")
        if not entries:
            if isinstance(written, MapNode) and not written.values:
                self.problem("'readings' is empty", written.place, "give each rival value a name")
            return None
        readings = [self._reading(value, name, at, f"{id_}.{name}") for name, at, value in entries]
        names = [name for name, _, _ in entries if is_id(name)]
        use = names[0] if len(names) == 1 else ""
        if "use" in node.values:
            text = self.text(node.values["use"], "use")
            use = (text and self.known(text, names, "reading")) or ""
        elif len(names) != 1:
            self.problem(f"figure '{id_}' needs 'use' to say which reading counts", place, f"one of {', '.join(names)}")
        return Figure(id_, place, tuple(r for r in readings if r and is_id(r.name)), use, self._label(node))

    def _label(self, node: MapNode) -> str:
        _, key = keys(Figure)["label"]
        return (self.read(key, "label", node.values["label"]) if "label" in node.values else None) or ""

    def _reading(self, node: Node, name: str, place: Place, id_: str, also: Collection[str] = ()) -> Reading | None:
        if isinstance(node, TextNode):
            figure = self.figure(node, id_, place)
            return figure.readings[0]._replace(name=name) if figure else None
        before = len(self.problems)
        places = {key: value.place for key, value in node.values.items()} if isinstance(node, MapNode) else {}
        reading = self.record(Reading, node, f"figure '{id_}'", also=also, name=name, place=place, places=places)
        if reading is None or not isinstance(node, MapNode):
            return None
        if reading.value is None and reading.formula is None and len(self.problems) == before:
            self.problem(f"figure '{id_}' needs 'value' or 'formula'", place)
        if reading.value is not None and reading.formula is not None:
            self.problem(f"figure '{id_}' has both 'value' and 'formula'", place)
        self._check_range(reading, node.values, id_)
        self._check_print(reading, node.values, id_)
        return reading if reading.value is not None or reading.formula is not None else None

    def _check_range(self, reading: Reading, nodes: Mapping[str, Node], id_: str) -> None:
        value, low, high = reading.value, reading.low, reading.high
        for name, bound in (("low", low), ("high", high)):
            if bound is None:
                continue
            place = nodes[name].place
            if reading.formula is not None:
                self.problem(f"'{name}' on the derived figure '{id_}'", place, "its range follows from its inputs")
            elif value is not None and (bound.percent, bound.unit.dimension) != (
                value.percent,
                value.unit.dimension,
            ):
                wanted = "%" if value.percent else unit_text(value)
                found = "%" if bound.percent else unit_text(bound)
                self.problem(f"'{name}' is in {found}, the value in {wanted}", place, "write both in the same unit")
            elif value is not None and (bound.base > value.base if name == "low" else bound.base < value.base):
                side = "above" if name == "low" else "below"
                self.problem(f"'{name}' is {side} the value", place)
        ends = (low or value, high or value)
        if ends[0] and ends[1] and not math.isfinite(ends[1].base - ends[0].base):
            at = nodes["high" if high else "low"].place
            self.problem(f"the range of '{id_}' is too wide to compute with", at)

    def _check_print(self, reading: Reading, nodes: Mapping[str, Node], id_: str) -> None:
        if not reading.as_printed:
            return
        place = nodes["as_printed"].place
        if reading.formula is not None:
            self.problem(f"'as_printed' on the derived figure '{id_}'", place, "it belongs to a figure with a value")
        elif reading.value is not None and compare(reading.as_printed, reading.value).agrees is False:
            message = f"the value {reading.value.text} is not what the source prints"
            self.problem(message, place, "a slip of a digit, or of million and billion?")
