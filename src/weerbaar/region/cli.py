"""The commands `weerbaar region`: build, check, show, cut and export a region, and make forms.

`region import` and `region diff` also ask the twin and stand in `cli.own_facts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from weerbaar.common.cli import (
    print_json,
    print_note,
    print_table,
    run_or_refuse,
    say,
)
from weerbaar.common.files import data_folder, write_whole
from weerbaar.common.language import Language, mark
from weerbaar.common.refusals import Problem, ProblemKind, Refused, refuse_if
from weerbaar.drawing.files import form_pdf_bytes, form_xlsx_bytes, table_xlsx_bytes
from weerbaar.drawing.spreadsheets import table_csv
from weerbaar.region.build import Taken, build_region, count_taken
from weerbaar.region.bundle import bundle_name, region_hash
from weerbaar.region.check import find_circles
from weerbaar.region.cut import cut_region
from weerbaar.region.cycles import circle_notes
from weerbaar.region.files import (
    bundle_bytes,
    read_library,
    read_outlines,
    read_region,
    read_sources,
    shipped_regions,
    write_region,
)
from weerbaar.region.overview import geojson_text, kind_names, overview_sheet, sheets
from weerbaar.region.picture import CONFIDENTIAL, View, known_kinds, region_page, region_svg
from weerbaar.region.placing import UNKNOWN_KIND
from weerbaar.region.questions import find_owner, make_form
from weerbaar.region.region import Library, Region

UNKNOWN_ENDING = ProblemKind(
    "unknown-file-ending",
    mark("The ending of {value} does not say what to make."),
    mark("Use one of: {known}."),
)

SHIPPED_NAME = ProblemKind(
    "name-of-shipped-region",
    mark("{value} is the name of a region that ships with Weerbaar."),
    mark("Give another name with --id, or a folder with --out."),
)
FORM_STANDS = ProblemKind(
    "form-stands-there",
    mark("This form stands there already, and somebody may have filled it in."),
    mark("Choose another folder with --out, or say --replace to write over it."),
)
MOST_MUNICIPALITIES = 40

app = typer.Typer()

RegionName = Annotated[
    str, typer.Argument(help=say(mark("Name of a region, or a folder or bundle.")))
]
AsJson = Annotated[bool, typer.Option("--json", help=say(mark("Answer as JSON.")))]
Full = Annotated[bool, typer.Option("--full", help=say(mark("Name objects too; confidential.")))]


@app.command(help=say(mark("Build a region from a folder with source files.")))
def build(
    source: Annotated[Path, typer.Argument(help=say(mark("Folder with the source files.")))],
    out: Annotated[
        Path | None, typer.Option(help=say(mark("Folder to write to; default: your data folder.")))
    ] = None,
    safety_region: Annotated[
        str, typer.Option(help=say(mark("Code of a safety region, such as VR08; default: all.")))
    ] = "",
    id: Annotated[str, typer.Option(help=say(mark("Identifier of the region.")))] = "",
    name: Annotated[str, typer.Option(help=say(mark("Name of the region.")))] = "",
    outlines: Annotated[
        Path | None,
        typer.Option(help=say(mark("GeoJSON or GeoPackage file with the outlines of areas."))),
    ] = None,
    key_figures: Annotated[
        Path | None,
        typer.Option(help=say(mark("CBS key figures (CSV or XLSX) to build from, with outlines."))),
    ] = None,
    level: Annotated[
        str, typer.Option(help=say(mark("Level of key figures: wijk, buurt or gemeente.")))
    ] = "",
    json: AsJson = False,
) -> None:
    """Builds a region and writes it as a folder."""
    with run_or_refuse(json) as language:
        shapes = read_outlines(outlines) if outlines else {}
        sources = read_sources(source, key_figures, level, shapes)
        region = build_region(sources, read_library(), safety_region, id, name, shapes)
        folder = out or _own_folder(region)
        write_region(region, folder)
        taken = count_taken(sources, region)
        _print_taken(taken, language, json)
        _print_summary(region, language, json, {"folder": str(folder), **asdict(taken)})


@app.command(help=say(mark("Check a region and list every problem in it.")))
def check(region: RegionName, json: AsJson = False) -> None:
    """Reads a region; exit code 2 and a listing where it is refused."""
    with run_or_refuse(json) as language:
        found = read_region(region)
        circles = find_circles(found)
        if not json:
            print_note(language.text(mark("No problems found.")))
            for note in circle_notes(circles, language):
                print_note(note)
        _print_summary(found, language, json, {"problems": [], "circles": circles})


@app.command(help=say(mark("Show a region, as a summary or as a map (.html or .svg).")))
def show(
    region: RegionName,
    out: Annotated[
        Path | None, typer.Option(help=say(mark("File to write the map to: .html or .svg.")))
    ] = None,
    kinds: Annotated[
        str, typer.Option(help=say(mark("Kinds of sites, separated by commas; default: all.")))
    ] = "",
    full: Full = False,
    json: AsJson = False,
) -> None:
    """Shows areas and counts of sites; with --full each site, marked as confidential."""
    with run_or_refuse(json) as language:
        found, library = read_region(region), read_library()
        view = View(language, _chosen_kinds(kinds, library), full)
        if out is not None:
            _write(out, _drawn(out, found, library, view).encode())
        more = {"file": str(out)} if out else {}
        _print_summary(found, language, json, more, view)


@app.command(help=say(mark("Cut a part out of a region, as a region of its own.")))
def cut(
    region: RegionName,
    safety_region: Annotated[
        list[str] | None, typer.Option(help=say(mark("Code of a safety region, such as VR08.")))
    ] = None,
    municipality: Annotated[
        list[str] | None, typer.Option(help=say(mark("Code or name of a municipality.")))
    ] = None,
    area: Annotated[list[str] | None, typer.Option(help=say(mark("Code of an area.")))] = None,
    id: Annotated[str, typer.Option(help=say(mark("Identifier of the region.")))] = "",
    name: Annotated[str, typer.Option(help=say(mark("Name of the region.")))] = "",
    out: Annotated[
        Path | None, typer.Option(help=say(mark("Folder to write to; default: your data folder.")))
    ] = None,
    json: AsJson = False,
) -> None:
    """Cuts the named parts out of a region and writes them as one region."""
    with run_or_refuse(json) as language:
        parts = (safety_region or (), municipality or (), area or ())
        found = cut_region(read_region(region), read_library(), *parts, id, name)
        folder = out or _own_folder(found)
        write_region(found, folder)
        _print_summary(found, language, json, {"folder": str(folder)})


@app.command(help=say(mark("Make forms in which organisations say how long they last.")))
def elicit(
    region: RegionName,
    process: Annotated[
        list[str] | None,
        typer.Option(help=say(mark("Code of a process, such as EL; default: all."))),
    ] = None,
    out: Annotated[Path, typer.Option(help=say(mark("Folder to write to.")))] = Path("forms"),
    again: Annotated[
        bool, typer.Option("--replace", help=say(mark("Write over forms that stand there.")))
    ] = False,
    full: Full = False,
    json: AsJson = False,
) -> None:
    """Writes a form per process, to fill in on screen (XLSX) and on paper (PDF)."""
    with run_or_refuse(json) as language:
        found, library = read_region(region), read_library()
        codes = process or [str(code) for code in library.processes["process"]]
        names = [f"{code}.{ending}" for code in codes for ending in ("xlsx", "pdf")]
        there = [name for name in names if (out / name).exists()]
        refuse_if(Problem(FORM_STANDS, name) for name in there if not again)
        files = _forms(found, library, codes, language, full)
        write_whole(out, files)
        if json:
            print_json({"folder": str(out), "files": list(files), "confidential": full})
            return
        if full:
            _print_confidential(language)
        print_table(
            [language.text(heading) for heading in (mark("file"), mark("who is asked"))],
            [(f"{code}.xlsx, {code}.pdf", _asked(library, code, language)) for code in codes],
        )
        print_note(language.text(mark("Written to {path}."), path=out))


@app.command(help=say(mark("Export a region: a folder, .zip, .xlsx, .csv or .geojson.")))
def export(
    region: RegionName,
    to: Annotated[Path, typer.Option(help=say(mark("File or folder to write.")))],
    bundle: Annotated[
        bool,
        typer.Option(
            "--bundle", help=say(mark("Write a bundle named after its hash in a folder."))
        ),
    ] = False,
    full: Full = False,
    json: AsJson = False,
) -> None:
    """Writes a region in the form that the ending of the name asks for."""
    with run_or_refuse(json) as language:
        found = read_region(region)
        path = to / bundle_name(found) if bundle else to
        complete = _export(found, read_library(), path, language, full)
        if complete:
            _print_confidential(language)
        _print_summary(found, language, json, {"file": str(path), "confidential": complete})


def _own_folder(region: Region) -> Path:
    """Where a region is kept when no folder is named; raises Refused for a shipped one's name."""
    if region.region in shipped_regions():
        raise Refused([Problem(SHIPPED_NAME, column="--id", value=region.region)])
    return data_folder() / "regions" / region.region


