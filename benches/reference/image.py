"""The work of `cargo run --release --bin image` done by astropy: `python image.py FOLDER` makes rice.fits and plain.fits there if they are
absent (2048 x 4176 pixels, image, mask, variance, as the pipelines write them) and prints median CPU seconds.
"""

import os
import sys
import time

import numpy as np
from astropy.io import fits

WIDTH, HEIGHT = 2048, 4176
PART = (slice(2000, 2100), slice(1000, 1100))


def make(folder):
    rng = np.random.default_rng(1)
    image = (rng.normal(0, 30, (HEIGHT, WIDTH)) + 10).astype("f4")
    for x, y, flux in zip(rng.uniform(20, WIDTH - 20, 2000), rng.uniform(20, HEIGHT - 20, 2000), rng.pareto(1.2, 2000) * 500):
        yy, xx = np.mgrid[int(y) - 10:int(y) + 11, int(x) - 10:int(x) + 11]
        image[yy, xx] += flux * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / 8)
    variance = (900 + np.maximum(image, 0)).astype("f4")
    mask = np.where(image > 150, 1 << 5, 0).astype("i4")
    mask[:20] |= 16
    header = fits.Header(dict(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=320.75, CRVAL2=-0.39, CRPIX1=1024.0, CRPIX2=2088.0,
                              CD1_1=-4.6e-5, CD1_2=0.0, CD2_1=0.0, CD2_2=4.6e-5, LTV1=0, LTV2=0))
    planes = [("IMAGE", image), ("MASK", mask), ("VARIANCE", variance)]

    def of(kind, name, data, **options):
        hdu = kind(data, header, **options)
        hdu.header["EXTTYPE"] = name
        if name == "MASK":
            hdu.header["MP_EDGE"], hdu.header["HIERARCH MP_DETECTED"] = 4, 5
        return hdu

    rice = dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=1)
    fits.HDUList([fits.PrimaryHDU()] + [of(fits.CompImageHDU, n, d, **rice) for n, d in planes]).writeto(f"{folder}/rice.fits")
    fits.HDUList([fits.PrimaryHDU()] + [of(fits.ImageHDU, n, d) for n, d in planes]).writeto(f"{folder}/plain.fits")


def cut(path):
    with fits.open(path) as file:
        return [hdu.section[PART] for hdu in file[1:4]]


def whole(path):
    with fits.open(path, memmap=False) as file:
        return [np.asarray(hdu.data).sum() for hdu in file[1:4]]


def median(work, times):
    seconds = []
    for _ in range(times):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return sorted(seconds)[len(seconds) // 2]


folder = sys.argv[1]
if not os.path.exists(f"{folder}/rice.fits"):
    make(folder)
for kind in ("rice", "plain"):
    path = f"{folder}/{kind}.fits"
    print(f"{kind}: cut {median(lambda: cut(path), 9):.4f}, whole {median(lambda: whole(path), 3):.3f}")
