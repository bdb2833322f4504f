"""What goes with pixels: numbers and texts by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ._image import Image, Mask
from ._table import keywords
from ._wcs import SkyWcs


class Record(Mapping):
    """Numbers and texts by name, also as attributes and by afw's getters: ``visitInfo["exposureTime"]``, ``visitInfo.getExposureTime()``."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]):
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return record(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            if name in self._values:
                return self[name]
            getter = name[3:4].lower() + name[4:]
            if name.startswith("get") and getter in self._values:
                return lambda: self[getter]
        raise AttributeError(f"there is no {name!r}; there are {', '.join(self._values)}")

    def toDict(self) -> dict[str, Any]:
        """Names and values."""
        return dict(self._values)

    def __repr__(self) -> str:
        return f"Record({self._values!r})"


def record(value: Any) -> Any:
    """A mapping as a record; anything else as it is."""
    return Record(value) if isinstance(value, dict) else value


def component(sort: str, content: Any) -> Any:
    """A component as Python has it."""
    if sort == "plane":
        return (Mask if content["role"] == "mask" else Image)(content)
    if sort == "wcs":
        return SkyWcs(content)
    if sort == "header":
        return keywords(json.loads(content))
    return record(json.loads(content))