def _forms(
    region: Region, library: Library, codes: Sequence[str], language: Language, full: bool
) -> dict[str, bytes]:
    """The forms of these processes by file name."""
    files = {}
    for code in codes:
        form = make_form(region, library, find_owner(library.processes, code), language, full)
        files[f"{code}.xlsx"] = form_xlsx_bytes(form)
        files[f"{code}.pdf"] = form_pdf_bytes(form, date.today())
    return files


def _asked(library: Library, code: str, language: Language) -> str:
    return str(find_owner(library.processes, code)[f"organisation_{language.code}"])


def _print_taken(taken: Taken, language: Language, as_json: bool) -> None:
    """Tells how many areas were read and left out, where any was."""
    told = mark(
        "Read {read} areas; left out {left_out} where nobody lives or no homes stand "
        "({inhabitants} inhabitants in all)."
    )
    if taken.left_out and not as_json:
        counts = {
            "read": language.number(taken.read),
            "left_out": language.number(taken.left_out),
            "inhabitants": language.number(taken.inhabitants_left_out),
        }
        print_note(language.text(told, **counts))


def _print_confidential(language: Language) -> None:
    named = mark("This export names objects: share it only with people who may know them.")
    print_note(language.text(named))


def _chosen_kinds(text: str, library: Library) -> frozenset[str]:
    asked = [part.strip() for part in text.split(",") if part.strip()]
    kinds, unknown = known_kinds(library, asked)
    if unknown:
        params = {"known": ", ".join(sorted(library.kinds["kind"]))}
        raise Refused([Problem(UNKNOWN_KIND, "--kinds", value=k, params=params) for k in unknown])
    return kinds


