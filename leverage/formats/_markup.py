"""Elements of HTML, and a number with all that stands with it: its mark, its range, the labels of its notes."""

from html import escape

from leverage.formats._binding import bound
from leverage.formats._style import ROLES
from leverage.report.labels import in_runs
from leverage.report.views import Item


class Markup:
    """Writes elements; their roles are classes in a page, and styles on the element in a fragment.

    `is_whole` tells a page from a fragment, which has no links within itself: it may stand twice in one document.
    """

    def __init__(self, *, is_whole: bool) -> None:
        """Write for a page or for a fragment."""
        self.is_whole = is_whole

    def tag(self, name: str, content: str, roles: str = "", /, **attributes: str | int) -> str:
        """Write an element in some roles, named side by side, with its attributes; `data_head` is data-head."""
        look = self._look(roles) if roles else ""
        more = "".join(f' {key.replace("_", "-")}="{escape(str(one))}"' for key, one in attributes.items())
        return f"<{name}{look}{more}>{content}</{name}>"

    def paragraph(self, text: str, roles: str = "") -> str:
        """Write a paragraph; nothing for an empty one."""
        return self.tag("p", escape(bound(text)), roles) if text else ""

    def headed(self, title: str, body: str) -> str:
        """Write something under a heading, if there is one."""
        return f"{self.tag('h2', escape(title))}\n{body}" if title else body

    def part(self, role: str) -> str:
        """Name what an element is to readers that do not see; a narrow screen would else make them lose a table."""
        return f' role="{role}"' if self.is_whole else ""

    def words(self, item: Item) -> str:
        """Write words with the labels of their notes behind them."""
        return f"{escape(item.text)}{escape(item.mark)}{self._labels(item, 'sup', 'behind', ' ')}"

    def number(self, item: Item) -> str:
        """Write a number with its mark in a place of its own, under it its range and the labels of its notes.

        Lines and brackets keep them apart where a style is lost: nobody must read 1,178 and note 1 as one number.
        """
        mark = self.tag("span", escape(item.mark), "mark") if item.mark or item.raw is not None else ""
        between = item.range if self.is_whole else f"({item.range})"
        spread = f"<br>{self.tag('span', escape(between), 'range')}" if item.range else ""
        return f"{escape(item.text)}{mark}{spread}{self._labels(item, 'span', 'notes', '<br>')}"

    def _labels(self, item: Item, name: str, role: str, before: str) -> str:
        labels = ", ".join(self._run(run) for run in in_runs(item.notes))
        return f"{before}{self.tag(name, f'[{labels}]', role)}" if labels else ""

    def _run(self, run: tuple[str, ...]) -> str:
        labels = [self.tag("a", one, href=f"#note-{one}") if self.is_whole else one for one in run]
        return self.tag("span", "–".join(labels), "run") if len(run) > 1 else labels[0]

    def _look(self, roles: str) -> str:
        if self.is_whole:
            return f' class="{roles}"'
        styles = ";".join(ROLES[role] for role in roles.split() if role in ROLES)
        return f' style="{escape(styles)}"' if styles else ""
