"""The bundled scenarios in the folder classic: numbers that are published, or worked out from published ones."""

import json
from typing import Any

import pytest

from leverage import library
from tests.program import run

CLASSIC = [name for name in library.list_bundled() if name.startswith("classic/")]


def output(*words: str) -> dict[str, Any]:
    """What a command prints, as JSON."""
    done = run(*words, "-f", "json")
    assert done.status == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def value_of(scenario: str, cell: str) -> float:
    """The number of a cell."""
    (record,) = output("get", f"classic/{scenario}", cell)["cells"]
    return float(record["value"])


@pytest.mark.parametrize(
    ("scenario", "cell", "expected"),
    [
        # Arkolakis, Costinot and Rodríguez-Clare (2012): 1 - 0.93^(1/5) and 1 - 0.93^(1/10) of 100 billion
        ("gains-from-trade", "loss.low.imports_low", 1.4409e9),
        ("gains-from-trade", "loss.high.imports_high", 0.7231e9),
        # 1,000 (1 - 0.9^(1/1)) and 1,000 (1 - 0.9^(1/2)) million
        ("supplier-cut-off", "loss.two.goods_two", 100e6),
        ("supplier-cut-off", "loss.three.goods_three", 51.317e6),
        # 1.6 million visits at 465 dollars
        ("visitors", "loss.georgia.visitors", 744e6),
        # 275 of 744 million
        ("visitors", "share_lost", 0.36962),
        # 0.30 x 0.11 of 100 billion
        ("aid", "loss.recipients.usaid", 3.3e9),
        # 2.6 billion Australian dollars, of which 61 % stay away
        ("investment", "loss.australia.investment", 2.6e9),
        ("investment", "outcome.australia", 1.586e9),
    ],
)
def test_number(scenario: str, cell: str, expected: float) -> None:
    """A loss is the published one, or follows from published numbers by the arithmetic shown."""
    assert value_of(scenario, cell) == pytest.approx(expected, rel=5e-5)


@pytest.mark.parametrize(
    ("scenario", "party", "lever", "share", "value"),
    [
        ("visitors", "georgia", "visitors", "visitors.replaced", 744e6),
        ("aid", "recipients", "usaid", "usaid.replaced", 3.3e9),
        ("investment", "australia", "investment", "investment.replaced", 2.6e9),
    ],
)
def test_what_others_make_good_grows_with_time(scenario: str, party: str, lever: str, share: str, value: float) -> None:
    """Of a half that others make good in the end, 0.154889 is reached on average in the first year."""
    what_if = (
        "get",
        f"classic/{scenario}",
        f"loss.{party}.{lever}",
        f"first_year.{party}.{lever}",
        "--set",
        f"{share}=50%",
    )
    adjusted, first = (record["value"] for record in output(*what_if)["cells"])
    assert adjusted == pytest.approx(value * 0.5)
    assert first == pytest.approx(value * (1 - 0.5 * 0.154889), rel=1e-6)


def test_every_claim_of_the_folder_holds() -> None:
    """The folder's name stands for all its scenarios, and each has claims, which hold."""
    claims = output("check", "classic")["claims"]
    assert {f"classic/{record['scenario']}" for record in claims} == set(CLASSIC)
    assert {record["verdict"] for record in claims} == {"holds"}


def test_folder_without_a_base_names_its_scenarios() -> None:
    """These scenarios stand alone, so the folder's name alone shows none of them."""
    done = run("show", "classic")
    assert done.status == 3
    assert "the folder classic holds no base.yaml" in done.err
    assert "classic/aid" in done.err
