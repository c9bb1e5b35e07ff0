"""``python -m tests.benchmarks [--short]``: every row of speed that the project promises, measured in one run.

Run it with a Python that has the package installed from a wheel. The short form only shows that it works.
"""

import sys

from tests.benchmarks import data, draws, files, start, sweep


def main() -> None:
    """Print every row as it is measured."""
    is_short = "--short" in sys.argv[1:]
    print(f"{'work':46} {'ratio':>8} {'':3} {'at most':>8}   against")
    for module in (start, files, draws, sweep, data):
        for row in module.rows(is_short=is_short):
            print(row, flush=True)


if __name__ == "__main__":
    main()
