"""A user's text with places for numbers, by Jinja2, which is loaded only for it.

A template can do less than Jinja could. It names cells, puts them through the filters of `filling/words.py`, and has
`if`, `for`, `set` and `raw`. It computes nothing, reads no file and calls nothing else. What it may say is a list of
the nodes that are allowed, so that a later Jinja allows no more. The sandbox stands behind that.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2 import Template as Compiled
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from leverage.filling.words import FILTERS, FUNCTIONS, LISTS, TEXTS, Page
from leverage.problems import File, LeverageError, Place, Problem, suggest_name

#: What a template may come to, and how often its loops may go round, all together.
MAX_CHARACTERS, MAX_ROUNDS = 20_000_000, 10_000

_STATEMENTS = ("if", "for", "set", "raw")
_ALL_TAGS = (
    "if|elif|else|endif|for|endfor|set|endset|raw|endraw|include|import|from|extends|block|macro|call|filter|with"
)
_COMMENT = r"(?P<comment>\{#(?=[-+]?\s))"  # {#name} is an attribute in Markdown, {#1} an argument in LaTeX
# The last two of a run of braces; `}}}` ends so by itself.
_START = re.compile(rf"(?P<number>\{{\{{(?!\{{))|(?P<tag>\{{%)|{_COMMENT}")
# LaTeX has {{ and {% of its own: these are the ones that a name or a statement follows.
_START_IN_LATEX = re.compile(
    r"(?P<number>\{\{(?=[-+]?\s*[a-z('\"]))"
    rf"|(?P<tag>\{{%(?=[-+]?[ \t]*(?:{_ALL_TAGS})\b[^\n]*%\}}))|{_COMMENT}"
)
_ENDS = {"number": "}}", "tag": "%}", "comment": "#}"}
_IN_LATEX = "LaTeX's own {{ can stand between {% raw %} and {% endraw %}"
_EXAMPLES = "write {{ total.russia | money }} or {{ table('totals') }}"
_ARITHMETIC = (nodes.BinExpr, nodes.UnaryExpr)
_NO_ARITHMETIC = "write it as a result in the scenario, where it gets a unit, a range and a name"
_COMPARISONS = ("eq", "ne", "lt", "lteq", "gt", "gteq")
_OF_LOOP = ("index", "first", "last", "length")


class Mention(NamedTuple):
    """A cell that a template names, and where."""

    name: str
    place: Place


class Template:
    """A template, read and checked; `mentions` are the cells that it names."""

    def __init__(self, file: File, *, is_latex: bool = False) -> None:
        """Read a template. Raises LeverageError with what is wrong with it, as far as no scenario is needed to say."""
        self.file = file
        self.mentions: list[Mention] = []
        self._is_latex = is_latex
        self._problems: list[Problem] = []
        self._places: list[Place] = []
        self._seen: dict[str, int] = {}  # where names were found last
        self._last = 0  # the braces between which one was
        self._spans: list[tuple[int, int]] = []  # what stands between braces
        free = (sign for sign in map(chr, range(0xE000, 0xF8FF)) if sign not in file.text)
        self._signs = {name: next(free) for name in ("number", "tag", "comment", "return")}
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", file.text))]
        self._rows = [0, *(match.end() for match in re.finditer("\r\n|[\n\r\x85\u2028\u2029]", file.text))]
        try:
            self._environment = self._make_environment()
            self._tree = self._environment.parse(self._prepare())
            self._names = {node.name for node in self._tree.find_all(nodes.Name) if node.ctx == "store"}
            self._check_statements(self._tree.body)
        except TemplateSyntaxError as error:
            self._tell_syntax(self._restore(error.message or ""), error.lineno)
        except RecursionError:
            self._tell("nested too deeply", None)
        except ValueError as error:  # a number of thousands of digits
            self._tell(str(error), None)
        if self._problems:
            raise LeverageError(self._problems)

    def _make_environment(self) -> ImmutableSandboxedEnvironment:
        return ImmutableSandboxedEnvironment(
            block_start_string=self._signs["tag"],
            variable_start_string=self._signs["number"],
            comment_start_string=self._signs["comment"],
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,  # nothing is computed before there are numbers
            undefined=StrictUndefined,
            autoescape=False,  # each value is escaped for its format when it is put in its place
            loader=None,
            extensions=(),
        )

    def _prepare(self) -> str:
        """Return the text with signs of its own where something begins, so that all else stays as it is.

        A statement that stands alone on its line leaves none; one that does not takes nothing of its line away.
        """
        text, signs = self.file.text, self._signs
        pieces, end = [], 0
        for match in (_START_IN_LATEX if self._is_latex else _START).finditer(text):
            if match.start() < end:
                continue
            kind = match.lastgroup or ""
            close = text.find(_ENDS[kind], match.end())
            inner = text[match.end() : close] if close >= 0 else text[match.end() :]
            pieces += [text[end : match.start()], signs[kind]]
            end = match.end()
            is_raw = kind == "tag" and re.fullmatch(r"[-+]?\s*raw\s*-?", inner)
            if kind != "number" and close >= 0 and not self._is_alone(match.start(), close + 2):
                left, right = inner[:1] in ("-", "+"), inner[-1:] in ("-", "+") or is_raw
                pieces += ["" if left else "+", inner, "" if right else "+"]
                end = close
            self._spans.append((match.start(), len(text) if close < 0 else close))
            if is_raw:
                past = re.compile(r"\{%[-+]?\s*endraw").search(text, end)
                pieces.append(text[end : past.start()] if past else text[end:])
                end = past.start() if past else len(text)
        return "".join([*pieces, text[end:]]).replace("\r", signs["return"])

    def _is_alone(self, start: int, end: int) -> bool:
        """Tell whether nothing but spaces stands beside a statement on its line."""
        text = self.file.text
        before = text[text.rfind("\n", 0, start) + 1 : start]
        return not before.strip(" \t") and text[end : end + 1] in ("", "\n")

    def _restore(self, text: str) -> str:
        """Return a text as it was written, without the signs that were put into it."""
        opened = {"number": "{{", "tag": "{%", "comment": "{#", "return": "\r"}
        for name, sign in self._signs.items():
            text = text.replace(sign, opened[name])
        return text

    def _tell(self, message: str, place: Place | None, hint: str = "") -> None:
        self._problems.append(Problem(message, place or Place(self.file, 1, 1), hint))

    def _tell_syntax(self, message: str, line: int) -> None:
        """Tell what Jinja says of a text that it cannot read, in the words of templates."""
        hint, text = _IN_LATEX if self._is_latex else "", ""
        if match := re.fullmatch(r"expected token 'end of .*', got '(.*)'", message):
            text = match[1]
            message, hint = f"'{text}' is not understood here", hint or _EXAMPLES
        elif match := re.fullmatch(r"Unexpected end of template\..* closed is '(\w+)'\.", message):
            message, hint = f"'{match[1]}' has no end", f"close it with {{% end{match[1]} %}}"
        elif message == "unexpected '}'" or message.endswith("expected 'end of print statement'."):
            message, hint = "'{{' without '}}'", hint or _EXAMPLES
        elif message.startswith("Expected an expression"):
            message, hint = "a name is missing here", hint or _EXAMPLES
        self._tell(message, self._find_place(line, text), hint)

    def _find_place(self, line: int, text: str) -> Place:
        """Return the place of a text that stands between braces on a line or below; without a text, of the braces.

        Jinja counts lines by line feeds alone and knows no columns. A text is found behind where it was found before,
        and places are asked for in about the order in which they stand.
        """
        first = self._line_starts[min(line, len(self._line_starts)) - 1]
        start = max(first, self._last)
        found = self._find_between_braces(text, max(start, self._seen.get(text, -1) + 1)) if text else None
        if text and found is None:
            found = self._find_between_braces(text, first)
        if text and found is not None:
            self._seen[text] = found
            self._last = self._spans[bisect_right(self._spans, (found, len(self.file.text))) - 1][0]
        else:
            at = bisect_left(self._spans, (start,))
            found, text = (self._spans[at][0], "{{") if at < len(self._spans) else (first, "")
        row = bisect_right(self._rows, found)
        return Place(self.file, row, found - self._rows[row - 1] + 1, max(1, len(text)))

    def _find_between_braces(self, text: str, start: int) -> int | None:
        """Return where a whole name stands next between braces; None if it does not."""
        whole = self.file.text
        found = whole.find(text, start)
        while found >= 0:
            span = self._spans[bisect_right(self._spans, (found, len(whole))) - 1] if self._spans else (0, 0)
            around = whole[max(0, found - 1) : found] + (
                "" if text.endswith("(") else whole[found + len(text) : found + len(text) + 1]
            )
            if span[0] <= found < span[1] and not re.search(r"\w", around):
                return found
            found = whole.find(text, found + 1)
        return None

    def _keep_place(self, line: int, text: str) -> nodes.Const:
        """Keep a place, to be found again by a number in the template."""
        self._places.append(self._find_place(line, text))
        return nodes.Const(len(self._places) - 1, lineno=line)

    def _check_statements(self, statements: list[nodes.Node]) -> None:
        for statement in statements:
            match statement:
                case nodes.Output():
                    statement.nodes = [self._check_piece(piece) for piece in statement.nodes]
                case nodes.If():
                    statement.test = self._check(statement.test)
                    self._check_statements(statement.body)
                    self._check_statements(list(statement.elif_))
                    self._check_statements(statement.else_)
                case nodes.For() if not statement.recursive and isinstance(statement.target, nodes.Name):
                    self._check_loop(statement)
                case nodes.Assign() if isinstance(statement.target, nodes.Name):
                    statement.node = self._check(statement.node)
                case _:
                    name = type(statement).__name__.lower()
                    lines = [statement.lineno, *(child.lineno for child in statement.iter_child_nodes())]
                    place = self._find_place(next(filter(None, lines), 1), "")  # a few statements have no line
                    self._tell(f"'{name}' is not for templates here", place, f"there are {', '.join(_STATEMENTS)}")
        for name in sorted(self._names & {*FUNCTIONS, *TEXTS, *LISTS}):
            self._tell(f"'{name}' is taken and cannot be set", self._find_place(1, name))
        self._names -= {*FUNCTIONS, *TEXTS, *LISTS}

    def _check_piece(self, piece: nodes.Expr) -> nodes.Expr:
        """Return what is put out: the template's own text as it was, or an expression to be written and escaped."""
        if isinstance(piece, nodes.TemplateData):
            piece.data = self._restore(piece.data)
            return piece
        return _apply("put", self._check(piece), [self._keep_place(piece.lineno, "")])

    def _check_loop(self, loop: nodes.For) -> None:
        items = loop.iter
        if isinstance(items, (nodes.List, nodes.Tuple)):
            items.items = [self._check(item) for item in items.items]
        elif isinstance(items, nodes.Name) and items.name in LISTS:
            pass
        else:
            place = self._find_place(loop.lineno, "")
            self._tell("a loop goes over what is listed", place, f"such as ['a', 'b'], or {', '.join(LISTS)}")
        loop.iter = _apply("count_rounds", loop.iter, [])
        if loop.test is not None:
            loop.test = self._check(loop.test)
        self._check_statements(loop.body)
        self._check_statements(loop.else_)

    def _check(self, node: nodes.Node) -> nodes.Expr:
        """Return an expression in which each cell, function and filter knows its place; tell what is not allowed."""
        match node:
            case nodes.Const():
                if isinstance(node.value, str):
                    node.value = self._restore(node.value)
                elif node.value is None or node.value in (math.inf, -math.inf):
                    self._refuse(node)
            case nodes.Neg() if isinstance(node.node, nodes.Const):
                node.node = self._check(node.node)
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                return self._check_name(node)
            case nodes.Filter() if node.node is not None:
                return self._check_filter(node)
            case nodes.Call() if isinstance(node.node, nodes.Name) and node.node.name in FUNCTIONS:
                return self._check_call(node, node.node.name)
            case nodes.Test() if node.name == "valued" and not node.args:
                return _apply("is_valued", self._check(node.node), [])
            case nodes.Compare() if all(operand.op in _COMPARISONS for operand in node.ops):
                node.expr = self._check(node.expr)
                for operand in node.ops:
                    operand.expr = self._check(operand.expr)
            case nodes.Not():
                node.node = self._check(node.node)
            case nodes.And() | nodes.Or():
                node.left, node.right = self._check(node.left), self._check(node.right)
            case nodes.CondExpr() if node.expr2 is not None:
                node.test, node.expr1 = self._check(node.test), self._check(node.expr1)
                node.expr2 = self._check(node.expr2)
            case _:
                self._refuse(node)
        assert isinstance(node, nodes.Expr)
        return node

    def _refuse(self, node: nodes.Node) -> None:
        place = self._find_place(node.lineno, "")
        if isinstance(node, _ARITHMETIC):
            self._tell("a template does not compute", place, _NO_ARITHMETIC)
        elif isinstance(node, nodes.Call):
            called = node.node.name if isinstance(node.node, nodes.Name) else ""
            place = self._find_place(node.lineno, f"{called}(") if called else place
            hint = suggest_name(called, FUNCTIONS) or f"there are {', '.join(FUNCTIONS)}"
            self._tell(f"no function '{called}'" if called else "only functions can be called", place, hint)
        elif isinstance(node, nodes.CondExpr):
            self._tell("an 'if' needs an 'else' here", place)
        elif isinstance(node, nodes.Test):
            self._tell(f"no test '{node.name}'", place, "there is: is valued")
        else:
            self._tell("this is not for templates here", place)

    def _check_filter(self, node: nodes.Filter) -> nodes.Expr:
        if node.name not in FILTERS:
            hint = suggest_name(node.name, FILTERS) or f"there are {', '.join(FILTERS)}"
            self._tell(f"no filter '{node.name}'", self._find_place(node.lineno, node.name), hint)
            return node
        assert node.node is not None
        node.node = self._check(node.node)
        self._check_arguments(node)
        return node

    def _check_call(self, node: nodes.Call, name: str) -> nodes.Expr:
        words = [word.value if isinstance(word, nodes.Const) else None for word in node.args]
        self._check_arguments(node)
        place = self._keep_place(node.lineno, f"{name}(")
        if name == "cell" and words and all(isinstance(word, str) for word in words):
            self.mentions.append(Mention(".".join(map(str, words)), self._places[place.value]))
        return _apply(f"call {name}", place, node.args, node.kwargs)

    def _check_arguments(self, node: nodes.Filter | nodes.Call) -> None:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            self._refuse(nodes.List([], lineno=node.lineno))
        node.args = [self._check(argument) for argument in node.args]
        for pair in node.kwargs:
            pair.value = self._check(pair.value)

    def _check_name(self, node: nodes.Name | nodes.Getattr | nodes.Getitem) -> nodes.Expr:
        """Return a name of the template itself as it is, and what names a cell as the cell."""
        words = _spell(node)
        if words is None:
            self._refuse(nodes.List([], lineno=node.lineno))
            return node
        first, *rest = words
        if first in self._names or (first == "loop" and rest):
            if rest and not (first == "loop" and len(rest) == 1 and rest[0] in _OF_LOOP):
                place = self._find_place(node.lineno, ".".join(words))
                self._tell(f"'{first}' is set in this template and has no '{'.'.join(rest)}'", place)
            return node
        at = self._keep_place(node.lineno, first if isinstance(node, nodes.Getitem) else ".".join(words))
        if first in TEXTS and not rest:
            return _apply(f"call {first}", at, [])
        if first in LISTS and len(rest) == 1 and rest[0].isdecimal():
            return _apply("pick", at, [nodes.Const(first), nodes.Const(int(rest[0]))])
        self.mentions.append(Mention(".".join(words), self._places[at.value]))
        return _apply("call cell", at, [nodes.Const(".".join(words))])

    def fill(self, page: Page) -> str:
        """Return the text with everything in its place. Raises LeverageError with all that is wrong."""
        for mention in self.mentions:
            page.find_cell(mention.name, mention.place)
        self._environment.filters = self._list_filters(page)
        self._environment.tests = {}
        self._environment.globals = {}
        try:
            text = self._render(page)
        except RecursionError:
            page.tell("nested too deeply", Place(self.file, 1, 1))
        except (SyntaxError, MemoryError) as error:  # of the code that Jinja writes: too many loops in loops
            page.tell(f"too much nested in each other: {error}", Place(self.file, 1, 1))
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError) as error:
            page.tell(self._restore(str(error)), self._find_place(self._find_line(error), ""))
        if page.problems:
            raise LeverageError(page.problems)
        return text.replace(self._signs["return"], "\r")

    def _render(self, page: Page) -> str:
        code = self._environment.compile(self._tree, filename=self.file.name)
        compiled = Compiled.from_code(self._environment, code, {})
        pieces, size = [], 0
        for piece in compiled.generate({name: page.list_names(name) for name in LISTS}):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_CHARACTERS:
                page.tell(f"the text gets longer than {MAX_CHARACTERS:,} characters", Place(self.file, 1, 1))
                break
        return "".join(pieces)

    def _find_line(self, error: BaseException) -> int:
        """Return the line of the template in which an error was raised."""
        line, trace = 1, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.file.name:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _list_filters(self, page: Page) -> dict[str, object]:
        """Return what the checked template calls, by names that no template can write, and the filters by theirs."""
        places = self._places

        @pass_context
        def put(_context: Context, value: object, place: int) -> str:
            return page.write(value, places[place])

        def count_rounds(items: list[object]) -> Iterator[object]:
            for item in items:
                page.rounds += 1
                if page.rounds > MAX_ROUNDS:
                    raise ValueError(f"the loops go round more than {MAX_ROUNDS:,} times")
                yield item

        calls: dict[str, object] = {"put": put, "count_rounds": count_rounds, "is_valued": page.is_valued}
        calls["pick"] = lambda place, name, at: page.pick(name, at, places[place])
        for name, function in {**FUNCTIONS, **TEXTS}.items():
            calls[f"call {name}"] = _bind(page, function, places)
        return calls | {name: _bind_filter(page, function) for name, function in FILTERS.items()}


def _apply(
    name: str, subject: nodes.Node, arguments: list[nodes.Expr], named: list[nodes.Keyword] | None = None
) -> nodes.Expr:
    """Return an expression that puts a subject through a filter."""
    return nodes.Filter(subject, name, arguments, named or [], None, None, lineno=subject.lineno)


def _spell(node: nodes.Node) -> list[str] | None:
    """Return the words of a name with dots; None of what is no name."""
    match node:
        case nodes.Name():
            return [node.name]
        case nodes.Getattr():
            words, last = _spell(node.node), node.attr
        case nodes.Getitem() if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, (str, int)):
            words, last = _spell(node.node), str(node.arg.value)
        case _:
            return None
    return None if words is None else [*words, last]


def _bind(page: Page, function: Callable[..., object], places: list[Place]) -> Callable[..., object]:
    def call(place: int, *arguments: object, **named: object) -> object:
        return function(page, places[place], *arguments, **named)

    return call


def _bind_filter(page: Page, function: Callable[..., object]) -> Callable[..., object]:
    def call(value: object, *arguments: object, **named: object) -> object:
        return function(page, value, *arguments, **named)

    return call
