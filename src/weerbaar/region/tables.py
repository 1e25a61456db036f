"""The tables of a region, and the library tables that say what sites are and depend on.

Each column is declared here once; validation, defaults, files and the reference page follow.
"""

from __future__ import annotations

from weerbaar.common.tables import REQUIRED, Column, Table

SCHEMA = 1

URBANITY = (
    "extremely urbanised",
    "strongly urbanised",
    "moderately urbanised",
    "hardly urbanised",
    "not urbanised",
)
AGES = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
BUILT = (
    "built_before_1945",
    "built_1945_1964",
    "built_1965_1984",
    "built_1985_2004",
    "built_2005_on",
)
EVIDENCE = (
    "S = said in a source document; V:n = seen in public source n; M = from memory, not verified; "
    "A = our assumption; C = computed from S or V; O = said by the organisation that runs it"
)


UNKNOWN = float("nan")
YEAR_H = 8760


def _share(name: str, meaning: str, default: object = REQUIRED) -> Column:
    return Column(name, "share", "1", meaning, default)


def _hours(name: str, meaning: str, default: object = REQUIRED) -> Column:
    return Column(name, "number", "h", meaning, default, low=0, high=YEAR_H)


AREAS = Table(
    "areas",
    "Neighbourhoods (wijk, buurt or postcode area): who lives there, and in what homes.",
    ("code",),
    (
        Column("code", "text", "", "Code of the area, such as WK021400."),
        Column("name", "text", "", "Name of the area."),
        Column("municipality_code", "text", "", "Code of its municipality, such as GM0214."),
        Column("municipality", "text", "", "Name of its municipality."),
        Column("safety_region", "text", "", "Code of its safety region, such as VR08.", default=""),
        Column("lon", "number", "degrees", "Longitude of the centroid, WGS84.", low=-180, high=180),
        Column("lat", "number", "degrees", "Latitude of the centroid, WGS84.", low=-90, high=90),
        Column("area_km2", "number", "km2", "Surface of the area.", low=0.01, high=1000),
        Column("urbanity", "choice", "", "Density of addresses, five classes.", choices=URBANITY),
        Column("inhabitants", "number", "persons", "People who live there.", low=0, high=500_000),
        Column("dwellings", "number", "dwellings", "Homes.", low=1, high=250_000),
        _share("share_0_14", "Share of inhabitants aged 0 to 14."),
        _share("share_15_24", "Share of inhabitants aged 15 to 24."),
        _share("share_25_44", "Share of inhabitants aged 25 to 44."),
        _share("share_45_64", "Share of inhabitants aged 45 to 64."),
        _share("share_65_plus", "Share of inhabitants aged 65 or over."),
        _share("income_low", "Share of persons in the lowest 40 % of incomes nationally."),
        _share("income_high", "Share of persons in the highest 20 % of incomes nationally."),
        _share("education_high", "Share of adults with a higher education.", default=UNKNOWN),
        _share("ownership", "Share of dwellings owned by who lives there.", default=UNKNOWN),
        Column(
            "dwelling_value_keur",
            "number",
            "thousand euro",
            "Mean taxed value of a dwelling.",
            default=UNKNOWN,
            low=10,
            high=5000,
        ),
        Column("household_size", "number", "persons", "Persons per household.", low=1, high=8),
        _share("single_households", "Share of households of one person."),
        _share("built_before_1945", "Share of dwellings built before 1945."),
        _share("built_1945_1964", "Share of dwellings built from 1945 to 1964."),
        _share("built_1965_1984", "Share of dwellings built from 1965 to 1984."),
        _share("built_1985_2004", "Share of dwellings built from 1985 to 2004."),
        _share("built_2005_on", "Share of dwellings built in 2005 or later."),
        _share("apartments", "Share of dwellings that are apartments."),
        _share("high_rise", "Share of dwellings in buildings that need a pump for their water."),
        Column("cars_per_household", "number", "cars", "Cars per household.", low=0, high=5),
        Column(
            "electricity_kwh",
            "number",
            "kWh a year",
            "Electricity used per dwelling.",
            default=UNKNOWN,
            low=300,
            high=20_000,
        ),
        Column(
            "gas_kwh",
            "number",
            "kWh a year",
            "Natural gas used per dwelling, as heat.",
            default=UNKNOWN,
            low=0,
            high=60_000,
        ),
    ),
)

