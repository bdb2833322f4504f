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
        return f"{type(self).__name__}({self._values!r})"


class Filter(Record):
    """A filter, with afw's names for its names."""

    __slots__ = ()

    @property
    def bandLabel(self) -> str | None:
        """Its band."""
        return self._values["band"]

    @property
    def physicalLabel(self) -> str | None:
        """Its name at the instrument."""
        return self._values["physical"]


class PhotoCalib(Record):
    """What counts mean. Where this is not the same all over the image, the means are taken."""

    __slots__ = ()

    def instFluxToNanojansky(self, instFlux: Any) -> Any:
        """Counts in nanojanskys."""
        return instFlux * self._values["calibrationMean"]

    def instFluxToMagnitude(self, instFlux: Any) -> Any:
        """Counts in AB magnitudes; NaN where there are none."""
        import numpy as np

        with np.errstate(divide="ignore", invalid="ignore"):
            return -2.5 * np.log10(np.divide(instFlux, self._values["instFluxAtZeroMagnitude"]))

    def magnitudeToInstFlux(self, magnitude: Any) -> Any:
        """Counts of AB magnitudes."""
        return 10.0 ** (-0.4 * magnitude) * self._values["instFluxAtZeroMagnitude"]


class Metadata(dict):
    """Keywords of a header, with what is used most of ``PropertyList``."""

    def toDict(self) -> dict[str, Any]:
        """Keywords and values."""
        return dict(self)

    def names(self) -> list[str]:
        """The keywords."""
        return list(self)

    def getArray(self, name: str) -> list[Any]:
        """All values of a keyword."""
        value = self[name]
        return value if isinstance(value, list) else [value]

    def getScalar(self, name: str) -> Any:
        """The value of a keyword, of several the last."""
        return self.getArray(name)[-1]


def record(value: Any) -> Any:
    """A mapping as a record; anything else as it is."""
    if not isinstance(value, dict):
        return value
    if "instFluxAtZeroMagnitude" in value:
        return PhotoCalib(value)
    return (Filter if value.keys() == {"band", "physical"} else Record)(value)


def component(sort: str, content: Any) -> Any:
    """A component as Python has it."""
    if sort == "plane":
        return (Mask if content["role"] == "mask" else Image)(content)
    if sort == "wcs":
        return SkyWcs(content)
    if sort == "header":
        return Metadata(keywords(json.loads(content)))
    return record(json.loads(content))
