"""What the formats of a bibliography share: what sort of work a source is, its authors one by one, its date."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from leverage.reading.notes import find_first_date
from leverage.reading.scenario import DOI
from leverage.report.bibliography import pick_link
from leverage.report.report import Record
from leverage.text import unbroken


class Sort(NamedTuple):
    """A sort of work: the entry of BibLaTeX and the type of CSL that stand for it, with the words CSL needs beside."""

    bibtex: str
    csl: str
    genre: str = ""


_ARTICLE = Sort("article", "article-journal")
_BOOK = Sort("book", "book")
_CHAPTER = Sort("incollection", "chapter")
_THESIS = Sort("thesis", "thesis")
_REPORT = Sort("report", "report")
_DATASET = Sort("dataset", "dataset")
_ONLINE = Sort("online", "webpage")
_MISC = Sort("misc", "document")
#: What the key `type` may say of the sort; anything else is a text, such as "working paper".
_SORTS = {
    "article": _ARTICLE,
    "book": _BOOK,
    "chapter": _CHAPTER,
    "dataset": _DATASET,
    "document": _MISC,
    "incollection": _CHAPTER,
    "inproceedings": Sort("inproceedings", "paper-conference"),
    "mastersthesis": Sort("mastersthesis", "thesis", "Master’s thesis"),
    "misc": _MISC,
    "online": _ONLINE,
    "phdthesis": Sort("phdthesis", "thesis", "PhD thesis"),
    "report": _REPORT,
    "software": Sort("software", "software"),
    "techreport": Sort("techreport", "report", "technical report"),
    "thesis": _THESIS,
    "unpublished": Sort("unpublished", "manuscript"),
    "webpage": _ONLINE,
}
#: The keys that tell the sort of a source without one of these words; the first that is given decides.
_TOLD_BY = {
    "journal": _ARTICLE,
    "booktitle": _CHAPTER,
    "school": _THESIS,
    "institution": _REPORT,
    "isbn": _BOOK,
    "sha256": _DATASET,
    "file": _DATASET,
    "url": _ONLINE,
    "publisher": _BOOK,
}


def _find_sort(source: Mapping[str, str]) -> Sort:
    """Return what sort of work a source is, by its type, else guessed by the keys it has."""
    told = source.get("type", "").casefold()
    return _SORTS.get(told) or next((sort for key, sort in _TOLD_BY.items() if key in source), _MISC)


class Name(NamedTuple):
    """The name of a person, or in `whole` that of an organisation, or whatever cannot be told apart."""

    whole: str = ""
    family: str = ""
    given: str = ""
    particle: str = ""


_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_]")
_WORD = re.compile(r"[^\W\d_][\w’'-]*\.?")
_ARTICLES = frozenset({"al", "das", "der", "die", "el", "il", "la", "las", "le", "les", "los", "the"})
_PARTICLES = frozenset({
    "af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la",
    "le", "te", "ten", "ter", "van", "von", "zu", "zum", "zur",
})  # fmt: skip
# Words that are in the names of organisations and hardly ever in those of persons: by their beginnings, or whole.
_OF_ORGANISATIONS = re.compile(
    r"(?:academ|administr|agen[ctz]|allianc|analy|archiv|assembl|associat|authorit|broadcast|bulletin|bureau|business"
    r"|coalition|commission|committee|compan|confedera|consult|corporat|customs|database|department|develop|director"
    r"|division|econom|embass|endowment|energ|euro|exchange|facult|federa|financ|foundation|gazett|govern|infor"
    r"|initiativ|institut|internation|invest|journal|laborat|librar|magazin|minist|monetar|monitor|museum|national"
    r"|network|observat|organi[sz]|parliament|partnership|petrol|polic|program|registr|research|resourc|secretariat"
    r"|senate|servic|societ|statisti|system|televis|treasur|tribunal|universit|\w+bank)\w*"
    r"|(?:bank|board|cent(?:er|re)|capital|chamber|college|congress|council|court|daily|data|export|forum|fund|gas"
    r"|global|group|herald|holding|house|import|inc|limited|llc|ltd|market|media|nation|news|office|oil|panel|paper"
    r"|post|press|radio|rating|review"
    r"|school|state|study|studies|survey|times|trade|trading|trust|union|united|watch|world)s?",
    re.IGNORECASE,
)


def split_names(text: str, organisations: Collection[str] = ()) -> list[Name]:
    """Split a text into the names of persons and organisations that it lists.

    Semicolons always part names, and between them stands "Family, Given" too. Commas and "and" part names only where
    each part is then plainly a person's: otherwise the whole text is one name, as "Department of Foreign Affairs and
    Trade" is. `organisations` are names of no persons.
    """
    names: list[Name] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        persons = [] if part in organisations else _read_persons(part)
        family, comma, given = map(str.strip, part.partition(","))
        if not persons and comma and ";" in text and _is_name(family) and _is_name(given):
            persons = [_order(family, given)]
        names += persons or [Name(whole=part)]
    return names


def _read_persons(text: str) -> list[Name]:
    """Return the persons that a text lists; none if any part of it may be something else."""
    lists = [re.split(r", ?", part) for part in re.split(r",? (?:and|&) ", text)]
    parts = [part for listed in lists for part in listed]
    persons = [person for part in parts if (person := _read_person(part))]
    if len(persons) == len(parts):
        return persons
    if len(parts) % 2:
        return []
    pairs = [(parts[at], parts[at + 1]) for at in range(0, len(parts), 2)]
    is_in_pairs = len(lists) > 1 and all(len(listed) == 2 for listed in lists)  # Family, Given and Family, Given
    if not is_in_pairs and not all(_is_initials(given) for _, given in pairs):  # Family, G., Family, G.
        return []
    return [_order(*pair) for pair in pairs] if all(map(_is_name, parts)) else []


def _read_person(text: str) -> Name | None:
    """Read a person's name with the family's at its end: two words to four, particles aside; None if it is none."""
    words = text.split()
    places = [at for at, word in enumerate(words) if word in _PARTICLES]
    if not 2 <= len(words) - len(places) <= 4 or not _is_name(text) or _is_initials(words[-1]):
        return None
    if words[0].casefold() in _ARTICLES or 0 in places or len(words) - 1 in places:
        return None  # a newspaper, such as Le Monde
    first = places[0] if places else len(words) - 1
    return _order(" ".join(words[first:]), " ".join(words[:first]))


def _order(family: str, given: str) -> Name:
    """Return a person's name, the particle before the family's name apart."""
    words = family.split()
    first = next((at for at, word in enumerate(words) if word not in _PARTICLES), 0)
    return Name("", " ".join(words[first:]), given, " ".join(words[:first]))


def _is_initials(text: str) -> bool:
    words = text.split()
    return bool(words) and all(_INITIAL.fullmatch(word) and word[0].isupper() for word in words)


def _is_name(text: str) -> bool:
    """Tell whether a text can be a person's name or a part of it: capital letters, and no word of an organisation."""
    words = text.split()
    return bool(words) and all(word in _PARTICLES or _is_word_of_name(word) for word in words)


