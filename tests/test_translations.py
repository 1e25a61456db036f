"""Every text has a Dutch one that keeps its placeholders and emphasis, and none is left over.

Texts are what the source marks (`mark`, `say`, `.text`, and `text` in templates, those of the
report and those of the site alike), the meanings of tables, columns and keys and the units of
figures, which refusals show, and of the library the titles and licences of sources, the names of
shocks, the sources of norms and the claims of replays.
Its other names stand in both languages.
"""

import csv
import importlib
import io
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import IO, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import weerbaar
from weerbaar.common.refusals import NO_UNIT
from weerbaar.common.tables import Column, Table
from weerbaar.region.files import read_library
from weerbaar.twin.scenario import KEYS

PACKAGE = Path(weerbaar.__file__).parent
LIBRARY = PACKAGE / "library"
DUTCH = PACKAGE / "locale" / "nl" / "LC_MESSAGES" / "weerbaar.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"text": None, "mark": None, "say": None}
SITE_TEXT = re.compile(r'{% text "([^"]+)"')
SAME_IN_BOTH = {"Finland", "flat", "school", "transport"}
# Ideas that the symposium gave an English name.
SAME_IN_BOTH |= {"Circles of Trust", "Hard training, easy fighting"}
DECIMAL_POINT = re.compile(r"\d\.\d{1,2}(?!\d)")


