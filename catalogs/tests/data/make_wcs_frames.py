"""Records what wcslib and astropy's frames make of TPV and of frames other than ICRS: `python make_wcs_frames.py > wcs_frames.json`.

Each entry has the cards of a header and points (x, y, longitude, latitude, and both in ICRS): pixels from 0, degrees.
"""

import json
import sys
import warnings

import astropy
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
random = np.random.default_rng(7)


def made(name, projection, crval=(150.1, 2.2), **keywords):
    header = fits.Header()
    base = dict(CTYPE1="RA---" + projection, CTYPE2="DEC--" + projection, CUNIT1="deg", CUNIT2="deg", CRVAL1=crval[0], CRVAL2=crval[1],
                CRPIX1=-3000.5, CRPIX2=1500.25, CD1_1=-7e-5, CD1_2=1e-6, CD2_1=2e-6, CD2_2=7.1e-5)
    for keyword, value in {**base, **keywords}.items():
        header[keyword] = value
    wcs = WCS(header)
    points = []
    for x in (0.0, 1023.5, 2047.0):
        for y in (0.0, 1500.0, 2047.5, 4095.0):
            own, icrs = wcs.wcs_pix2world([[x, y]], 0)[0], wcs.pixel_to_world(x, y).icrs
            points.append([x, y, float(own[0]), float(own[1]), float(icrs.ra.deg), float(icrs.dec.deg)])
    return {"name": name, "cards": [[key, header[key]] for key in header], "points": points}


# Of order 3, as DECam's are.
first = [0.004, 1.0123, 0.0071, 0.0, 0.0083, -0.0021, 0.0032, -0.0101, 0.0042, -0.0093, 0.0011]
second = [-0.002, 1.0087, 0.0052, 0.0, -0.0043, 0.0061, 0.0012, -0.0087, 0.0021, -0.0102, 0.0009]
decam = {f"PV{axis}_{term}": value for axis, terms in ((1, first), (2, second)) for term, value in enumerate(terms)}
whole = {f"PV{axis}_{term}": 1.003 if term == 1 else float(np.round(random.normal(0, 0.002), 6)) for axis in (1, 2) for term in range(40)}
entries = [
    made("TPV like those of DECam", "TPV", **decam),
    made("TPV of all 40 terms", "TPV", **whole),
    made("TAN with the terms of TPV, as SCAMP writes it", "TAN", **decam),
    made("TPV around the pole", "TPV", crval=(10.0, 89.95), **decam),
    made("FK5 of 2000", "TAN", RADESYS="FK5", EQUINOX=2000.0),
    made("FK5 of 1975", "TAN", RADESYS="FK5", EQUINOX=1975.0),
    made("FK5 of 2025.5", "TAN", crval=(359.9, -60.0), RADESYS="FK5", EQUINOX=2025.5),
    made("an equinox alone", "TAN", EQUINOX=2000.0),
    made("FK4 of 1950", "TAN", RADESYS="FK4", EQUINOX=1950.0),
    made("FK4 of 1900", "TAN", crval=(266.4, -29.0), RADESYS="FK4", EQUINOX=1900.0),
    made("FK4-NO-E of 1950", "TAN", RADESYS="FK4-NO-E", EQUINOX=1950.0),
    made("FK4 of 1975 near the pole", "TAN", crval=(33.0, 88.9), RADESYS="FK4", EQUINOX=1975.0),
    made("ICRS", "TAN", RADESYS="ICRS"),
]
json.dump({"astropy": astropy.__version__, "entries": entries}, sys.stdout, separators=(",", ":"))
print()
