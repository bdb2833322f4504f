"""Regions on the sky, in the encoding of sphgeom."""

from __future__ import annotations

import struct
from typing import Any


class Region:
    """A region as it is stored. With ``lsst.sphgeom`` installed it can do all that one of sphgeom's can."""

    __slots__ = ("_bytes", "_decoded")

    def __init__(self, encoded: bytes):
        self._bytes = bytes(encoded)
        self._decoded: Any = None

    @classmethod
    def decode(cls, encoded: bytes) -> Region:
        """Of sphgeom's encoding."""
        return cls(encoded)

    def encode(self) -> bytes:
        """In sphgeom's encoding."""
        return self._bytes

    def to_sphgeom(self) -> Any:
        """The same as an object of sphgeom."""
        if self._decoded is None:
            from lsst.sphgeom import Region as Decoded

            self._decoded = Decoded.decode(self._bytes)
        return self._decoded

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            decoded = self.to_sphgeom()
        except ImportError:
            raise AttributeError(f"{name!r} of a region needs the package lsst-sphgeom; SQL functions of the sky need nothing") from None
        return getattr(decoded, name)

    def __eq__(self, other: object) -> bool:
        return hasattr(other, "encode") and not isinstance(other, str) and other.encode() == self._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Region, (self._bytes,))

    def __repr__(self) -> str:
        try:
            return repr(self.to_sphgeom())
        except ImportError:
            return f"Region({self._bytes.hex()})"


def point(given: Any) -> bytes:
    """A point, of sphgeom or astropy, as sphgeom's encoding of a circle without a radius."""
    from math import cos, radians, sin

    if hasattr(given, "transform_to"):
        icrs = given.transform_to("icrs")
        if not icrs.isscalar:
            raise ValueError(f"one point is needed, not {len(icrs)}")
        lon, lat = radians(icrs.ra.deg), radians(icrs.dec.deg)
    else:
        lon, lat = given.getLon().asRadians(), given.getLat().asRadians()
    return struct.pack("<c5d", b"c", cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat), 0.0, 0.0)