def site_texts(
    stream: IO[bytes], *_: object, **__: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts in a template of the site, as Babel wants them; a template has one tag for them."""
    for number, line in enumerate(stream.read().decode("utf-8").splitlines(), start=1):
        yield from ((number, "text", found, []) for found in SITE_TEXT.findall(line))


METHODS: list[tuple[str, Any]] = [
    ("**.py", "python"),
    ("**/web/templates/**.html", site_texts),
    ("**/web/templates/**.txt", site_texts),
    ("**/templates/*.html", "jinja2.ext:babel_extract"),
]


def marked_texts() -> Iterator[str]:
    for _, _, found, _, _ in extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS):
        yield found if isinstance(found, str) else found[0]


def declared() -> Iterator[Table | Column]:
    """Every table, column and key in any module; those of the site, in `web/`, declare none."""
    for info in pkgutil.walk_packages(weerbaar.__path__, "weerbaar."):
        if "web" in info.name.split("."):
            continue
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Table):
                yield value
                yield from value.columns
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Column))


def meanings() -> Iterator[str]:
    """What a refusal can show as `{meaning}` or `{unit}`."""
    for item in declared():
        yield item.meaning
        if isinstance(item, Column) and item.unit not in NO_UNIT:
            yield item.unit
    for row in read_library().kwb_columns:
        if row["unit"] not in NO_UNIT:
            yield str(row["unit"])
    # The page of a scenario shows where its usual figures come from.
    yield from (column.source for column in KEYS if column.source)


def library_texts() -> Iterator[str]:
    """English texts of the library that a screen translates: sources, names of shocks, claims."""
    for path in sorted(LIBRARY.glob("**/sources.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from (text for text in (row["title"], row["licence"]) if text)
    for path in sorted((LIBRARY / "scenarios").glob("*.toml")):
        scenario = tomllib.loads(path.read_text("utf-8"))
        yield scenario["source"]
        for sort in ("shocks", "loads"):
            yield from (part["name"] for part in scenario.get(sort, ()))
    for path in sorted((LIBRARY / "profiles").glob("*.toml")):
        profile = tomllib.loads(path.read_text("utf-8"))
        yield profile["source"]
        yield from (norm["source"] for norm in profile["norms"])
    for path in sorted((LIBRARY / "replays").glob("*.toml")):
        yield from (band["claim"] for band in tomllib.loads(path.read_text("utf-8"))["bands"])


@cache
def texts() -> frozenset[str]:
    return frozenset((*marked_texts(), *meanings(), *library_texts()))


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def faults(wanted: frozenset[str], catalogue: Catalog) -> list[str]:
    """What is wrong with a catalogue that must hold these texts."""
    held = {str(message.id): message for message in catalogue if message.id}
    found = [f"missing: {text}" for text in wanted - held.keys()]
    found += [f"not in the source: {text}" for text in held.keys() - wanted]
    found += [f"obsolete: {text}" for text in catalogue.obsolete]
    for text, message in held.items():
        translated = str(message.string)
        if message.fuzzy:
            found.append(f"fuzzy: {text}")
        if not translated.strip():
            found.append(f"empty: {text}")
        elif placeholders(text) != placeholders(translated):
            found.append(f"other placeholders: {text}")
        elif text.count("**") != translated.count("**"):
            found.append(f"other emphasis: {text}")
    return sorted(found)


def catalogue_of(po: str) -> Catalog:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return read_po(io.BytesIO((head + po).encode()), locale="nl")


GOOD = 'msgid "After **{hours} hours**."\nmsgstr "Na **{hours} uur**."\n'


@pytest.mark.parametrize(
    ("po", "fault"),
    [
        (GOOD, ""),
        ("", "missing"),
        (GOOD + '\nmsgid "Gone."\nmsgstr "Weg."\n', "not in the source"),
        (GOOD + '\n#~ msgid "Gone."\n#~ msgstr "Weg."\n', "obsolete"),
        ("#, fuzzy\n" + GOOD, "fuzzy"),
        (GOOD.replace("Na **{hours} uur**.", ""), "empty"),
        (GOOD.replace("{hours} uur", "{uren} uur"), "other placeholders"),
        (GOOD.replace("**{hours} uur**", "{hours} uur"), "other emphasis"),
    ],
)
def test_a_catalogue_with_a_fault_is_found_out(po: str, fault: str) -> None:
    found = faults(frozenset({"After **{hours} hours**."}), catalogue_of(po))
    assert [line.split(":")[0] for line in found] == ([fault] if fault else [])


def test_texts_of_each_sort_are_found() -> None:
    shown = {
        "The column {column} is missing.",  # mark, in a table of problems
        "Seed of the draws.",  # say(mark(...)), in the help of a command
        "Who is hit",  # text, in a template
        "Skip to the content",  # text, in a template of the site
        "How long it lasts.",  # the meaning of a key
        "People who live there.",  # the meaning of a column
        "kWh a year",  # the unit of a column
        "m3 a year",  # the unit of a column in a file of others
    }
    assert shown - texts() == set()


def test_dutch_is_complete() -> None:
    with DUTCH.open("rb") as stream:
        assert faults(texts(), read_po(stream, locale="nl")) == []


# The library: each name_nl beside its name_en, and so for other endings


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of a library table and each table of a TOML file, with the file it stands in."""
    for path in sorted((LIBRARY / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from ((path.name, dict(row)) for row in csv.DictReader(stream))
    for path in sorted(LIBRARY.glob("*/*.toml")):
        yield from ((path.name, part) for part in parts(tomllib.loads(path.read_text("utf-8"))))


def parts(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from parts(item)


def pair_faults(record: dict[str, Any]) -> list[str]:
    stems = {key[:-3] for key in record if key.endswith(("_nl", "_en"))}
    found = []
    for stem in sorted(stems):
        dutch, english = (str(record.get(f"{stem}_{code}") or "") for code in ("nl", "en"))
        if not dutch.strip() or not english.strip():
            found.append(f"{stem}: not in both languages: {dutch or english}")
        elif dutch == english and dutch not in SAME_IN_BOTH:
            found.append(f"{stem}: the same in both languages: {dutch}")
        elif DECIMAL_POINT.search(dutch):
            found.append(f"{stem}: a decimal point in Dutch: {dutch}")
    return found


@pytest.mark.parametrize(
    ("dutch", "english", "fault"),
    [
        ("warmte", "heat", ""),
        ("flat", "flat", ""),
        ("24.000 huishoudens", "24,000 households", ""),
        ("", "heat", "name: not in both languages: heat"),
        ("warmte", None, "name: not in both languages: warmte"),
        ("heat", "heat", "name: the same in both languages: heat"),
        ("7.5 liter", "7.5 litres", "name: a decimal point in Dutch: 7.5 liter"),
    ],
)
def test_a_pair_of_names_with_a_fault_is_found_out(
    dutch: str, english: str | None, fault: str
) -> None:
    assert pair_faults({"name_nl": dutch, "name_en": english}) == ([fault] if fault else [])


def test_the_library_speaks_both_languages() -> None:
    named = [(file, record) for file, record in records() if "name_nl" in record]
    files = {file for file, _ in named}
    assert files >= {"kinds.csv", "needs.csv", "groups.csv", "homes.csv", "basisniveau.toml"}
    assert files >= {path.name for path in (LIBRARY / "scenarios").glob("*.toml")}
    assert [(file, fault) for file, record in records() for fault in pair_faults(record)] == []