BLOCKS = Table(
    "blocks",
    "Feeder blocks: the part of an area that is on one medium-voltage feeder. Power is on or off.",
    ("block",),
    (
        Column("block", "text", "", "Code of the block: area code, a slash and a number."),
        Column("area", "text", "", "Area it lies in."),
        Column("feeder", "text", "", "Site of the feeder that supplies it."),
        _share("share", "Its share of the area's dwellings; the shares of an area add up to 1."),
    ),
)

SITES = Table(
    "sites",
    "Places where a vital or other important process is carried out.",
    ("site",),
    (
        Column("site", "text", "", "Identifier, kept for ever: draws are keyed by it."),
        Column("kind", "text", "", "Kind of site; see the table of kinds."),
        Column("name", "text", "", "Name as people know it.", default=""),
        Column("area", "text", "", "Area it stands in; empty outside the region.", default=""),
        Column("lon", "number", "degrees", "Longitude, WGS84.", UNKNOWN, low=-180, high=180),
        Column("lat", "number", "degrees", "Latitude, WGS84.", UNKNOWN, low=-90, high=90),
        Column("planned", "flag", "", "Not there yet: only a scenario switches it on.", False),
        Column("estimated", "flag", "", "Placed by a rule rather than known.", False),
        Column("units", "number", "units", "How many real objects it stands for.", 1, low=0),
        Column("rule", "text", "", "Rule that placed it.", default=""),
        Column("source", "text", "", "Source it comes from.", default=""),
        Column("evidence", "text", "", EVIDENCE + ".", default=""),
    ),
)

LINKS = Table(
    "links",
    "Dependencies: which site supplies which input of which site.",
    ("consumer", "input", "supplier"),
    (
        Column("consumer", "text", "", "Site that needs the input."),
        Column("input", "text", "", "Input, as named in the table of dependencies."),
        Column("supplier", "text", "", "Site that supplies it."),
        Column(
            "weight",
            "number",
            "1",
            "How much of the input it can give; two full feeders weigh 1 each.",
            1,
            low=0,
            high=100,
        ),
    ),
)

SERVICE = Table(
    "service",
    "Which sites serve which area or block with which service.",
    ("place", "service", "site"),
    (
        Column("place", "text", "", "Code of an area or of a block."),
        Column("service", "text", "", "Service, as named in the table of services."),
        Column("site", "text", "", "Site that gives it."),
        _share("weight", "Share of the place's people it serves."),
    ),
)

PROVENANCE = Table(
    "provenance",
    "Where the figures of each column come from; a row with a key speaks of one cell.",
    ("table", "column", "key"),
    (
        Column("table", "text", "", "Table."),
        Column("column", "text", "", "Column."),
        Column("key", "text", "", "Row the statement is about; empty for the whole column.", ""),
        Column("source", "text", "", "Source, as in the table of sources."),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("estimated", "flag", "", "Spread or filled by a rule rather than known.", False),
        Column("rule", "text", "", "The rule, where there is one.", default=""),
    ),
)

SOURCES = Table(
    "sources",
    "Sources with their licence, so that every figure can be traced and credited.",
    ("source",),
    (
        Column("source", "text", "", "Short name."),
        Column("title", "text", "", "What it is."),
        Column("year", "text", "", "Year of the figures; empty where it is not known.", default=""),
        Column("licence", "text", "", "Licence.", default=""),
        Column("credit", "text", "", "Words that are due where it is shown.", default=""),
    ),
)

CONFIDENCE = ("low", "middle", "high")
STOCK_ORDER = ("water", "food", "medicine", "cash", "phone", "device")

