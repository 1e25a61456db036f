"""The command `weerbaar person remove-examples`: back to a site without made-up people."""

from __future__ import annotations

from weerbaar.common.cli import print_json, run_or_refuse
from weerbaar.common.language import mark
from weerbaar.platform.runner import start_django
from weerbaar.twin.cli import AsJson


def remove_examples(json: AsJson = False) -> None:
    """Erases the example people, and their organisations where nobody else belongs."""
    with run_or_refuse(json) as words:
        start_django()
        from weerbaar.web import demo

        count = demo.remove_community()
        if json:
            print_json({"erased": count})
        else:
            print(words.text(mark("{count} example people erased."), count=count))
