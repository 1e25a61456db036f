"""A site is found by its identifier, or by the name that the region has for it."""

from dataclasses import replace

import pytest

from weerbaar.region.names import SiteNames, site_names
from weerbaar.region.region import Region

KINDS = {"h1": "hospital", "h2": "hospital", "s1": "shop", "s2": "shop", "nameless": "shop"}
NAMES = {"veldmeer": ["h1", "s1"], "oever": ["s2"], "h2": ["s1"]}


@pytest.fixture
def names() -> SiteNames:
    return SiteNames(KINDS, NAMES)


def test_an_identifier_goes_before_a_name_and_case_counts_in_the_identifier_only(
    names: SiteNames,
) -> None:
    assert names.meant("s2") == ["s2"]
    assert names.meant("h2") == ["h2"]
    assert names.meant("OEVER") == ["s2"]
    assert names.meant("S2") == []


def test_a_name_that_several_sites_bear_means_all_of_them(names: SiteNames) -> None:
    assert names.meant("Veldmeer") == ["h1", "s1"]
    assert names.meant("Veldmeer", {"shop"}) == ["s1"]


def test_of_other_kinds_nothing_is_meant_but_a_name_may_still_lead_to_these(
    names: SiteNames,
) -> None:
    assert names.meant("h1", {"shop"}) == []
    assert names.meant("h2", {"shop"}) == ["s1"]


def test_a_site_without_a_name_is_found_by_its_identifier_only(region: Region) -> None:
    nameless = region.sites["name"].copy()
    nameless[0] = ""
    sites = replace(region.sites, columns={**region.sites.columns, "name": nameless})

    found = site_names(replace(region, sites=sites))

    first = region.sites["site"][0]
    assert found.meant(first) == [first]
    assert found.meant("") == []


def test_every_site_of_a_region_is_meant_by_its_name(region: Region) -> None:
    names = site_names(region)

    for site in region.sites:
        assert site["site"] in names.meant(site["name"].upper()) or not site["name"]
