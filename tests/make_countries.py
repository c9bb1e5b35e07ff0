"""Makes the table of countries, `leverage/data/countries.csv`, from public lists of codes and our list of variants.

    python -m tests.make_countries country-codes.csv country_codes_V202401b.csv

The first file is the data set country-codes of DataHub, the second the list of countries that comes with CEPII's BACI.
The same files always give the same table. A name or a code that would mean two things ends it with an error.
"""

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from leverage.data.countries import Row, fold_name, read_rows, repair

VARIANTS = Path(__file__).parent / "country_variants.csv"
TABLE = Path(__file__).parent.parent / "leverage" / "data" / "countries.csv"
HEAD = """\
# Codes and names of countries, and of what stands among them in files of data. Made by tests/make_countries.py from
# the data set country-codes of DataHub (Open Knowledge; PDDL 1.0), the country codes of BACI (CEPII; Etalab 2.0), and
# tests/country_variants.csv, our own list of codes and names in files of the UN, the World Bank, the IMF, Eurostat,
# Our World in Data and the CIA. Facts only; a name here says nothing on the status of a territory.
"""
_OF_BACI = ("country_code", "country_name", "country_iso3")
_NAMES = ("CLDR display name", "UNTERM English Short", "official_name_en", "UNTERM English Formal")
_NAMES_OF_ISO = "ISO4217-currency_country_name"
_OF_DATAHUB = ("ISO3166-1-Alpha-3", "ISO3166-1-Alpha-2", "M49", "FIPS", *_NAMES, _NAMES_OF_ISO)


class MakingError(Exception):
    """Says why no table can be made."""


def main() -> None:
    """Make the table of the files that the command line names."""
    parser = argparse.ArgumentParser(description="Make the table of countries.")
    parser.add_argument("datahub", type=Path, help="country-codes.csv of DataHub")
    parser.add_argument("baci", type=Path, help="the list of countries of BACI")
    parser.add_argument("-o", "--output", type=Path, default=TABLE)
    given = parser.parse_args()
    try:
        table = make_table(*(path.read_text(encoding="utf-8-sig") for path in (given.datahub, given.baci, VARIANTS)))
    except (MakingError, OSError) as error:
        sys.exit(f"error: {error}")
    given.output.write_text(table, encoding="utf-8", newline="\n")


def make_table(datahub: str, baci: str, variants: str) -> str:
    """Return the table made of the texts of three files."""
    rows = {row.code: row for row in map(_read_datahub, _read_list(datahub, _OF_DATAHUB))}
    groups = []
    for change in read_rows(variants):
        if change.sort == "country":
            rows[change.code] = _change(rows.get(change.code), change)
        else:
            groups.append(change)
    for record in _read_list(baci, _OF_BACI):
        number, name = record["country_code"], repair(record["country_name"])
        if any(number in group.list_keys()["numbers"] for group in groups):
            continue  # of historic states BACI gives the letters of today's
        row = rows.get(record["country_iso3"]) or next((row for row in rows.values() if number in row.codes), None)
        if row is None:
            raise MakingError(f"BACI's {number} ({name}) is neither a country nor a group")
        rows[row.code] = row._replace(codes=(*row.codes, number), names=(*row.names, name))
    done = [_drop_repeated(row) for row in (*sorted(rows.values(), key=lambda row: row.code), *groups)]
    _check(done)
    return HEAD + _write(done)


def _read_list(text: str, columns: Iterable[str]) -> list[dict[str, str]]:
    """Return the records of a list of codes; raise a MakingError if it has not the columns."""
    reader = csv.DictReader(io.StringIO(text))
    if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
        raise MakingError(f"a list has no column {', '.join(missing)}")
    return list(reader)


def _read_datahub(record: dict[str, str]) -> Row:
    names = [re.sub(r" \(the\)|[* ]+$", "", record[column]).strip() for column in (*_NAMES, _NAMES_OF_ISO)]
    name = names[0].replace("&", "and").replace("’", "'")
    return Row(
        sort="country",
        code=record["ISO3166-1-Alpha-3"],
        name=re.sub(r"\bSt\.", "Saint", name),
        iso2=record["ISO3166-1-Alpha-2"],
        m49=record["M49"].zfill(3),
        gec=record["FIPS"].strip() if len(record["FIPS"].strip()) == 2 else "",
        codes=(),
        names=tuple(names[1:]),
    )


def _change(row: Row | None, change: Row) -> Row:
    """Return a country with what a row of variants says of it."""
    if row is None:
        return change
    given = {
        field: "" if value == "-" else value
        for field, value in zip(Row._fields[1:6], change[1:6], strict=True)
        if isinstance(value, str) and value
    }
    return row._replace(**given, codes=(*row.codes, *change.codes), names=(*row.names, *change.names))


def _drop_repeated(row: Row) -> Row:
    """Return a row without names that read the same as an earlier one, and without codes that stand in its columns."""
    seen = {fold_name(row.name)}
    names = []
    for name in row.names:
        if name and fold_name(name) not in seen:
            seen.add(fold_name(name))
            names.append(name)
    first = {row.code, row.iso2, row.m49.lstrip("0")}
    codes = [code for code in dict.fromkeys(row.codes) if code not in first]
    return row._replace(codes=tuple(codes), names=tuple(names))


def _check(rows: Iterable[Row]) -> None:
    """Raise a MakingError if a code or a name means two rows."""
    meant: dict[tuple[str, str], Row] = {}
    for row in rows:
        for lookup, keys in row.list_keys().items():
            for key in keys:
                other = meant.setdefault((lookup, key), row)
                if other is not row:
                    raise MakingError(f"'{key}' (among {lookup}) means {other.name} and {row.name}")


def _write(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    for row in rows:
        writer.writerow(["|".join(cell) if isinstance(cell, tuple) else cell for cell in row])
    return out.getvalue()


if __name__ == "__main__":
    main()
