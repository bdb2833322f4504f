"""From pixels to the sky and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ._native import Wcs

if TYPE_CHECKING:
    import astropy.wcs
    from astropy.coordinates import SkyCoord


class SkyWcs:
    """The exact mapping of an exposure, between pixels of the parent image, counted from 0 as in afw, and the sky."""

    def __init__(self, native: Wcs):
        self._native = native
        self._told = json.loads(native.told())

    @property
    def frame(self) -> str:
        """The frame of its sky coordinates: ``ICRS``, ``FK5``."""
        return self._told["frame"]

    @property
    def is_exact(self) -> bool:
        """Whether it is the archived mapping, and not a header that approximates it."""
        return bool(self._told.get("is_exact"))

    def pixelToSkyArray(self, x: Any, y: Any, degrees: bool = True) -> tuple[Any, Any]:
        """Right ascensions and declinations of places in the image; NaN where there is no sky."""
        import numpy as np

        x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
        sky = self._native.pixel_to_sky(x.ravel().tolist(), y.ravel().tolist())
        ra, dec = (np.array(axis).reshape(x.shape) for axis in sky)
        return (ra, dec) if degrees else (np.radians(ra), np.radians(dec))

    def skyToPixelArray(self, ra: Any, dec: Any, degrees: bool = True) -> tuple[Any, Any]:
        """Places in the image of points on the sky; NaN beyond the projection."""
        import numpy as np

        ra, dec = np.broadcast_arrays(np.asarray(ra, dtype=float), np.asarray(dec, dtype=float))
        if not degrees:
            ra, dec = np.degrees(ra), np.degrees(dec)
        pixels = self._native.sky_to_pixel(ra.ravel().tolist(), dec.ravel().tolist())
        return tuple(np.array(axis).reshape(ra.shape) for axis in pixels)  # type: ignore[return-value]

    def pixelToSky(self, x: Any, y: Any = None) -> SkyCoord:
        """The points on the sky of places in the image."""
        from astropy.coordinates import SkyCoord

        if y is None:
            x, y = x
        ra, dec = self.pixelToSkyArray(x, y)
        return SkyCoord(ra, dec, unit="deg", frame=self.frame.lower() if self.frame.lower() in ("icrs", "fk5", "fk4") else "icrs")

    pixel_to_world = pixelToSky

    def skyToPixel(self, sky: SkyCoord) -> tuple[Any, Any]:
        """The places in the image of points on the sky."""
        return self.skyToPixelArray(sky.spherical.lon.deg, sky.spherical.lat.deg)

    world_to_pixel = skyToPixel

    def getPixelScale(self, x: float = 0.0, y: float = 0.0) -> Any:
        """The side of a pixel at a place, as an angle of astropy."""
        from astropy import units

        return self._native.pixel_scale(float(x), float(y)) * units.arcsec

    def getFitsMetadata(self, precise: bool = False) -> dict[str, Any] | None:
        """Keywords of the header that says the same, counted in the parent image; None if none can say it exactly."""
        header = self._native.header()
        return None if header is None else {keyword: value for keyword, value, _ in json.loads(header)}

    def __repr__(self) -> str:
        return f"SkyWcs({', '.join(f'{name}={value!r}' for name, value in self._told.items() if name != 'reason')})"


def astropy_wcs(header: dict[str, Any]) -> astropy.wcs.WCS:
    """The mapping that keywords of a header say, for arrays that begin where the header counts from."""
    import warnings

    from astropy.io import fits
    from astropy.wcs import WCS, FITSFixedWarning

    cards = fits.Header()
    for keyword, value in header.items():
        if value is not None and not isinstance(value, list) and _says_wcs(keyword):
            cards[keyword] = value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FITSFixedWarning)
        return WCS(cards, naxis=2)


_STEMS = ("CTYPE", "CRVAL", "CRPIX", "CUNIT", "CDELT", "CROTA", "CD", "PC", "PV", "A_", "B_", "AP_", "BP_")


def _says_wcs(keyword: str) -> bool:
    if keyword in ("WCSAXES", "LONPOLE", "LATPOLE", "RADESYS", "EQUINOX", "MJD-OBS", "DATE-OBS"):
        return True
    # An alternate WCS (CTYPE1A) says where a part begins, and nothing of the sky.
    return keyword.startswith(_STEMS) and (keyword[-1].isdigit() or keyword.endswith(("_ORDER", "_DMAX")))
