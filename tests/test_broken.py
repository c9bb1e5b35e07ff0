"""Broken and hostile input: every error is told at its place, with exit status 3 and nothing on stdout.

The first lines of a file of `broken/` say what must be told of it: `#! LINE:COL MESSAGE` for each error, in
order (`FILE:LINE:COL` where another file is at fault), and `#? TEXT` for words that a hint must contain.
"""

import json
import re
from pathlib import Path

import pytest

import leverage
from leverage.problems import make_visible
from tests.program import Done, read_json, run, run_alone

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.name for path in BROKEN.glob("*.yaml"))
PLAIN = (BROKEN / "with" / "plain.yaml").read_bytes()  # a scenario without a fault
UTF8_MARK = b"\xef\xbb\xbf"


def errors(done: Done, name: str) -> list[str]:
    """Return each error as `PLACE MESSAGE`, once the run is known to have failed as it should."""
    assert (done.status, done.out) == (3, ""), done.err
    found = re.findall(r"^error: (.*)(?:\n *--> (.*))?", done.err, re.MULTILINE)
    return [f"{place.removeprefix(f'{name}:')} {message}".strip() for message, place in found]


def marked(name: str, mark: str) -> list[str]:
    """Return what a broken file's own comments say must be told of it."""
    lines = (BROKEN / name).read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


@pytest.mark.parametrize("name", NAMES)
def test_broken_file_is_told_at_its_place(name: str) -> None:
    """A broken file gives exactly the errors that its comments name."""
    done = run("check", name, cwd=BROKEN)
    assert errors(done, name) == marked(name, "#! ")
    for hint in marked(name, "#? "):
        assert hint in done.err


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("name", ["key_move.yaml", "many_figures.yaml", "place_folded.yaml"])
def test_line_endings_leave_places_as_they_are(name: str, ending: bytes) -> None:
    """A file from another system has its errors at the same places."""
    text = (BROKEN / name).read_bytes().replace(b"\n", ending)
    assert errors(run("check", "-", stdin=text), "<stdin>") == marked(name, "#! ")


