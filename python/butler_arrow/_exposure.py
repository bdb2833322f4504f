"""Exposures: pixels, and what goes with them, each read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from . import _native
from ._components import component
from ._exceptions import ArgumentError
from ._image import Box, Image, Mask, box_of
from ._wcs import SkyWcs, astropy_wcs

if TYPE_CHECKING:
    import astropy.wcs


class _Info:
    """What goes with the pixels, as afw's ``ExposureInfo`` has it."""

    def __init__(self, exposure: Exposure):
        self._exposure = exposure

    def __getattr__(self, name: str) -> Any:
        if name.startswith("get") or name.startswith("has"):
            component = name[3:4].lower() + name[4:]
            if name.startswith("has"):
                return lambda: component in self._exposure.components
            return lambda: getattr(self._exposure, component)
        return getattr(self._exposure, name)


class Exposure:
    """Pixels with mask, variance, WCS and the rest. Each is read from the file when it is asked for, and of pixels only those within ``bbox``.

    ``exposure.image.array`` is NumPy's, ``exposure.wcs`` astropy's for that array, ``exposure.getWcs()`` the exact one in pixels of the parent image;
    other components by their names (``visitInfo``, ``photoCalib``, ``metadata`` ...) are numbers and texts.
    """

    def __init__(
        self,
        open_part: Any,
        parts: tuple[str, ...] = (),
        bbox: Box | None = None,
        identity: str = "",
        stored: Callable[[], bytes] | None = None,
        read_part: Callable[[str], tuple[str, Any]] | None = None,
    ):
        # `open_part` opens the file of a component, or of the whole; `read_part` reads a component out of its own; `stored` gives the bytes of the whole.
        self._open, self._parts, self._asked, self._identity = open_part, parts, bbox, identity
        self._stored, self._read_part = stored, read_part
        self._files: dict[str | None, _native.Image] = {}
        self._held: dict[str, Any] = {}
        # What this is a part of; planes that are in memory there are not read again.
        self._whole: Exposure | None = None

    def _file(self, component: str) -> _native.Image:
        part = component if component in self._parts else ("image" if self._parts else None)
        if part not in self._files:
            self._files[part] = self._open(part)
        return self._files[part]

    def _plane(self, name: str, of: type[Image]) -> Any:
        if name not in self._held:
            box, known = self._asked, self._whole and self._whole._held.get(name)
            self._held[name] = known.part(box) if known else of(self._file(name).plane(name, box))
        return self._held[name]

    def _component(self, name: str) -> Any:
        return component(*(self._file(name).component(name) if self._read_part is None else self._read_part(name)))

    @property
    def components(self) -> list[str]:
        """Names of what it has."""
        if self._parts:
            return [*self._parts, "bbox", "dimensions", "xy0"]
        return self._file("image").components()

    @property
    def image(self) -> Image:
        """The pixels."""
        return self._plane("image", Image)

    @property
    def mask(self) -> Mask:
        """The bits of the pixels."""
        return self._plane("mask", Mask)

    @property
    def variance(self) -> Image:
        """The variances of the pixels."""
        return self._plane("variance", Image)

    @property
    def bbox(self) -> Box:
        """Where its pixels are in the parent image."""
        if self._asked is not None:
            return self._asked
        if "bbox" not in self._held:
            self._held["bbox"] = Box(*self._file("image").bbox())
        return self._held["bbox"]

    @property
    def wcs(self) -> astropy.wcs.WCS:
        """astropy's mapping for ``image.array``: the exact one where a header can say it, else that of the image's header."""
        exact = self.getWcs().getFitsMetadata()
        if exact is None:
            return self._header_wcs()
        exact["CRPIX1"] -= self.bbox.x0
        exact["CRPIX2"] -= self.bbox.y0
        return astropy_wcs(exact)

    def _header_wcs(self) -> Any:
        # One pixel brings the header without the others.
        box = self.bbox
        plane = Image(self._file("image").plane("image", (box.x0, box.y0, 1, 1)))
        return plane.wcs

    def getWcs(self) -> SkyWcs:
        """The exact mapping, in pixels of the parent image."""
        if "wcs" not in self._held:
            self._held["wcs"] = self._component("wcs")
        return self._held["wcs"]

    def getImage(self) -> Image:
        """The pixels."""
        return self.image

    def getMask(self) -> Mask:
        """The bits of the pixels."""
        return self.mask

    def getVariance(self) -> Image:
        """The variances of the pixels."""
        return self.variance

    def getBBox(self) -> Box:
        """Where its pixels are in the parent image."""
        return self.bbox

    @property
    def dimensions(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.bbox.getDimensions()

    def getDimensions(self) -> tuple[int, int]:
        """Columns and rows."""
        return self.dimensions

    def getWidth(self) -> int:
        """Columns."""
        return self.bbox.width

    def getHeight(self) -> int:
        """Rows."""
        return self.bbox.height

    def getXY0(self) -> tuple[int, int]:
        """The first column and row."""
        return self.bbox[:2]

    @property
    def maskedImage(self) -> Exposure:
        """Itself."""
        return self

    def getMaskedImage(self) -> Exposure:
        """Itself."""
        return self

    @property
    def info(self) -> _Info:
        """What goes with the pixels."""
        return _Info(self)

    def getInfo(self) -> _Info:
        """What goes with the pixels."""
        return _Info(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("get") and len(name) > 3:
            wanted = name[3:4].lower() + name[4:]
            if wanted in _COMPONENTS:
                return lambda: getattr(self, wanted)
        if name not in _COMPONENTS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if name not in self._held:
            self._held[name] = self._component(name)
        return self._held[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *_COMPONENTS]

    def __getitem__(self, box: Any) -> Exposure:
        """The part within a box, or within slices of columns and rows of the parent image: ``exposure[x0:x1, y0:y1]``."""
        if isinstance(box, tuple) and len(box) == 2 and all(isinstance(axis, slice) for axis in box):
            (x0, x1, _), (y0, y1, _) = (axis.indices(1 << 40) for axis in box)
            whole = self.bbox
            x1, y1 = min(x1, whole.x1), min(y1, whole.y1)
            box = (x0, y0, x1 - x0, y1 - y0)
        box, whole = box_of(box), self.bbox
        if box.x0 < whole.x0 or box.y0 < whole.y0 or box.x1 > whole.x1 or box.y1 > whole.y1:
            raise ArgumentError(f"the pixels of {box} are not all within {whole}")
        part = Exposure(self._open, self._parts, box, self._identity, None, self._read_part)
        part._files, part._whole = self._files, self
        return part

    def getCutout(self, center: Any, size: Any) -> Exposure:
        """The square of ``size`` (an angle of astropy, or arcseconds) around a point of the sky, as far as the image has it."""
        ra, dec = (center.spherical.lon.deg, center.spherical.lat.deg) if hasattr(center, "spherical") else center
        arcsec = size.to_value("arcsec") if hasattr(size, "to_value") else float(size)
        x0, y0, width, height = self._file("image").around(float(ra), float(dec), arcsec)
        whole = self.bbox
        left, bottom = max(x0, whole.x0), max(y0, whole.y0)
        return self[(left, bottom, min(x0 + width, whole.x1) - left, min(y0 + height, whole.y1) - bottom)]

    cutout = getCutout

    def _bytes(self) -> bytes:
        """The file that it is in, if it is all of that."""
        if self._asked is None and self._stored is not None:
            return self._stored()
        return self.to_fits()

    def to_fits(self) -> bytes:
        """A FITS file of its planes, with metadata and a right WCS, without the archive."""
        return self._file("image").cutout(self.bbox)

    def writeFits(self, path: str | PathLike[str]) -> None:
        """Writes a file that is not there yet: all of it as it is stored, or the planes of a part."""
        with open(fspath(path), "xb") as file:
            file.write(self._bytes())

    def clone(self) -> Exposure:
        """Itself: an exposure never changes."""
        return self

    def plot(self, **options: Any) -> Any:
        """Draws its image with matplotlib; see :func:`butler_arrow._plot.show`."""
        from ._plot import show

        return show(self, **options)

    def __repr__(self) -> str:
        box = self.bbox
        return f"Exposure({box.width} x {box.height} at {box[:2]}{', ' + self._identity if self._identity else ''})"

    def _repr_html_(self) -> str:
        from ._plot import html

        return html(self, repr(self))


_COMPONENTS = (
    "psf",
    "photoCalib",
    "visitInfo",
    "apCorrMap",
    "coaddInputs",
    "transmissionCurve",
    "metadata",
    "filter",
    "detector",
    "validPolygon",
    "summaryStats",
    "id",
)


def read_image(path: str | PathLike[str]) -> Exposure:
    """The exposure, or any image, in a local FITS file."""
    name = fspath(path)
    return Exposure(lambda part: _native.Image.open(name), identity=name, stored=lambda: open(name, "rb").read())