def _drawn(path: Path, region: Region, library: Library, view: View) -> str:
    draw = {".html": region_page, ".svg": region_svg}.get(path.suffix)
    if draw is None:
        raise Refused([_unknown_ending(path, ".html, .svg")])
    return draw(region, library, view)


def _export(region: Region, library: Library, path: Path, language: Language, full: bool) -> bool:
    """Writes the export and says whether it names objects."""
    names = kind_names(library, language.code)
    if path.suffix == ".zip":
        _write(path, bundle_bytes(region))
    elif path.suffix == ".xlsx":
        note = language.text(CONFIDENTIAL) if full else ""
        _write(path, table_xlsx_bytes(sheets(region, library, names, full), note))
    elif path.suffix == ".csv":
        _write(path, table_csv(*overview_sheet(region, library, names)).encode())
    elif path.suffix == ".geojson":
        _write(path, geojson_text(region, library, full).encode())
    elif path.suffix == "":
        write_region(region, path)
    else:
        raise Refused([_unknown_ending(path, ".zip, .xlsx, .csv, .geojson")])
    return path.suffix in ("", ".zip") or (full and path.suffix != ".csv")


def _unknown_ending(path: Path, known: str) -> Problem:
    return Problem(UNKNOWN_ENDING, path.name, value=path.name, params={"known": known})


def _write(path: Path, content: bytes) -> None:
    write_whole(path.parent, {path.name: content})


def _print_summary(
    region: Region,
    language: Language,
    as_json: bool,
    more: dict[str, Any],
    view: View | None = None,
) -> None:
    counts = Counter(region.sites["kind"].tolist())
    shown = {
        k: n for k, n in sorted(counts.items()) if not (view and view.kinds) or k in view.kinds
    }
    if as_json:
        print_json({**_summary(region), "sites": shown, **more})
        return
    _print_places(region, language)
    _print_kinds(region, shown, language)
    for value in (more.get("folder"), more.get("file")):
        if value:
            print_note(language.text(mark("Written to {path}."), path=value))


def _summary(region: Region) -> dict[str, Any]:
    return {
        "region": region.region,
        "name": region.name,
        "hash": region_hash(region),
        "areas": len(region.areas),
        "blocks": len(region.blocks),
        "links": len(region.links),
        "municipalities": len(set(region.areas["municipality_code"])),
        "safety_regions": len(set(region.areas["safety_region"])),
        "inhabitants": int(region.inhabitants),
        "dwellings": int(region.areas["dwellings"].sum()),
    }


def _print_places(region: Region, language: Language) -> None:
    """People and homes by municipality, or by safety region where there are many of those."""
    many = len(set(region.areas["municipality_code"])) > MOST_MUNICIPALITIES
    column = "safety_region" if many else "municipality"
    heading = mark("safety region") if many else mark("municipality")
    totals: dict[str, list[float]] = {}
    for area in region.areas:
        total = totals.setdefault(area[column], [0, 0, 0])
        total[0] += 1
        total[1] += area["inhabitants"]
        total[2] += area["dwellings"]
    all_ = [sum(column) for column in zip(*totals.values(), strict=True)]
    rows = [*sorted(totals.items()), (language.text(mark("together")), all_)]
    headings = (heading, mark("areas"), mark("inhabitants"), mark("dwellings"))
    print_table(
        [language.text(heading) for heading in headings],
        [[name, *(language.number(value) for value in values)] for name, values in rows],
        f"{region.name} ({region.region}, {region_hash(region)[:12]})",
    )


def _print_kinds(region: Region, counts: dict[str, int], language: Language) -> None:
    names = kind_names(read_library(), language.code)
    estimated = Counter(region.sites["kind"][region.sites["estimated"]].tolist())
    headings = (mark("kind of site"), mark("number"), mark("of which estimated"))
    print_table(
        [language.text(heading) for heading in headings],
        [
            [f"{names[kind]} ({kind})", language.number(n), language.number(estimated[kind])]
            for kind, n in counts.items()
        ],
    )
