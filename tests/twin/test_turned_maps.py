"""The maps as it is now and with a choice."""

from __future__ import annotations

import json
import re

from tests.twin.turned import runs_of, steps, view


def test_the_data_of_the_script_hold_both_maps_for_each_hour() -> None:
    shown = view(prepared_low_income=1.0)
    data = json.loads(shown.data)
    areas = len(runs_of(())[0].network.region.areas)
    assert len(data["hours"]) == steps() == shown.last + 1
    assert data["names"][:areas] == data["names"][areas:]
    assert [layer["key"] for layer in data["layers"]] == [key for key, _ in shown.layers]
    for layer in data["layers"]:
        assert len(layer["cells"]) == 2 * areas


def test_what_a_name_holds_cannot_end_the_script_element() -> None:
    assert "<" not in view().data


def test_shapes_stay_and_classes_come_anew() -> None:
    shown = view(prepared_low_income=1.0, prepared_other=1.0)
    now, then = (picture for _, picture in shown.maps)
    looks = re.compile(r'class="k[0-9x]" href="#area-(\d+)"')
    assert looks.findall(now) == looks.findall(then)
    assert looks.sub("", now) == looks.sub("", then)
    assert "k-plain" not in now
