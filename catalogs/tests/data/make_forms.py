"""Writes forms.fits, every form of column that a FITS table can have, and forms.json, what astropy reads of it.

Ran with astropy 8.0.2, numpy 2; the tests need neither.
"""

import json

import numpy as np
from astropy.io import fits

n = 5
col = fits.Column
i16 = np.array([1, -2, 3, -32768, 5], dtype="i2")
variable = np.array([np.arange(k, dtype="f4") for k in (3, 0, 1, 2, 4)], dtype=object)
wide = np.array([np.arange(k, dtype="i8") - 1 for k in (0, 2, 1, 0, 3)], dtype=object)
texts = ["alpha", "", "a b", "  lead", "omega"]
hdu = fits.BinTableHDU.from_columns([
    col("flag", "L", array=[True, False, True, True, False]),
    col("flags3", "3L", array=np.arange(15).reshape(5, 3) % 2 == 0),
    col("bits", "11X", array=np.arange(55).reshape(5, 11) % 3 == 0),
    col("byte", "B", array=np.arange(5, dtype="u1") * 60),
    col("signed_byte", "B", bzero=-128, array=np.array([-128, -1, 0, 1, 127], dtype="i1")),
    col("short", "I", unit="pixel", null=-32768, array=i16),
    col("ushort", "I", bzero=32768, array=np.array([0, 1, 32767, 32768, 65535], dtype="u2")),
    col("int", "J", array=np.arange(5, dtype="i4") - 2),
    col("uint", "J", bzero=2**31, array=np.array([0, 1, 2**31 - 1, 2**31, 2**32 - 1], dtype="u4")),
    col("long", "K", array=np.array([-(2**62), -1, 0, 1, 2**62], dtype="i8")),
    col("ulong", "K", bzero=2**63, array=np.array([0, 1, 2**63 - 1, 2**63, 2**64 - 1], dtype="u8")),
    col("scaled", "I", array=np.array([0, 1, 2, -1, -20], dtype="i2")),
    col("float", "E", unit="nJy", disp="F8.3", array=np.array([1.5, np.nan, np.inf, -0.0, 3e38], dtype="f4")),
    col("double", "D", array=np.array([1.5, np.nan, -np.inf, 0.1, 1e300])),
    col("complex", "C", array=np.array([1 + 2j, 0, -1j, 3, 4.5j], dtype="c8")),
    col("complex2", "2M", array=(np.arange(10) * (1 - 2j)).reshape(5, 2)),
    col("text", "8A", array=texts),
    col("texts", "12A4", dim="(4,3)", array=np.array([["a", "bb", "ccc"]] * 5)),
    col("matrix", "6E", dim="(3,2)", array=np.arange(30, dtype="f4").reshape(5, 2, 3)),
    col("cube", "8J", dim="(2,2,2)", array=np.arange(40, dtype="i4").reshape(5, 2, 2, 2)),
    col("one", "1D", dim="(1)", array=np.arange(5.0).reshape(5, 1)),
    col("nothing", "0E", array=np.zeros((5, 0), dtype="f4")),
    col("variable", "PE()", array=variable),
    col("wide", "QK()", array=wide),
], name="FORMS")
hdu.header["LONGTEXT"] = ("word " * 30).strip(), "told over several cards"
hdu.header["HIERARCH ESO INS NAME"] = "it's"
hdu.header["HISTORY"] = "first"
hdu.header["HISTORY"] = "second"
hdu.header["HUGE"] = 1.5e300
table = fits.TableHDU.from_columns([
    col("name", "A8", array=texts),
    col("count", "I6", null="-99", array=np.array([1, -99, 300, 4, 50000])),
    col("flux", "F10.4", unit="nJy", array=np.array([1.5, 2.25, -3.125, 0.0, 1e4])),
    col("big", "D25.17", array=np.array([1e-300, 2.5, -1e100, 0.0, np.pi])),
], name="TEXTS")
fits.HDUList([fits.PrimaryHDU(), hdu, table]).writeto("forms.fits", overwrite=True)
for keyword, value in (("TSCAL12", 0.5), ("TZERO12", 10.0)):
    fits.setval("forms.fits", keyword, value=value, ext=1)


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, np.bytes_)):
        return value.decode().rstrip()
    if isinstance(value, str):
        return value.rstrip()
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, complex):
        return {"re": value.real, "im": value.imag}
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value


with fits.open("forms.fits") as opened:
    told = {
        hdu.name: {name: [plain(value) for value in hdu.data[name]] for name in hdu.columns.names} for hdu in opened[1:]
    }
told["FORMS"]["short"][3] = None
told["TEXTS"]["count"][1] = None
with open("forms.json", "w") as file:
    json.dump(told, file, indent=1)
