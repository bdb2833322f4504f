"""The pixels of one plane as NumPy has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ._exceptions import ArgumentError
from ._table import keywords
from ._wcs import astropy_wcs

if TYPE_CHECKING:
    import astropy.wcs
    import numpy


class _Sides(NamedTuple):
    x0: int
    y0: int
    width: int
    height: int


class Box(_Sides):
    """Pixels ``x0 <= x < x0 + width``, ``y0 <= y < y0 + height`` of the parent image."""

    __slots__ = ()

    @property
    def x1(self) -> int:
        """The first column behind it."""
        return self.x0 + self.width

    @property
    def y1(self) -> int:
        """The first row behind it."""
        return self.y0 + self.height

    @property
    def area(self) -> int:
        """Pixels."""
        return self.width * self.height

    def contains(self, x: Any, y: Any = None) -> bool:
        """Whether a place, or all of another box, is within it."""
        if hasattr(x, "getMinX"):
            return self.x0 <= x.getMinX() and x.getMaxX() < self.x1 and self.y0 <= x.getMinY() and x.getMaxY() < self.y1
        x, y = x if y is None else (x, y)
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def getCenter(self) -> tuple[float, float]:
        """The column and row in the middle."""
        return (self.x0 + (self.width - 1) / 2, self.y0 + (self.height - 1) / 2)

    def getCorners(self) -> list[tuple[int, int]]:
        """Columns and rows of the pixels in the corners, from the lower left one around."""
        return [(self.x0, self.y0), (self.x1 - 1, self.y0), (self.x1 - 1, self.y1 - 1), (self.x0, self.y1 - 1)]

    def getMinX(self) -> int:
        """The first column."""
        return self.x0

    def getMinY(self) -> int:
        """The first row."""
        return self.y0

    def getMaxX(self) -> int:
        """The last column."""
        return self.x1 - 1

    def getMaxY(self) -> int:
        """The last row."""
        return self.y1 - 1

    def getWidth(self) -> int:
        """Columns."""
        return self.width

    def getHeight(self) -> int:
        """Rows."""
        return self.height

    def getDimensions(self) -> tuple[int, int]:
        """Columns and rows."""
        return (self.width, self.height)

    minX = beginX = property(getMinX)
    minY = beginY = property(getMinY)
    maxX, maxY = property(getMaxX), property(getMaxY)
    endX, endY = x1, y1
    center = property(getCenter)


def box_of(given: Any, origin: Box | None = None) -> Box:
    """A box of four numbers (x, y, width, height), a text of them, a mapping, or a box of lsst.geom; counted from ``origin`` if there is one."""
    numbers = given
    if isinstance(given, str):
        numbers = given.split(",")
    elif hasattr(given, "getMinX") and not isinstance(given, Box):
        numbers = (given.getMinX(), given.getMinY(), given.getWidth(), given.getHeight())
    elif isinstance(given, Mapping):
        numbers = [given.get(name) for name in Box._fields]
    try:
        box = Box(*(int(number) for number in numbers))
    except (TypeError, ValueError):
        raise ArgumentError(f"a box is four whole numbers, x, y, width and height, not {given!r}") from None
    if box.width < 1 or box.height < 1:
        raise ArgumentError(f"width and height of a box are 1 at least, not {box.width} and {box.height}")
    return box if origin is None else box._replace(x0=box.x0 + origin.x0, y0=box.y0 + origin.y0)


class Image:
    """The pixels of one plane, rows first; ``array`` is the memory that was read, and read only."""

    def __init__(self, told: Mapping[str, Any]):
        self.bbox = Box(*told["bbox"])
        self._told = told

    @property
    def array(self) -> numpy.ndarray:
        """The pixels: ``array[y - y0, x - x0]``."""
        import numpy as np

        return np.asarray(self._told["array"])

    def part(self, box: Box) -> Image:
        """The pixels within a box, which is within this one: the same memory."""
        (x0, y0), whole = box[:2], self.bbox
        pixels = self.array[y0 - whole.y0 : box.y1 - whole.y0, x0 - whole.x0 : box.x1 - whole.x0]
        return type(self)({**self._told, "array": pixels, "bbox": tuple(box)})

    @property
    def header(self) -> dict[str, Any]:
        """Keywords of the plane's own header, as the file has them."""
        return keywords(json.loads(self._told["header"]))

    @property
    def wcs(self) -> astropy.wcs.WCS:
        """The mapping that the plane's header says, for ``array``."""
        header, (x0, y0, *_), (px, py, *_) = self.header, self.bbox, self._told["parent"]
        for name, shift in (("CRPIX1", x0 - px), ("CRPIX2", y0 - py)):
            if isinstance(header.get(name), (int, float)):
                header[name] -= shift
        return astropy_wcs(header)

    @property
    def dtype(self) -> numpy.dtype:
        """The type of a pixel."""
        return self.array.dtype

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.bbox.height, self.bbox.width)

    def getArray(self) -> numpy.ndarray:
        """The pixels."""
        return self.array

    def getBBox(self) -> Box:
        """Where they are in the parent image."""
        return self.bbox

    def getDimensions(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.bbox.getDimensions()

    def getWidth(self) -> int:
        """Columns."""
        return self.bbox.width

    def getHeight(self) -> int:
        """Rows."""
        return self.bbox.height

    def getX0(self) -> int:
        """The first column."""
        return self.bbox.x0

    def getY0(self) -> int:
        """The first row."""
        return self.bbox.y0

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> numpy.ndarray:
        import numpy as np

        return np.array(self.array, dtype=dtype) if copy else np.asarray(self.array, dtype=dtype)

    def plot(self, **options: Any) -> Any:
        """Draws it with matplotlib; see :func:`butler_arrow._plot.show`."""
        from ._plot import show

        return show(self, **options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.bbox.width} x {self.bbox.height} {self._told['array'].__array_interface__['typestr'][1:]} at {self.bbox[:2]})"

    def _repr_html_(self) -> str:
        from ._plot import html

        return html(self, repr(self))


class Mask(Image):
    """The bits of pixels, with the names of the planes."""

    def getMaskPlaneDict(self) -> dict[str, int]:
        """The number of the bit of each plane."""
        return dict(self._told["planes"])

    @property
    def planes(self) -> dict[str, int]:
        """The number of the bit of each plane."""
        return self.getMaskPlaneDict()

    def getPlaneBitMask(self, names: str | list[str]) -> int:
        """The value of the bits of planes."""
        planes, bits = self.planes, 0
        for name in (names,) if isinstance(names, str) else names:
            if name not in planes:
                raise KeyError(f"no mask plane {name!r}; there are {', '.join(planes)}")
            bits |= 1 << planes[name]
        return bits

    def is_set(self, names: str | list[str]) -> numpy.ndarray:
        """Where any of these planes is set."""
        return (self.array & self.getPlaneBitMask(names)) != 0