# What cannot stand in a file of the corpus: the bytes and the one error they must give.
REFUSED = {
    "nul": (b"title: a\0b\n", r"1:9 the character \x00 is not allowed in YAML"),
    "control character": (
        b"title: Broken\nabout: \x1b[31m\n",
        r"2:8 the character \x1b is not allowed in YAML",
    ),
    "latin 1": ("title: Größe\n".encode("latin-1"), "1:10 not UTF-8 text; save the file as UTF-8"),
    "utf 16": ("title: Broken\n".encode("utf-16"), "1:1 not UTF-8 text; save the file as UTF-8"),
    "half a character": (
        PLAIN + "# Größe".encode()[:-2],
        "17:6 not UTF-8 text; save the file as UTF-8",
    ),
    "mark of UTF-8, then an error": (
        UTF8_MARK + PLAIN.replace(b"trade", b"trad"),
        "13:11 no kind 'trad'",
    ),
    "nothing": (b"", "1:1 the file is empty; a scenario begins with 'title:'"),
    "blank lines": (b"\n \n\n", "1:1 the file is empty; a scenario begins with 'title:'"),
    "2 MB": (PLAIN + b"# " + b"x" * 2_000_000, "<stdin> is larger than 1,048,576 bytes"),
    # The top is the first level, so the thirty-second bracket after a key is the first too many.
    "brackets": (b"title: " + b"[" * 60_000, "1:39 nested deeper than 32 levels"),
    "closed brackets": (
        b"title: " + b"[" * 60_000 + b"]" * 60_000,
        "1:39 nested deeper than 32 levels",
    ),
    "braces": (b"title: " + b"{" * 60_000, "1:39 nested deeper than 32 levels"),
    "dashes": (b"- " * 60_000, "1:65 nested deeper than 32 levels"),
    "question marks": (b"? " * 60_000, "1:65 nested deeper than 32 levels"),
    "steps": (
        b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
        "33:33 nested deeper than 32 levels",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_bytes_give_one_error(name: str) -> None:
    """Bytes that no editor would write are refused with one message at their place."""
    text, error = REFUSED[name]
    assert errors(run("check", "-", stdin=text), "<stdin>") == [error]


def test_alias_bomb_is_refused() -> None:
    """Aliases that would grow to a billion texts are refused at the first."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    told = errors(run("check", "-", stdin="\n".join(lines).encode()), "<stdin>")
    assert told[0] == "2:10 aliases are not allowed; name a figure and use its name"


@pytest.mark.parametrize(
    "formula",
    ["(" * 900 + "goods" + ")" * 900, "abs(" * 390 + "goods" + ")" * 390, "-" * 1900 + "goods"],
    ids=["parentheses", "functions", "signs"],
)
def test_deep_formula_is_refused(formula: str) -> None:
    """A formula nested beyond its limit is refused as such."""
    text = PLAIN + f"results:\n  deep:\n    formula: {formula}\n".encode()
    (told,) = errors(run("check", "-", stdin=text), "<stdin>")
    assert re.fullmatch("19:[0-9]+ the formula is nested too deeply", told)


def crowded(line: str, count: int) -> bytes:
    """Write a scenario with many broken figures, of number N before M; the first is on line 10."""
    figures = "".join(f"  {line.replace('N', str(n)).replace('M', str(n + 1))}\n" for n in range(count))
    return PLAIN.replace(b"figures:\n", b"figures:\n" + figures.encode())


# Each would take minutes if the work for an error grew with the file.
CROWDS = {
    "names": (crowded("fN: good_N", 3000), "10:7 nothing is named 'good_0'"),
    "units": (crowded("fN: 2 bbbl", 20_000), "10:7 no unit 'bbbl'"),
    "keys": (crowded("f: 2", 50_000), "11:3 the key 'f' stands twice"),
    "names that are nearly known": (
        crowded("right_N: 1", 500)
        + b"results:\n"
        + b"".join(b"  r%d: {formula: rihgt_%d}\n" % (n, n) for n in range(10_000)),
        "518:17 nothing is named 'rihgt_0'",
    ),
    "circles": (crowded("fN: fN", 3000), "10:3 a circle of formulas: f0 -> f0"),
    "circles of two": (
        crowded("fN: gN + 1\n  gN: fN * 2", 5000),
        "10:3 a circle of formulas: f0 -> g0 -> f0",
    ),
    "circles on a chain": (
        crowded("fN: fM + gN\n  gN: fN * 2", 5000).replace(b"  goods", b"  f5000: 1\n  goods"),
        "10:3 a circle of formulas: f0 -> g0 -> f0",
    ),
    "aliases": (
        crowded("fN: *f", 20_000).replace(b"title: ", b"about: &f " + b"far off " * 30_000 + b"\ntitle: "),
        "11:7 aliases are not allowed; name a figure and use its name",
    ),
}


def test_a_hundred_errors_are_shown_and_the_rest_counted() -> None:
    """Of 3,000 errors the text shows 100, with the hint of each, and JSON has them all."""
    text = crowded("fN: plian", 3000).replace(b"goods:", b"plain: 1\n  goods:")
    done = run("check", "-", stdin=text)
    shown = done.err
    assert shown.count("error: ") == shown.count("did you mean 'plain'?") == 100
    assert "\nand 2,900 more; the format json of `leverage check` has them all\n" in shown
    assert "The scenario cannot be checked: 3,000 mistakes." in shown
    found = read_json("check", "-", stdin=text)["problems"]
    assert [row["line"] for row in found] == list(range(10, 3010))


@pytest.mark.parametrize("name", CROWDS)
def test_thousands_of_errors_are_told_soon(name: str) -> None:
    """A file that is wrong on every line is answered within the time-out, its first error first."""
    text, first = CROWDS[name]
    assert errors(run_alone("check", "-", stdin=text), "<stdin>")[0] == first


# The total of one side lacks a loss, so that each of a thousand sums is "at least".
CHAIN = (
    "  wages: {kind: remittances, recipient: north, host: south, value: goods}\n"
    "results:\n  sum0: {formula: total.south}\n"
    + "".join(f"  sum{n + 1}: {{formula: sum{n} + total.south}}\n" for n in range(1000))
    + "claims:\n  large: {says: The last sum is large., test: 'sum1000 > [1 USD/year]', threshold: none}\n"
)

# What looks odd and is right.
ACCEPTED = {
    "mark of UTF-8": UTF8_MARK + PLAIN,
    "CRLF": PLAIN.replace(b"\n", b"\r\n"),
    "no last line end": PLAIN.rstrip(),
    "Norway": PLAIN.replace(b"name: North", b"code: NO\n    name: null and void"),
    "long sum": PLAIN + b"results:\n  most:\n    formula: " + b" + ".join([b"goods"] * 150),
    "long chain": PLAIN + CHAIN.encode(),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_odd_but_right_text_is_accepted(name: str) -> None:
    """A text that only looks broken is read without an error."""
    done = run("check", "-", stdin=ACCEPTED[name])
    assert (done.status, done.err) == (0, "")


# What no terminal shows as it is: control signs but for breaks of lines and tabs, signs of direction and of joining,
# tags, annotations, halves of characters, and the 66 code points that Unicode says are no characters.
UNSEEN = [
    *range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010),
    *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000),
    *range(0xE0000, 0xE0080), *range(0xFDD0, 0xFDF0), *(plane + last for plane in range(0, 0x110000, 0x10000)
    for last in (0xFFFE, 0xFFFF)),
]  # fmt: skip


def test_what_is_not_seen_is_read_as_an_escape(tmp_path: Path) -> None:
    """Every such character becomes its escape where a file is read; letters of all scripts and signs stay."""
    assert len({code for code in UNSEEN if 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE}) == 66
    for code in UNSEEN:
        escape = (
            "\\r"
            if code == 0xD
            else f"\\x{code:02x}"
            if code < 0x100
            else f"\\u{code:04x}"
            if code < 0x10000
            else f"\\U{code:08x}"
        )
        assert make_visible(f"a{chr(code)}z") == f"a{escape}z"
    kept = "Größe, Баку, თბილისი, 東京, ₽ ₼ € é \u00a0\u0301\u0640\U0001f6e2"
    assert make_visible(kept) == kept
    file = tmp_path / "unseen.yaml"
    unseen = "".join(f"\\U{code:08x}" for code in UNSEEN if not 0xD800 <= code < 0xE000)  # YAML has no halves
    file.write_bytes(PLAIN.replace(b"title: Plain", f'title: "{unseen}"'.encode()))
    assert not {chr(code) for code in UNSEEN} & set(leverage.load(file).title)


COMMAND = "::error file=README.md::obeyed"  # what continuous integration obeys at the beginning of a line
LINE = f'"x\\n{COMMAND}\\n"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Plain", f"title: Plain\n{LINE}: 1"),
        ("  north:\n", f"  {LINE}: {{}}\n  north:\n"),
        ("kind: trade", f"kind: {LINE}"),
        ("seller: north", f"seller: {LINE}"),
        ("value: goods", f"value: {LINE}"),
        ("2 billion USD/year", LINE),
        ("2 billion USD/year", f'"2\\n{COMMAND}"'),
        ("title: Plain", f"title: Plain\nas_of: {LINE}"),
        ("title: Plain", f"title: Plain\ncurrency: {LINE}"),
        ("title: Plain", f"title: Plain\nextends: {LINE}"),
        ("title: Plain", f"title: Plain\nmoves: {{{LINE}: {{lever: {LINE}, by: {LINE}, cut: {LINE}}}}}"),
        ("title: Plain", f"title: Plain\nclaims: {{{LINE}: {{test: {LINE}, expect: {LINE}}}}}"),
        ("title: Plain", f"title: Plain\nkinds: {{k: {{roles: {{{LINE}: 1}}, share_of: {{{LINE}: {LINE}}}}}}}"),
        ("title: Plain", f"title: Plain\n{LINE}: 1\n{LINE}: 2"),
    ],
)
def test_no_line_begins_with_a_users_line_break(tmp_path: Path, old: str, new: str) -> None:
    """A break of lines in any text of a file is an escape in what is said of it, and in the records of problems."""
    text = PLAIN.decode()
    assert old in text
    file = tmp_path / f"a\n{COMMAND.replace('/', '')}.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(leverage.LeverageError) as raised:
        leverage.load(file)
    assert not re.search("^::", str(raised.value), re.MULTILINE)
    assert all("\n" not in problem.message + problem.hint for problem in raised.value.problems)


@pytest.mark.parametrize("text", ["2024\n", "2024-01\n"])
def test_a_line_break_is_no_part_of_a_date(tmp_path: Path, text: str) -> None:
    """What looks like a date and goes on is none."""
    file = tmp_path / "date.yaml"
    file.write_text(PLAIN.decode().replace("title: Plain", f"title: Plain\nas_of: {json.dumps(text)}"), "utf-8")
    with pytest.raises(leverage.LeverageError, match="'as_of' must be a date"):
        leverage.load(file)


def test_folder_without_a_scenario(tmp_path: Path) -> None:
    """A folder that holds no scenario is named."""
    (tmp_path / "papers").mkdir()
    told = errors(run("check", "papers", cwd=tmp_path), "")
    assert told == ["the folder papers holds no scenario"]


def test_missing_file_names_the_one_that_was_meant(tmp_path: Path) -> None:
    """A misspelt file name is answered with the file beside it."""
    (tmp_path / "scenario.yaml").write_bytes(PLAIN)
    done = run("check", "scenaro.yaml", cwd=tmp_path)
    assert errors(done, "") == ["no scenario 'scenaro.yaml'"]
    assert "did you mean 'scenario.yaml'?" in done.err


@pytest.mark.parametrize(
    ("target", "reason"),
    [("link.yaml", "too many levels of symbolic links"), ("gone.yaml", "no such file or directory")],
)
def test_a_link_that_leads_nowhere_is_told(target: str, reason: str, tmp_path: Path) -> None:
    """It is there, so no other name was meant."""
    (tmp_path / "link.yaml").symlink_to(target)
    for words in ("show link.yaml", "compare link.yaml", "check link.yaml", "get link.yaml total.a"):
        assert errors(run(*words.split(), cwd=tmp_path), "") == [f"cannot read link.yaml: {reason}"]


@pytest.mark.parametrize("command", ["show", "explain", "sources", "sensitivity", "compare", "check"])
def test_an_empty_name_is_no_scenario(command: str) -> None:
    """As a shell gives it for a variable that is not set: the bundled scenario is not taken in its place."""
    assert errors(run(command, ""), "") == ["no scenario ''"]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="the system has no such devices")
@pytest.mark.parametrize(
    ("device", "error"),
    [
        ("/dev/null", "1:1 the file is empty; a scenario begins with 'title:'"),
        ("/dev/zero", "/dev/zero is larger than 1,048,576 bytes"),
    ],
)
def test_device_is_read_no_further_than_a_scenario(device: str, error: str) -> None:
    """A device in the place of a file ends with a message, not never."""
    assert errors(run_alone("check", device), device) == [error]
