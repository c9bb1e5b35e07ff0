"""The documents of the project, and the scenario files that they show."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README, SCENARIOS = ROOT / "README.md", ROOT / "scenarios" / "README.md"
HISTORY, CHART = ROOT / "scenarios" / "history" / "README.md", ROOT / "scenarios" / "history" / "diversion.svg"
MAP, REFERENCE = ROOT / "leverage" / "README.md", ROOT / "leverage" / "REFERENCE.md"
GENERATED = README, SCENARIOS, HISTORY, REFERENCE  # those with parts that Cog writes


def files() -> dict[str, str]:
    """Return the files that the documents show, scenarios and a template, by name."""
    text = "".join(path.read_text(encoding="utf-8") for path in (README, SCENARIOS, REFERENCE))
    return dict(re.findall(r"^```(?:yaml|markdown) file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def find_block(path: Path, language: str, first: str) -> str:
    """Return the code block of a document that is in a language and begins with some words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(next(block for block in blocks if block.startswith(first)))
