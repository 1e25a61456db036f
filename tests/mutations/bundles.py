"""Zip files as a person or a hand of bad intent may put them together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any


def zip_of(members: Iterable[tuple[str, bytes]], **changes: Any) -> bytes:
    """A zip file of these members; `changes` are attributes that each gets."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in changes.items():
                setattr(member, attribute, value)
            archive.writestr(member, content)
    return sink.getvalue()


def with_size(bundle: bytes, name: str, size: int) -> bytes:
    """The zip file in which every header of a member says that it has so many bytes."""
    data = bytearray(bundle)
    for mark, at_size, at_name in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        start = data.find(mark)
        while start >= 0:
            if data[start + at_name :].startswith(name.encode()):
                data[start + at_size : start + at_size + 4] = size.to_bytes(4, "little")
            start = data.find(mark, start + 4)
    return bytes(data)
