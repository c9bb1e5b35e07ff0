"""Many files that extend one base, compared as CSV, beside composing base and overlay of each with bare yaml.

Each is a process of its own, whose processor time counts, so that the program runs as it does for users.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from leverage import library
from tests.benchmarks.row import Row, least_use

OVERLAY = """\
title: Scenario {number}
extends: azerbaijan-russia
figures:
  diverted:
    value: {percent} %
    assumed: one of many
moves:
  ban:
    lever: goods_to_russia
    by: russia
    cut: {percent} %
"""


WITH_YAML = """
import sys, yaml
with open(sys.argv[1], encoding="utf-8") as file:
    base = file.read()
for overlay in sys.argv[2:]:
    yaml.compose(base, Loader=yaml.CSafeLoader)
    with open(overlay, encoding="utf-8") as file:
        yaml.compose(file.read(), Loader=yaml.CSafeLoader)
"""


def rows(*, is_short: bool) -> Iterator[Row]:
    """Yield the row of a thousand files."""
    count = 20 if is_short else 1000
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"s{number:04}.yaml" for number in range(count)]
        for number, file in enumerate(files):
            file.write_text(OVERLAY.format(number=number, percent=33 + number % 57), encoding="utf-8")
        base = library.find_folder() / "azerbaijan-russia" / "base.yaml"
        commands = {
            "compare": [sys.executable, "-m", "leverage", "compare", folder, "--no-range", "-f", "csv"],
            "yaml": [sys.executable, "-c", WITH_YAML, str(base), *map(str, files)],
        }
        taken = least_use(commands, 1 if is_short else 3)
    ratio = taken["compare"].seconds / taken["yaml"].seconds
    yield Row(f"compare {count} files, as CSV", "yaml.compose of both files of each", ratio, 1.0)
