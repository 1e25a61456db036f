"""Sites as people name them: by identifier, or by the name that stands in the region."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from weerbaar.region.region import Region


@dataclass(frozen=True)
class SiteNames:
    """The kind of each site, and the sites that bear each name, in small letters."""

    kind_of: Mapping[str, str]
    named: Mapping[str, list[str]]

    def meant(self, said: str, kinds: Collection[str] | None = None) -> list[str]:
        """The sites that a text can mean: the one it identifies, else all of that name.

        Only sites of these kinds, where they are given. Case does not count in a name.
        """
        if said in self.kind_of and self._is_of(said, kinds):
            return [said]
        return [site for site in self.named.get(said.casefold(), ()) if self._is_of(site, kinds)]

    def _is_of(self, site: str, kinds: Collection[str] | None) -> bool:
        return kinds is None or self.kind_of[site] in kinds


def site_names(region: Region) -> SiteNames:
    """The names of all sites of a region; a site without one is found by its identifier only."""
    named: dict[str, list[str]] = {}
    for site, name in zip(region.sites["site"], region.sites["name"], strict=True):
        if name:
            named.setdefault(str(name).casefold(), []).append(str(site))
    kind_of = dict(zip(region.sites["site"], region.sites["kind"], strict=True))
    return SiteNames(kind_of, named)
