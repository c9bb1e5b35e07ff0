"""Changes of a YAML text by places in it: what is not changed stays as it is, byte for byte.

Entries can be added to mappings with a line for each key and to those in braces; figures get readings.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from leverage.document import MapNode, Node, find_ends, parse_yaml
from leverage.problems import File, Place

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # those that YAML counts
_STEP = "  "


class Edits:
    """Changes of a text, which do not overlap; `apply` returns the text with all of them."""

    def __init__(self, file: File) -> None:
        """Take a text. Raises LeverageError if it is no mapping in YAML."""
        self.root = parse_yaml(file)
        self._file = file
        self._text = file.text
        self._ends = find_ends(file)
        self._starts = [0, *(match.end() for match in _BREAK.finditer(file.text))]
        self._break = "\r\n" if "\r\n" in file.text else "\n"
        self._edits: list[tuple[int, int, str]] = []

    def apply(self) -> str:
        """Return the text with the changes."""
        pieces: list[str] = []
        done = 0
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._text[done:start], text]
            done = end
        return "".join([*pieces, self._text[done:]])

    def find_value(self, place: Place) -> Node | None:
        """Return the value of the key that stands at a place."""
        waiting: list[MapNode] = [self.root]
        while waiting:
            node = waiting.pop()
            for name, key in node.keys.items():
                if (key.line, key.column) == (place.line, place.column):
                    return node.values[name]
            waiting += [below for below in node.values.values() if isinstance(below, MapNode)]
        return None

    def replace(self, node: Node, text: str) -> None:
        """Put a text in one line in the place of a value."""
        self._edits.append((self._find_offset(node.place), self._find_last_sign(node), text))

    def add_entry(self, mapping: MapNode, lines: Sequence[str]) -> None:
        """Add an entry to the end of a mapping: the line of its key, and those of its fields, which are indented."""
        if self._is_in_braces(mapping):
            self._add_in_braces(mapping, _write_in_braces(lines))
            return
        column = min(key.column for key in mapping.keys.values())
        self._insert_lines(self._find_last_line(mapping, column), [" " * (column - 1) + line for line in lines])

    def add_to_section(self, section: str, entries: Sequence[Sequence[str]]) -> None:
        """Add entries to a section, which is begun at the end of the text if there is none."""
        node = self.root.values.get(section)
        if isinstance(node, MapNode):
            for lines in entries:
                self.add_entry(node, lines)
            return
        every = [_STEP + line for lines in entries for line in lines]
        if node is None:
            self.add_entry(self.root, [f"{section}:", *every])
        else:  # nothing below the key
            self._insert_lines(self.root.keys[section].line, every)

    def add_readings(self, figure: MapNode, first: str, added: Sequence[Sequence[str]], use: str) -> None:
        """Give a figure readings beside the one it has, or beside those it has, and put one of them in use.

        The one reading that it has becomes that of the name `first`. Of what is added the first line is the name.
        """
        rivals = figure.values.get("readings")
        if isinstance(rivals, MapNode):
            for lines in added:
                self.add_entry(rivals, lines)
            if "use" in figure.values:
                self.replace(figure.values["use"], use)
            else:
                between = ", " if self._is_in_braces(figure) else self._break + " " * (figure.place.column - 1)
                at = self._find_offset(figure.keys["readings"])
                self._edits.append((at, at, f"use: {use}{between}"))
        elif self._is_in_braces(figure):
            self._divide_braces(figure, first, added, use)
        else:
            self._divide_lines(figure, first, added, use)

    def _divide_lines(self, figure: MapNode, first: str, added: Sequence[Sequence[str]], use: str) -> None:
        """Make a reading of the lines of a figure, except its label."""
        column = figure.place.column
        numbers = sorted(key.line for key in figure.keys.values())
        start, end = numbers[0], self._find_last_line(figure, column)
        label: list[str] = []
        if "label" in figure.keys:
            line = figure.keys["label"].line
            last = self._find_last_line_of(figure.values["label"])
            label = self._list_lines(line, last)
            rest = self._list_lines(start, line - 1) + self._list_lines(last + 1, end)
        else:
            rest = self._list_lines(start, end)
        outer = " " * (column - 1)
        head = [f"{outer}use: {use}", f"{outer}readings:", f"{outer}{_STEP}{first}:"]
        lines = [*label, *self._end_lines(head), *(2 * _STEP + line if line.strip() else line for line in rest)]
        lines += self._end_lines(outer + _STEP + line for each in added for line in each)
        self._replace_lines(start, end, lines)

    def _divide_braces(self, figure: MapNode, first: str, added: Sequence[Sequence[str]], use: str) -> None:
        """Make a reading of what stands in the braces of a figure, except its label."""
        start, end = self._find_offset(figure.place) + 1, self._find_end(figure) - 1
        label, rest = "", self._text[start:end]
        if "label" in figure.keys:
            names = sorted(figure.keys, key=lambda name: figure.keys[name][1:3])
            place = names.index("label")
            begin, stop = self._find_offset(figure.keys["label"]), self._find_end(figure.values["label"])
            label = f"{self._text[begin:stop]}, "
            if place + 1 < len(names):
                stop = self._find_offset(figure.keys[names[place + 1]])
            elif place:
                begin = self._find_end(figure.values[names[place - 1]])
            rest = self._text[start:begin] + self._text[stop:end]
        readings = ", ".join([f"{first}: {{{rest}}}", *map(_write_in_braces, added)])
        self._edits.append((start, end, f"{label}use: {use}, readings: {{{readings}}}"))

    def _add_in_braces(self, mapping: MapNode, entry: str) -> None:
        end = self._find_end(mapping) - 1
        comma = ""
        if mapping.values:
            behind = self._text[max(map(self._find_end, mapping.values.values())) : end]
            comma = "" if "," in re.sub("#.*", "", behind) else ", "
        self._edits.append((end, end, f"{comma}{entry}"))

    def _is_in_braces(self, mapping: MapNode) -> bool:
        return self._text[self._find_offset(mapping.place)] == "{"

    # Places

    def _find_offset(self, place: Place) -> int:
        return self._starts[place.line - 1] + place.column - 1

    def _find_end(self, node: Node) -> int:
        line, column = self._ends[node.place.line, node.place.column]
        return self._starts[line - 1] + column - 1

    def _find_last_sign(self, node: Node) -> int:
        """Return where a value ends, without the empty lines and the line break that belong to a block of text."""
        start, end = self._find_offset(node.place), self._find_end(node)
        return start + len(self._text[start:end].rstrip())

    def _find_last_line_of(self, node: Node) -> int:
        """Return the number of the last line of a value, without empty ones."""
        return bisect_right(self._starts, max(0, self._find_last_sign(node) - 1))

    def _find_last_line(self, mapping: MapNode, column: int) -> int:
        """Return the number of the last line of a mapping, with the comments behind it that are indented like it."""
        last = self._find_last_line_of(mapping)
        while re.match(f"[ ]{{{column - 1},}}#", self._get_line(last + 1)) and column > 1:
            last += 1
        return last

    def _get_line(self, number: int) -> str:
        return "".join(self._list_lines(number, number))

    def _list_lines(self, first: int, last: int) -> list[str]:
        """Return lines with their breaks, counted from 1, the last one included; none beyond the end."""
        starts = [*self._starts, len(self._text)]
        return [
            self._text[starts[number - 1] : starts[number]] for number in range(first, min(last, len(starts) - 1) + 1)
        ]

    def _end_lines(self, lines: Iterable[str]) -> list[str]:
        return [f"{line}{self._break}" for line in lines]

    def _insert_lines(self, after: int, lines: Iterable[str]) -> None:
        """Insert lines behind a line by its number."""
        before = self._get_line(after)
        at = self._starts[after - 1] + len(before)
        text = "".join(self._end_lines(lines))
        if not _BREAK.search(before):  # the last line
            text = self._break + text.removesuffix(self._break)
        self._edits.append((at, at, text))

    def _replace_lines(self, first: int, last: int, lines: Sequence[str]) -> None:
        """Put lines with their breaks in the place of others; the last line of the text may have none."""
        old = "".join(self._list_lines(first, last))
        ended = [line if _BREAK.search(line) else line + self._break for line in lines]
        text = "".join(ended) if _BREAK.search(old[-2:]) else "".join(ended).removesuffix(self._break)
        start = self._starts[first - 1]
        self._edits.append((start, start + len(old), text))


def _write_in_braces(lines: Sequence[str]) -> str:
    """Write the line of a key and the lines of its fields, which may be nested, on one line; without comments."""
    written = [line for line in lines if not line.lstrip().startswith("#")]
    key, fields = written[0].strip().removesuffix(":"), written[1:]
    step = min(len(line) - len(line.lstrip()) for line in fields)
    entries: list[list[str]] = []
    for line in fields:
        if line[step] == " ":
            entries[-1].append(line)
        else:
            entries.append([line])
    parts = [_write_in_braces(entry) if len(entry) > 1 else _write_field(entry[0].strip()) for entry in entries]
    return f"{key}: {{{', '.join(parts)}}}"


def _write_field(line: str) -> str:
    """Write a field for a place within braces, where a text with commas or brackets needs quotes."""
    key, _, text = line.partition(": ")
    if not text.startswith('"'):
        text = text.partition("  #")[0]
    is_safe = text[:1] in ('"', "{") or re.fullmatch(r"[\w./%:-]+( [\w./%-]+)*", text)
    return f"{key}: {text}" if is_safe else f'{key}: "{text}"'