AUTONOMIES = Table(
    "autonomies",
    "What organisations themselves say: how long a site, or all sites of a kind, last without an "
    "input. It goes before the library's table of dependencies; a site goes before its kind. Where "
    "several organisations speak, the shortest, the mean of the middles and the longest hold.",
    ("consumer", "input", "organisation"),
    (
        Column("consumer", "text", "", "Site, or kind of site, that needs the input."),
        Column("input", "text", "", "Input, as named in the table of dependencies."),
        _hours("t_p10", "Hours it lasts without: 1 in 10 lasts shorter."),
        _hours("t_p50", "Hours it lasts without: the middle."),
        _hours("t_p90", "Hours it lasts without: 1 in 10 lasts longer."),
        _share("floor", "Level that remains then; empty: as in the library.", default=UNKNOWN),
        _hours(
            "lag_h",
            "Extra hours to return, once it was empty; empty: as in the library.",
            UNKNOWN,
        ),
        _share(
            "fail_start",
            "Chance that the back-up does not start; empty: as in the library.",
            default=UNKNOWN,
        ),
        Column("organisation", "text", "", "Organisation that says so."),
        Column("confidence", "choice", "", "How sure it is.", choices=CONFIDENCE),
        Column("date", "date", "", "Day on which it said so."),
        Column("source", "text", "", "Source, as in the table of sources.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

STOCKS = Table(
    "stocks",
    "What households in this region have at home, where it was asked here. It goes before the "
    "library's table of stocks.",
    ("stock", "prepared"),
    (
        Column("stock", "choice", "", "What is in stock.", choices=STOCK_ORDER),
        Column("prepared", "flag", "", "For people with an emergency kit, or for others."),
        Column("p10", "number", "see library", "Stock: 1 in 10 has less.", low=0, high=10_000),
        Column("p50", "number", "see library", "Stock: the middle.", low=0, high=10_000),
        Column("p90", "number", "see library", "Stock: 1 in 10 has more.", low=0, high=10_000),
        Column("evidence", "text", "", EVIDENCE + ".", default="O"),
        Column("date", "date", "", "Day of the figures; empty where not known.", default=""),
        Column("source", "text", "", "Source, as in the table of sources.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

RESOURCE_ORDER = (
    "crews_power",
    "crews_telecom",
    "crews_water",
    "crews_transport",
    "mobile_generators",
    "fuel_trucks",
    "water_tankers",
    "hospital_beds",
    "reception_m2",
    "defence_generators",
    "defence_trucks",
    "defence_tankers",
    "defence_beds",
)

RESOURCES = Table(
    "resources",
    "What this region has of resources that are divided in a crisis. It goes before the library's "
    "table of resources, which counts by inhabitants.",
    ("resource",),
    (
        Column("resource", "choice", "", "Resource.", choices=RESOURCE_ORDER),
        Column("amount", "number", "see library", "How much there is.", low=0, high=10_000_000),
        Column("evidence", "text", "", EVIDENCE + ".", default="O"),
        Column("organisation", "text", "", "Organisation that says so.", default=""),
        Column("date", "date", "", "Day of the figure; empty where not known.", default=""),
        Column("source", "text", "", "Source, as in the table of sources.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

MODES = ("road", "rail")

ROUTES = Table(
    "routes",
    "Roads and railways that carry freight and convoys. Each is a site, so that it can be hit and "
    "leans on bridges and power.",
    ("site",),
    (
        Column("site", "text", "", "Site that this route is."),
        Column("mode", "choice", "", "Road or rail.", choices=MODES),
        Column(
            "capacity_h",
            "number",
            "vehicles an hour",
            "Lorries, or wagons, that it can carry in an hour, in one direction.",
            low=0,
            high=100_000,
        ),
        Column(
            "freight_t_h",
            "number",
            "t an hour",
            "Civil freight that it carries on an ordinary day.",
            low=0,
            high=1_000_000,
        ),
        Column("length_km", "number", "km", "Length within the region.", low=0, high=2_000),
        Column(
            "load_class",
            "number",
            "MLC",
            "Military load class of its weakest bridge.",
            low=0,
            high=200,
        ),
        Column("estimated", "flag", "", "Whether its figures are estimates.", default=True),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("source", "text", "", "Source, as in the table of sources.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

SIZE_ORDER = ("micro", "small", "medium", "large")

SIZES = Table(
    "sizes",
    "How large the organisation at a site is, as it says itself. What none says has no size here: "
    "the firm check then takes the usual size of its kind.",
    ("site",),
    (
        Column("site", "text", "", "Site."),
        Column(
            "size", "choice", "", "By people who work there: see firm_sizes.", choices=SIZE_ORDER
        ),
        Column("organisation", "text", "", "Organisation that says so.", default=""),
        Column("date", "date", "", "Day on which it said so; empty where not known.", default=""),
        Column("source", "text", "", "Source, as in the table of sources.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

# A region need not have these: without the file the library's figures hold.
OPTIONAL = (AUTONOMIES, STOCKS, RESOURCES, ROUTES, SIZES)
TABLES = (AREAS, BLOCKS, SITES, LINKS, SERVICE, *OPTIONAL, PROVENANCE, SOURCES)

OWN_SITES = Table(
    "own_sites",
    "Sites from a person's own list. Each needs a place: lon and lat, or x and y, or an area.",
    (),
    (
        Column("kind", "text", "", "Kind of site: its code or its name on screen."),
        Column("name", "text", "", "Name as people know it."),
        Column("site", "text", "", "Identifier, to speak of the same site again.", default=""),
        Column("lon", "number", "degrees", "Longitude, WGS84.", UNKNOWN, low=-180, high=180),
        Column("lat", "number", "degrees", "Latitude, WGS84.", UNKNOWN, low=-90, high=90),
        Column(
            "x", "number", "m", "East in the Dutch grid (RD).", UNKNOWN, low=-7000, high=300_000
        ),
        Column(
            "y", "number", "m", "North in the Dutch grid (RD).", UNKNOWN, low=289_000, high=629_000
        ),
        Column("area", "text", "", "Code of the area it stands in.", default=""),
        Column("planned", "flag", "", "Not there yet: only a scenario switches it on.", False),
        Column("units", "number", "units", "How many real objects it stands for.", 1, low=0),
        Column("source", "text", "", "Source; empty: the file itself.", default=""),
        Column("evidence", "text", "", EVIDENCE + ".", default="O"),
    ),
)

OWN_LINKS = Table(
    "own_links",
    "Dependencies from a person's own list: they take the place of those made by rule.",
    ("consumer", "input", "supplier"),
    (
        Column("consumer", "text", "", "Site that needs the input: identifier or name."),
        Column("input", "text", "", "Input, as named in the table of dependencies."),
        Column("supplier", "text", "", "Site that supplies it: identifier or name."),
        Column("weight", "number", "1", "How much of the input it can give.", 1, low=0, high=100),
        Column("source", "text", "", "Source; empty: the file itself.", default=""),
    ),
)

BASES = (
    "inhabitants",
    "inhabitants_65_plus",
    "dwellings",
    "area_km2",
    "municipality",
    "block",
    "count",
)
PLACINGS = ("outside", "named", "feeder", "high_rise", "share", "urban", "cover", "main")

KINDS = Table(
    "kinds",
    "Kinds of sites: the ratio that says how many there are, and the rule that places them.",
    ("kind",),
    (
        Column("kind", "text", "", "Kind of site."),
        Column("process", "text", "", "Vital or other important process, such as EL or DW."),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column("basis", "choice", "", "What the ratio counts.", choices=BASES),
        Column("ratio", "number", "basis per site", "Basis units per site.", 1, low=0, high=1e7),
        Column(
            "least",
            "choice",
            "",
            "Smallest unit that has at least one.",
            "none",
            choices=("none", "area", "municipality"),
        ),
        Column("placing", "choice", "", "Rule that places them.", choices=PLACINGS),
        Column("planned", "flag", "", "Off until a scenario switches it on.", False),
        Column(
            "vital",
            "flag",
            "",
            "What it lacks is protected information: in public counted for the whole region only.",
            False,
        ),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("source", "text", "", "Source of the ratio.", default=""),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

PLACED_HERE = Table(
    "placing",
    "How many sites of a kind there are in this source set, and the rule that places them here: it "
    "goes before the library's table of kinds. A kind placed as named has only known sites.",
    ("kind",),
    (
        Column("kind", "text", "", "Kind of site; see the table of kinds."),
        *(KINDS.column(name) for name in ("basis", "ratio", "least", "placing")),
        KINDS.column("evidence"),
        Column("note", "text", "", "Why.", default=""),
    ),
)

LINKINGS = ("all", "nearest", "feeder", "block", "drawn")
SHAPES = ("S", "L", "D")
LINEAR = "linear"
FORMS = ("least", LINEAR)

DEPENDENCIES = Table(
    "dependencies",
    "What each kind of site needs, how long it lasts without, and how it comes back.",
    ("consumer", "input", "supplier"),
    (
        Column("consumer", "text", "", "Kind of site that needs the input."),
        Column("input", "text", "", "Name of the input."),
        Column("supplier", "text", "", "Kind of site that supplies it."),
        Column(
            "linking",
            "choice",
            "",
            "Which suppliers: all of the kind, the nearest ones, the feeder of the site's block, "
            "the feeder of the block it belongs to, or one drawn by market share.",
            choices=LINKINGS,
        ),
        Column("reach", "integer", "sites", "How many of the nearest suppliers.", 1, low=1, high=9),
        Column(
            "reach_km",
            "number",
            "km",
            "Only for drawn: a kind counts where one of its sites is this near; empty: everywhere.",
            UNKNOWN,
            low=0,
        ),
        Column("weight", "number", "1", "Weight of each link; market share for drawn.", 1, low=0),
        Column(
            "form",
            "choice",
            "",
            "least: a site works as well as the worst of its inputs. linear: each supplier costs "
            "its weight × what it lost, and these losses add up.",
            "least",
            choices=FORMS,
        ),
        Column(
            "shape",
            "choice",
            "",
            "S: whole until the buffer is empty. L: falling from the moment of loss. "
            "D: a population, of which the share `floor` never fails.",
            "S",
            choices=SHAPES,
        ),
        Column("t_p10", "number", "h", "Hours it lasts without: 1 in 10 lasts shorter.", 0, low=0),
        Column("t_p50", "number", "h", "Hours it lasts without: the middle.", 0, low=0),
        Column("t_p90", "number", "h", "Hours it lasts without: 1 in 10 lasts longer.", 0, low=0),
        _share("floor", "Level that remains when the buffer is empty.", default=0),
        Column("lag_h", "number", "h", "Extra hours to return, once it was empty.", 0, low=0),
        Column("refill_h", "number", "h", "Hours of full supply that refill it.", 24, low=0),
        _share("fail_start", "Chance that the back-up does not start.", default=0),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

PROCESSES = Table(
    "process_owners",
    "Processes, and the kind of organisation that can say how long they last.",
    ("process",),
    (
        Column("process", "text", "", "Process, as in the table of kinds, such as EL or DW."),
        Column("name_nl", "text", "", "Name on screen, Dutch."),
        Column("name_en", "text", "", "Name on screen, English."),
        Column("organisation_nl", "text", "", "Kind of organisation that is asked, Dutch."),
        Column("organisation_en", "text", "", "Kind of organisation that is asked, English."),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

SERVICES = Table(
    "services",
    "Services that sites give to people, and how an area is divided over the sites.",
    ("service", "kind"),
    (
        Column("service", "text", "", "Name of the service."),
        Column("kind", "text", "", "Kind of site that gives it."),
        Column(
            "place",
            "choice",
            "",
            "Whether areas or blocks are served.",
            "area",
            choices=("area", "block"),
        ),
        Column(
            "reach", "integer", "sites", "Over how many of the nearest sites.", 1, low=0, high=9
        ),
        Column(
            "reach_km",
            "number",
            "km",
            "Sites further away are passed over, unless there are no nearer ones; empty: none are.",
            UNKNOWN,
            low=0,
        ),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

MERGED = Table(
    "merged_municipalities",
    "Municipalities merged since the figures on households were counted.",
    ("municipality_code", "former_code"),
    (
        Column("municipality_code", "text", "", "Code of the municipality of today."),
        Column("former_code", "text", "", "Code of one that it was made of."),
        Column("note", "text", "", "Names and year.", default=""),
    ),
)

HOMES = Table(
    "homes_by_urbanity",
    "How apartments and high-rise are spread over the areas of a municipality.",
    ("urbanity",),
    (
        Column("urbanity", "choice", "", "Density of addresses, five classes.", choices=URBANITY),
        Column("apartments", "number", "1", "Relative share of apartments.", low=0, high=100),
        _share("high_rise", "Share of apartments in buildings that need a pump for their water."),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

KNOWN_SITES = Table(
    "known_sites",
    "Sites known by name and area; a kind of which the region has one here is not placed by rule.",
    ("kind", "name", "area"),
    (
        Column("kind", "text", "", "Kind of site; see the table of kinds."),
        Column("name", "text", "", "Name as people know it."),
        Column("area", "text", "", "Code of the area it stands in."),
        Column("source", "text", "", "Source, as in the table of sources."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)

KNOWN_ROUTES = Table(
    "known_routes",
    "What roads and railways carry that stand among the known sites.",
    ("kind", "name"),
    (
        Column("kind", "text", "", "Kind of site; see the table of kinds."),
        Column("name", "text", "", "Name, as among the known sites."),
        *ROUTES.columns[1:6],
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("source", "text", "", "Source, as in the table of sources."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

SITE_NAMES = Table(
    "site_names",
    "Names of sites that are known by another name today; without a name the site is left out.",
    ("kind", "source_name"),
    (
        Column("kind", "text", "", "Kind of site."),
        Column("source_name", "text", "", "Name in the source, spaces and voltage tidied."),
        Column("name", "text", "", "Name to use; empty leaves the site out.", default=""),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "Why.", default=""),
    ),
)

OSM_TAGS = Table(
    "osm_tags",
    "What an object on OpenStreetMap is here, by its tags. A condition is key=value, or "
    "key>=number for its highest number; several are divided by semicolons.",
    ("key", "value", "kind", "needs"),
    (
        Column("key", "text", "", "Key of the tag."),
        Column("value", "text", "", "Value of the tag; * for any."),
        Column("kind", "text", "", "Kind of site it is."),
        Column("needs", "text", "", "Conditions that must all hold as well.", default=""),
        Column("excludes", "text", "", "Conditions of which none may hold.", default=""),
        Column(
            "same_m",
            "number",
            "m",
            "Objects of this kind that lie closer, and do not differ in name, are one.",
            low=1,
            high=5000,
        ),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

KWB_KINDS = ("text", "count", "percent", "number", "class")

KWB_COLUMNS = Table(
    "kwb_columns",
    "Column names of Kerncijfers wijken en buurten (CBS) by edition, and what is read from them.",
    ("header",),
    (
        Column("header", "text", "", "Name of the column in the file."),
        Column("column", "text", "", "Column of the areas, or a figure that others come from."),
        Column("rank", "integer", "", "Of names for one column the lowest given is read.", low=1),
        Column("kind", "choice", "", "What its cells hold.", choices=KWB_KINDS),
        Column("unit", "text", "", "Unit in the file.", default=""),
        Column("editions", "text", "", "Years of the editions that have it, such as 2019-2022."),
        Column("factor", "number", "1", "From the unit in the file to ours.", 1, low=0),
        Column("required", "flag", "", "Without it the file cannot be read.", False),
        Column("zero_unknown", "flag", "", "A 0 says that there is no figure.", False),
        Column("least_median", "number", "see unit", "A lower median is another unit.", UNKNOWN),
        Column("most_median", "number", "see unit", "A higher median is another unit.", UNKNOWN),
        Column("meaning", "text", "", "What it holds."),
        Column("source", "text", "", "Where this is known from."),
        Column("evidence", "text", "", EVIDENCE + "."),
    ),
)

OWN_TABLES = (OWN_SITES, OWN_LINKS, AUTONOMIES, STOCKS, RESOURCES, ROUTES, SIZES)

HEADER_NAMES = Table(
    "header_names",
    "How people call the columns of their own lists.",
    ("table", "header"),
    (
        Column("table", "choice", "", "Table.", choices=tuple(table.name for table in OWN_TABLES)),
        Column("header", "text", "", "Name people give the column, small letters."),
        Column("column", "text", "", "Our name of the column."),
    ),
)

CELL_WORDS = Table(
    "cell_words",
    "Words people write in a cell, and what we call it.",
    ("column", "word"),
    (
        Column("column", "text", "", "Our name of the column."),
        Column("word", "text", "", "Word people write, small letters."),
        Column("value", "text", "", "Our word."),
    ),
)

EXTENTS = Table(
    "extents",
    "Where areas can lie: a region elsewhere has its coordinates wrong, or needs a row here.",
    ("extent",),
    (
        Column("extent", "text", "", "Name of the part of the world."),
        Column("lon_low", "number", "degrees", "Western edge.", low=-180, high=180),
        Column("lon_high", "number", "degrees", "Eastern edge.", low=-180, high=180),
        Column("lat_low", "number", "degrees", "Southern edge.", low=-90, high=90),
        Column("lat_high", "number", "degrees", "Northern edge.", low=-90, high=90),
        Column("timezone", "text", "", "Time zone there, such as Europe/Amsterdam."),
        Column("emergency_number", "text", "", "Number to call in an emergency there."),
        Column("scenario", "text", "", "Scenario that is run there where none is named."),
        Column("note", "text", "", "What to know about it.", default=""),
    ),
)

WIDTHS = Table(
    "confidence_widths",
    "How wide a time is that somebody gives as one number, by how sure they are of it.",
    ("confidence",),
    (
        Column("confidence", "choice", "", "How sure one is.", choices=CONFIDENCE),
        Column("shortest", "number", "1", "Shortest time as a part of the usual one.", high=1),
        Column("longest", "number", "1", "Longest time as a multiple of the usual one.", low=1),
        Column("evidence", "text", "", EVIDENCE + "."),
        Column("note", "text", "", "Why.", default=""),
    ),
)

LIBRARY_TABLES = (
    KINDS,
    DEPENDENCIES,
    SERVICES,
    MERGED,
    HOMES,
    KNOWN_SITES,
    KNOWN_ROUTES,
    SITE_NAMES,
    PROCESSES,
    OSM_TAGS,
    KWB_COLUMNS,
    HEADER_NAMES,
    CELL_WORDS,
    EXTENTS,
    SOURCES,
    WIDTHS,
)
