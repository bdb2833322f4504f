"""Writes compressed images of every kind, and what astropy decompresses: `python make_tiles.py` makes tiles.fits and tiles.json."""

import hashlib
import json

import astropy
import numpy as np
from astropy.io import fits

rng = np.random.default_rng(7)
HEIGHT, WIDTH = 37, 45
y, x = np.mgrid[:HEIGHT, :WIDTH]
smooth = 100 + 5 * np.sin(x / 7.0) + y / 3.0
floats = (smooth + rng.normal(0, 3, (HEIGHT, WIDTH))).astype("f4")
holed = floats.copy()
holed[3, 4] = holed[20, 30:33] = np.nan
short = (smooth + rng.normal(0, 3, (HEIGHT, WIDTH))).astype("i2")
mask = (rng.integers(0, 2, (HEIGHT, WIDTH)) << rng.integers(0, 9, (HEIGHT, WIDTH))).astype("i4")

kinds = [
    ("RICE_INT16", short, dict(compression_type="RICE_1")),
    ("RICE_INT32", mask, dict(compression_type="RICE_1")),
    ("RICE_UINT16", short.astype("u2"), dict(compression_type="RICE_1")),
    ("RICE_TILES", short, dict(compression_type="RICE_1", tile_shape=(10, 16))),
    ("GZIP1_FLOAT", floats, dict(compression_type="GZIP_1", quantize_level=0.0)),
    ("GZIP2_FLOAT", holed, dict(compression_type="GZIP_2", quantize_level=0.0)),
    ("GZIP2_TILES", floats, dict(compression_type="GZIP_2", quantize_level=0.0, tile_shape=(10, 16))),
    ("GZIP2_INT", mask, dict(compression_type="GZIP_2")),
    ("PLIO", mask & 0xff, dict(compression_type="PLIO_1")),
    ("HCOMPRESS", short, dict(compression_type="HCOMPRESS_1", tile_shape=(10, 16))),
    ("QUANTISED", floats, dict(compression_type="RICE_1", quantize_level=16, quantize_method=-1)),
    ("DITHERED1", floats, dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=42)),
    ("DITHERED2", holed, dict(compression_type="RICE_1", quantize_level=16, quantize_method=2, dither_seed=9999)),
    ("DITHERED_TILES", floats, dict(compression_type="RICE_1", quantize_level=16, quantize_method=1, dither_seed=9995, tile_shape=(10, 16))),
    ("DITHERED_DOUBLE", floats.astype("f8"), dict(compression_type="GZIP_2", quantize_level=8, quantize_method=1, dither_seed=3)),
]
cube = np.stack([short, short + 7, short[::-1], short * 2])[:, :, :31]
holed_cube = np.stack([holed, floats * 2, holed[::-1]])
deep = np.arange(2 * 3 * 12 * 10, dtype="i4").reshape(2, 3, 12, 10) % 97
kinds += [
    ("RICE_CUBE", cube, dict(compression_type="RICE_1")),
    ("RICE_CUBE_TILES", cube, dict(compression_type="RICE_1", tile_shape=(3, 10, 16))),
    ("GZIP_CUBE", holed_cube, dict(compression_type="GZIP_2", quantize_level=0.0)),
    ("PLIO_CUBE", deep, dict(compression_type="PLIO_1", tile_shape=(1, 2, 5, 10))),
    ("HCOMPRESS_CUBE", cube, dict(compression_type="HCOMPRESS_1", tile_shape=(1, 10, 16))),
    ("DITHERED_CUBE", holed_cube, dict(compression_type="RICE_1", quantize_level=16, quantize_method=2, dither_seed=9990, tile_shape=(1, 10, 45))),
]
hdus = [fits.PrimaryHDU()] + [fits.CompImageHDU(data, name=name, **options) for name, data, options in kinds]
fits.HDUList(hdus).writeto("tiles.fits", overwrite=True)

told = {"astropy": astropy.__version__, "hdus": []}
with fits.open("tiles.fits") as file:
    for hdu in file[1:]:
        data = hdu.data
        big = np.ascontiguousarray(data, dtype=data.dtype.newbyteorder(">"))
        told["hdus"].append({"name": hdu.name, "dtype": data.dtype.newbyteorder("=").name, "sha256": hashlib.sha256(big.tobytes()).hexdigest()})
with open("tiles.json", "w") as out:
    json.dump(told, out, indent=1)
    out.write("\n")
