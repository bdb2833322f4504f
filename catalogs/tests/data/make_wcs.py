"""Records what wcslib, through astropy, makes of headers: `python make_wcs.py > wcs.json`.

Each entry has the cards of a header and points (x, y, longitude, latitude): pixels from 0, degrees. `afw/` and `gen2/` beside this
file hold the real headers; the others are made up for the corners of the standard.
"""

import json
import sys
import warnings

import astropy
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")


def cards(header):
    keep = [c for c in header.cards if c.keyword not in ("COMMENT", "HISTORY", "")]
    return [[c.keyword, c.value if not isinstance(c.value, (bool, np.bool_)) else bool(c.value)] for c in keep]


def entry(name, header, width, height):
    wcs = WCS(header)
    x, y = np.meshgrid(np.linspace(0, width - 1, 5), np.linspace(0, height - 1, 5))
    x, y = x.ravel(), y.ravel()
    sky = wcs.all_pix2world(np.column_stack([x, y]), 0)
    points = [[float(a), float(b), float(s[0]), float(s[1])] for a, b, s in zip(x, y, sky) if np.isfinite(s).all()]
    return {"name": name, "cards": cards(header), "points": points}


def made(name, width=2000, height=1000, **keywords):
    header = fits.Header()
    base = dict(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRPIX1=700.5, CRPIX2=333.25, CRVAL1=210.0, CRVAL2=-35.0,
                CD1_1=-5e-5, CD1_2=1e-6, CD2_1=2e-6, CD2_2=5.1e-5)
    base.update(keywords)
    for keyword, value in base.items():
        if value is not None:
            header[keyword.replace("__", "-")] = value
    return entry(name, header, width, height)


def real(path, hdu, name, size=None):
    with fits.open(path) as file:
        header = file[hdu].header.copy()
    for keyword in [k for k in header if k.endswith("A") and k[:5] in ("CTYPE", "CRVAL", "CRPIX", "CUNIT")]:
        del header[keyword]
    width, height = size or (header["NAXIS1"], header["NAXIS2"])
    # The same mapping, in pixels that begin at this image.
    return entry(name, header, width, height)


no_cd = dict(CD1_1=None, CD1_2=None, CD2_1=None, CD2_2=None)
entries = [
    real("afw/HSC-0908120-056-small.fits", 1, "a part of an HSC exposure, TAN-SIP"),
    real("afw/exposure-version-2.fits", 1, "an exposure of version 2, TAN"),
    real("gen2/example-calexp.fits.gz", 1, "an HSC calexp, TAN-SIP", (2048, 4176)),
    made("the plainest"),
    made("across longitude 0", CRVAL1=0.001),
    made("around the north pole", CRVAL2=90.0),
    made("around the south pole", CRVAL2=-90.0),
    made("near the pole", CRVAL2=89.99),
    made("with another native longitude of the pole", LONPOLE=90.0),
    made("with the latitude first", CTYPE1="DEC--TAN", CTYPE2="RA---TAN", CRVAL1=-35.0, CRVAL2=210.0),
    made("galactic", CTYPE1="GLON-TAN", CTYPE2="GLAT-TAN"),
    made("with PC and CDELT", **no_cd, PC1_1=0.9, PC1_2=-0.1, PC2_1=0.2, PC2_2=0.95, CDELT1=-5e-5, CDELT2=5e-5),
    made("with CDELT alone", **no_cd, CDELT1=-5e-5, CDELT2=5e-5),
    made("with CROTA2", **no_cd, CDELT1=-5e-5, CDELT2=6e-5, CROTA2=33.0),
    made("with exponents of old Fortran", CD1_1=-1e-2, CD2_2=1e-2, CD1_2=0.0, CD2_1=0.0),
    made("in arcseconds", CUNIT1="arcsec", CUNIT2="arcsec", CRVAL1=210.0 * 3600, CRVAL2=-35.0 * 3600,
         CD1_1=-0.18, CD1_2=0.0, CD2_1=0.0, CD2_2=0.18),
    made("orthographic", CTYPE1="RA---SIN", CTYPE2="DEC--SIN", CD1_1=-1e-2, CD2_2=1e-2),
    made("stereographic", CTYPE1="RA---STG", CTYPE2="DEC--STG", CD1_1=-1e-2, CD2_2=1e-2),
    made("equidistant", CTYPE1="RA---ARC", CTYPE2="DEC--ARC", CD1_1=-1e-2, CD2_2=1e-2),
    made("of equal area", CTYPE1="RA---ZEA", CTYPE2="DEC--ZEA", CD1_1=-1e-2, CD2_2=1e-2),
]
json.dump({"astropy": astropy.__version__, "entries": entries}, sys.stdout, indent=None, separators=(",", ":"))
print()
