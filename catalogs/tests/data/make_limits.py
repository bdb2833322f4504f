"""Records limits and stretches of astropy: `python make_limits.py > limits.json`."""

import json
import sys

import astropy
import numpy as np
from astropy.io import fits
from astropy.visualization import AsinhStretch, LinearStretch, LogStretch, MinMaxInterval, PercentileInterval, SqrtStretch, ZScaleInterval

images = [
    ("afw/HSC-0908120-056-small.fits", 1), ("afw/HSC-0908120-056-small.fits", 3), ("afw/ticketdm26260.fits.fz", 1),
    ("afw/exposure-version-2.fits", 1), ("gen2/30211212000310-R22-S22-det098.fits", 3), ("tiles.fits", 6),
]
told = {"astropy": astropy.__version__, "images": [], "stretches": {}}
for path, hdu in images:
    with fits.open(path) as file:
        data = np.asarray(file[hdu].data)
    entry = {"file": path, "hdu": hdu}
    for name, interval in [("zscale", ZScaleInterval()), ("minmax", MinMaxInterval()), ("99.5%", PercentileInterval(99.5)), ("90%", PercentileInterval(90))]:
        entry[name] = [float(limit) for limit in interval.get_limits(data.astype("f8"))]
    told["images"].append(entry)
shares = np.linspace(0, 1, 21)
for name, stretch in [("linear", LinearStretch()), ("log", LogStretch()), ("sqrt", SqrtStretch()), ("asinh", AsinhStretch())]:
    told["stretches"][name] = [[float(x), float(y)] for x, y in zip(shares, stretch(shares))]
json.dump(told, sys.stdout, indent=1)
print()