def _is_word_of_name(word: str) -> bool:
    if _INITIAL.fullmatch(word):
        return word[0].isupper()
    if not _WORD.fullmatch(word) or not word[0].isupper() or word.isupper():
        return False
    return not _OF_ORGANISATIONS.fullmatch(word)


class Work(NamedTuple):
    """A source as a bibliography needs it; texts are as the user wrote them, in one line each.

    `date` and `accessed` are ISO dates as far as they go, empty where a text has none; `url` is the address of a web
    page. `texts` are the other keys by name, empty or absent where they are not given; `year` is a date that is none.
    """

    id: str
    sort: Sort
    names: dict[str, list[Name]]
    date: str
    accessed: str
    doi: str
    url: str
    note: str
    texts: dict[str, str]


_PERSONS = ("author", "editor", "translator")
_HOUSES = ("publisher", "institution", "organization", "school")
_NOT_TEXTS = ("source", "primary", "figures", "published", "year", "month", "accessed", "doi", "url", "note", "type")


def read_works(records: Iterable[Record]) -> list[Work]:
    """Read the records of sources."""
    return [
        _read_work({key: unbroken(text) for key, text in each.items() if isinstance(text, str)}) for each in records
    ]


def _read_work(source: Mapping[str, str]) -> Work:
    texts = {key: text for key, text in source.items() if key not in (*_NOT_TEXTS, *_PERSONS)}
    if source.get("type", "").casefold() not in _SORTS:
        texts["type"] = source.get("type", "")
    houses = [source[key] for key in _HOUSES if key in source]
    published = source.get("published", "")
    day, url = _find_date(published), pick_link(source.get("url", ""))
    in_url = re.fullmatch(DOI, url)
    remarks = (
        f"Published: {published}." if day and not _is_date_alone(published, day) else "",
        f"Address: {source['url']}." if "url" in source and not url else "",
        source.get("note", ""),
    )
    return Work(
        source["source"],
        _find_sort(source),
        {key: split_names(source[key], houses) for key in _PERSONS if key in source},
        day,
        _find_date(source.get("accessed", "")),
        source.get("doi") or (in_url[1] if in_url else ""),
        url,
        " ".join(filter(None, remarks)),
        {**texts, "year": "" if day else published},
    )


def _find_date(text: str) -> str:
    """Return the first date in a text, in ISO's form as far as it goes; only its year where there is no such day."""
    found = find_first_date(text)
    try:
        date.fromisoformat(found + "2000-01-01"[len(found) :])
    except ValueError:
        return found[:4]
    return found


def _is_date_alone(text: str, day: str) -> bool:
    """Tell whether a text says no more than the date that was found in it: 2025-07-04, or 4 July 2025."""
    words = text.split()
    return text == day or (text.replace(" ", "").isalnum() and len(words) == day.count("-") + 1)
