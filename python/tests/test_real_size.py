"""An exposure of real size, 2048 x 4176 pixels in three planes: read once, looked at by NumPy, cut, and drawn."""

import subprocess
import sys

import numpy as np
import pytest

fits = pytest.importorskip("astropy.io.fits")
WIDTH, HEIGHT = 2048, 4176
PLANE_BYTES = WIDTH * HEIGHT * 4


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file of 103 MB whose pixels say where they are."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    image = (rows * 10_000 + columns).astype("f4")
    header = fits.Header({"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.0, "CRVAL2": 2.0, "CRPIX1": 1024.5, "CRPIX2": 2088.5})
    header.update({"CD1_1": -4.67e-5, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": 4.67e-5, "CUNIT1": "deg", "CUNIT2": "deg", "RADESYS": "ICRS"})
    planes = [("IMAGE", image), ("MASK", (columns % 2).astype("i4")), ("VARIANCE", np.ones_like(image))]
    hdus = [fits.PrimaryHDU()]
    for name, pixels in planes:
        hdus.append(fits.ImageHDU(pixels, header.copy()))
        hdus[-1].header["EXTTYPE"] = name
        if name == "MASK":
            hdus[-1].header["MP_BAD"] = 0
    path = tmp_path_factory.mktemp("real") / "calexp.fits"
    fits.HDUList(hdus).writeto(path)
    return path


def measured(path, code):
    """What code prints of an exposure in a process of its own, which says how many bytes it holds then and Python has made at most of them.

    Pages of the program itself, which come into memory as they are run, are not counted.
    """
    program = f"""
import resource, sys, tracemalloc
import numpy as np
from butler_arrow import read_image
def held(): return int(next(line for line in open('/proc/self/status') if line.startswith('RssAnon')).split()[1]) * 1024
exposure = read_image({str(path)!r})
exposure.bbox
tracemalloc.start()
before = held()
{code}
print(held() - before, tracemalloc.get_traced_memory()[1])
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return [int(word) for word in said.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in /proc")
def test_a_plane_is_in_memory_once_and_a_cutout_not_as_a_whole(path):
    held, made = measured(path, "plane = exposure.image; pixels = plane.array; again = exposure.image.array; part = exposure[10:500, 10:500].image.array")
    assert PLANE_BYTES <= held < 1.05 * PLANE_BYTES and made < 1_000_000, (held, made)
    held, made = measured(path, "pixels = exposure[1000:1100, 2000:2100].image.array; assert pixels[0, 0] == 20_001_000")
    assert held < 0.02 * PLANE_BYTES and made < 1_000_000, (held, made)


def test_pixels_are_one_piece_of_memory_for_whoever_looks(path):
    from butler_arrow import read_image

    exposure = read_image(path)
    first, second = exposure.image.array, np.asarray(exposure.image)
    assert first.shape == (HEIGHT, WIDTH) and first[4175, 2047] == 41_752_047.0 and not first.flags.writeable
    assert first.ctypes.data == second.ctypes.data and first.flags.c_contiguous
    part = exposure[100:200, 4000:4100]
    assert np.shares_memory(part.image.array, first) and part.image.array[0, 0] == first[4000, 100]
    assert part.mask.array.shape == (100, 100) and part.mask.is_set("BAD")[0, 1]


def test_the_wcs_of_a_cutout_says_the_same_of_the_same_pixel(path):
    from butler_arrow import read_image

    whole, part = read_image(path), read_image(path)[1000:1100, 2000:2050]
    assert np.allclose(whole.image.wcs.pixel_to_world_values(1010, 2020), part.image.wcs.pixel_to_world_values(10, 20), atol=1e-10)
    around = whole.getCutout((150.0, 2.0), 10.0)
    assert around.bbox.getDimensions() == around.image.array.shape[::-1] and 55 < around.bbox.width < 65


def test_it_is_drawn(path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from butler_arrow import read_image

    exposure = read_image(path)
    axes = exposure.plot(stretch="asinh", mask="BAD")
    assert axes.get_xlim() == (-0.5, WIDTH - 0.5) and axes.images[0].get_array().shape == (HEIGHT, WIDTH)
    assert "data:image/png;base64" in exposure._repr_html_()
