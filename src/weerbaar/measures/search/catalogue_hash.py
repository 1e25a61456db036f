"""The catalogue that an answer came from, as a hash: own figures make another one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256

from weerbaar.measures.catalogue import Measure


def hash_of(catalogue: Mapping[str, Measure]) -> str:
    """The hash of all that the catalogue says, in hexadecimals."""
    told = [asdict(catalogue[name]) for name in sorted(catalogue)]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
