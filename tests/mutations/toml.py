"""TOML: what a hand in a text editor does."""

from __future__ import annotations

from collections.abc import Sequence

from tests.mutations.files import (
    FACTORS,
    NOTHING,
    Chance,
    Files,
    Mutator,
    pick,
    scaled_text,
    text_of,
)

ODD_VALUES = (
    *("1", "0", "-1", "1.5", "1e308", "1e400", "nan", "inf", "-inf", "true", '""', '"72"', '"x"'),
    *("[]", "[1]", '["a", 1]', "{}", "{p10 = 1}", "{p10 = 3, p50 = 2, p90 = 1}", "2026-11-21"),
    *("12:00:00", "2026-11-21T12:00:00Z", "9" * 5000, "0x" + "f" * 300, "99", "[[[[1]]]]", "[{}]"),
    *('"""a\nb"""', '"\\u0000"', '"\\u001b[2J"', '"../x"', "'" + "x" * 3000 + "'", "1_000", "-0.0"),
    *("{p10 = 1, p50 = 2, p90 = 3}", "{p10 = 0, p50 = 0, p90 = 1e9}", "24", "0.01", "4368"),
)


def toml_lines(files: Files, chance: Chance) -> tuple[str, list[str]]:
    name = pick(files, chance, (".toml",))
    return name, text_of(files, name).split("\n") if name else []


def key_lines(lines: Sequence[str]) -> list[int]:
    return [i for i, line in enumerate(lines) if "=" in line and not line.startswith("#")]


def delete_line(files: Files, chance: Chance) -> str:
    """A line is gone."""
    name, lines = toml_lines(files, chance)
    if not name:
        return NOTHING
    gone = lines.pop(chance.randrange(len(lines)))
    files[name] = "\n".join(lines).encode()
    return f"{gone[:40]!r} of {name}"


def repeat_line(files: Files, chance: Chance) -> str:
    """A line stands there twice."""
    name, lines = toml_lines(files, chance)
    if not name:
        return NOTHING
    line = chance.choice(lines)
    lines.insert(chance.randint(0, len(lines)), line)
    files[name] = "\n".join(lines).encode()
    return f"{line[:40]!r} of {name}"


def change_value(files: Files, chance: Chance) -> str:
    """A key has another value: another type, unit or size, or what another key has."""
    name, lines = toml_lines(files, chance)
    if not (at := key_lines(lines)):
        return NOTHING
    i = chance.choice(at)
    key, old = lines[i].split("=", 1)
    other = lines[chance.choice(at)].split("=", 1)[1].strip()
    scaled = scaled_text(old.strip(), chance.choice(FACTORS))
    new = chance.choice((*ODD_VALUES, *[other] * 5, *[scaled] * 10))
    lines[i] = f"{key.strip()} = {new}"
    files[name] = "\n".join(lines).encode()
    return f"{key.strip()[:40]} of {name} to {new[:40]}"


def change_key(files: Files, chance: Chance) -> str:
    """A key has another name."""
    name, lines = toml_lines(files, chance)
    if not (at := key_lines(lines)):
        return NOTHING
    i = chance.choice(at)
    key, value = lines[i].split("=", 1)
    other = lines[chance.choice(at)].split("=", 1)[0].strip()
    odd = (
        other,
        key.strip() + "s",
        '""',
        '"\\u0000"',
        "a.b",
        f'"{"x" * 3000}"',
        ".".join("a" * 40),
    )
    lines[i] = f"{chance.choice(odd)} ={value}"
    files[name] = "\n".join(lines).encode()
    return f"{key.strip()[:40]} of {name} to {lines[i][:40]}"


def add_lines(files: Files, chance: Chance) -> str:
    """Lines come in that nobody asked for: keys, tables, depth, length."""
    name, lines = toml_lines(files, chance)
    if not name:
        return NOTHING
    new = chance.choice(
        (
            'remark = "x"',
            "[extra]",
            "[[shocks]]",
            "[shocks]",
            "[files]",
            "[[files]]",
            '"notes.txt" = 1',
            '"outlines.geojson" = 2',
            "schema = 2",
            "x = " + "[" * 3000 + "]" * 3000,
            "x = " + "{a=" * 1500 + "1" + "}" * 1500,
            ".".join("a" * 5000) + " = 1",
            "x = " + "9" * 6000,
            "x = 1979-13-01",
            "\x00",
            "=",
            "[" * 500,
            "\n".join(f"k{n} = {n}" for n in range(3000)),
        )
    )
    lines.insert(chance.randint(0, len(lines)), new)
    files[name] = "\n".join(lines).encode()
    return f"{new[:40]!r} into {name}"


TOML: tuple[Mutator, ...] = (
    *(delete_line, repeat_line, change_value, change_value, change_value, change_key, add_lines),
)
