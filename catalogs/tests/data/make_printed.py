"""Writes printed.json: real tables as astropy 8.0.2 prints them, at several sizes. The tests do not need Python.

Flags of afw tables are columns, in the order of the cards that name them, as this project shows them.
"""

import json
import warnings

from astropy.io import fits
from astropy.table import Table

warnings.simplefilter("ignore")
told = []


def add(file, hdu, table):
    for lines, width in ((24, 80), (-1, -1), (8, 40), (15, 120), (9, 17)):
        if width < 0 and len(table.colnames) > 100:
            continue
        printed = table.pformat(max_lines=lines, max_width=width)
        told.append({"file": file, "hdu": hdu, "max_lines": lines, "max_width": width, "lines": printed})


def expanded(file, hdu):
    table = Table.read(file, hdu=hdu)
    header = fits.getheader(file, hdu)
    if "FLAGCOL" not in header:
        return table
    bits = table[header[f"TTYPE{header['FLAGCOL']}"]]
    out = Table()
    for key, value in header.items():
        if key.startswith("TTYPE") and int(key[5:]) != header["FLAGCOL"]:
            out[value] = table[value]
        elif key.startswith("TFLAG"):
            out[value] = bits[:, int(key[5:]) - 1]
    return out


for file, hdu in (
    ("interop/example.fits", 1),
    ("curated/des_atm_std.fits", 1),
    ("curated/ITL-3800C-068_QE.fits", 1),
    ("curated/ITL-3800C-068_QE.fits", 2),
    ("afw/ps1-refcat-v1.fits", 1),
    ("afw/exposure_catalog_v1.fits", 1),
    ("afw/sourceTable-v1.fits", 1),
    ("afw/deepCoadd_meas_HSC_v2.fits", 1),
    ("afw/exposure-version-0.fits", 4),
):
    add(file, hdu, expanded(file, hdu))
forms = Table.read("forms.fits", hdu=1)
# Signed bytes and zero-length arrays are of other types there.
forms.remove_columns(["signed_byte", "nothing"])
add("forms.fits", 1, forms)
with open("printed.json", "w") as out:
    json.dump(told, out, indent=0)
