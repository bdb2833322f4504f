"""What other programs read in the tables that `butler table` writes: interop.py BUTLER [RECORD]

Each table of catalogs/tests/data is written in every format and read back by astropy (FITS, ECSV, VOTable and both of its Parquet readers), fitsio, pyarrow, Polars, DuckDB,
pandas and the reference's own Parquet functions. Names, values, nulls, units and descriptions are compared with those of the Arrow file of the same table, which the tests of
this project compare with recorded values. Every difference is printed and recorded, a line for each table, format and reader.

No difference is what a format or a reader has no word for: units are compared as units (`pixel` is `pix`), nothing may be NaN, an empty text or an empty list; Parquet has no arrays
of arrays, so that those who do not read the keys with their shape (astropy neither) get them as one; astropy leaves descriptions of FITS columns aside and takes spaces from texts of
ECSV; fitsio has no nulls (it gives the number
that stands for one), gives a single element without its array, and fills arrays of variable length.

Needs `pip install astropy fitsio pyarrow polars duckdb pandas lsst-daf-butler`.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

warnings.simplefilter("ignore")
DATA = os.path.join(os.path.dirname(__file__), "../../catalogs/tests/data")
TABLES = [
    "afw/deepCoadd_meas_HSC_v2.fits", "afw/ps1-refcat-v1.fits", "afw/sourceTable-v1.fits", "afw/exposure_catalog_v1.fits", "afw/version-0-ExposureCatalog.fits",
    "forms.fits", "interop/example.fits", "interop/example.ecsv", "interop/example.vot", "interop/example_b2.vot", "interop/universal.parquet",
    "interop/astropy_native.parquet", "interop/astropy_native_multidim.parquet", "interop/daf_butler_ArrowAstropy.parq", "interop/voparquet_astropy.parquet",
]
SHOWN = 3
WITHOUT_SHAPES = ("astropy parquet", "astropy parquet.votable", "pyarrow", "polars", "duckdb", "pandas")


def plain(value):
    """A value as Python has it: lists for arrays, None for what is masked, text for bytes."""
    if value is None or value is np.ma.masked:
        return None
    if isinstance(value, np.ma.MaskedArray):
        return [plain(one) for one in value]
    if isinstance(value, (np.ndarray, list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, np.void):
        return {name: plain(value[name]) for name in value.dtype.names}
    if isinstance(value, dict):
        return complex(value["re"], value["im"]) if set(value) == {"re", "im"} else {name: plain(one) for name, one in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        return value.decode("latin-1").rstrip(" \0")
    if isinstance(value, str):
        return value.rstrip(" \0")
    return value


def is_same(ours, theirs):
    """Equal, or both nothing: a program without nulls has NaN, an empty text or an empty list."""
    nothing = (None, "", [])
    if isinstance(ours, float) and math.isnan(ours) or ours in nothing if not isinstance(ours, complex) else False:
        return theirs in nothing or isinstance(theirs, float) and math.isnan(theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(is_same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(is_same(ours[name], theirs[name]) for name in ours)
    if isinstance(ours, (complex, float)) and isinstance(theirs, (complex, float, int)):
        return ours == theirs or (ours != ours and theirs != theirs)
    return ours == theirs


def of_arrow(table):
    def told(field):
        metadata = field.metadata or {}
        return {key: metadata.get(key.encode(), b"").decode() for key in ("unit", "description")}

    return {name: ([plain(value) for value in table.column(name).to_pylist()], told(table.schema.field(name))) for name in table.column_names}


def of_astropy(table):
    def one(column):
        return {"unit": str(column.unit or ""), "description": column.description or ""}

    return {name: ([plain(value) for value in column], one(column)) for name, column in ((name, table[name]) for name in table.colnames)}


def of_rows(rows):
    return {name: ([plain(value) for value in rows[name]], None) for name in rows.dtype.names}


def astropy(path, format):
    from astropy.table import Table

    return of_astropy(Table.read(path, format=format, **({"hdu": 1, "unit_parse_strict": "silent"} if format == "fits" else {})))


def fitsio(path):
    import fitsio

    return of_rows(fitsio.read(path, ext=1))


def polars(path):
    import polars as pl

    frame = pl.read_parquet(path)
    return {name: ([plain(value) for value in frame[name].to_list()], None) for name in frame.columns}


def duckdb(path):
    import duckdb

    answer = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
    rows = answer.fetchall()
    return {name: ([plain(row[index]) for row in rows], None) for index, name in enumerate(answer.columns)}


def pandas(path):
    import pandas

    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    return {name: ([plain(None if value is pandas.NA else value) for value in frame[name]], None) for name in frame.columns}


def reference(path):
    from lsst.daf.butler.formatters.parquet import arrow_to_astropy

    return of_astropy(arrow_to_astropy(pq.read_table(path)))


READERS = {
    "fits": {"astropy fits": lambda path: astropy(path, "fits"), "fitsio": fitsio},
    "ecsv": {"astropy ecsv": lambda path: astropy(path, "ascii.ecsv")},
    "vot": {"astropy votable": lambda path: astropy(path, "votable")},
    "parquet": {
        "astropy parquet": lambda path: astropy(path, "parquet"),
        "astropy parquet.votable": lambda path: astropy(path, "parquet.votable"),
        "pyarrow": lambda path: of_arrow(pq.read_table(path)),
        "polars": polars,
        "duckdb": duckdb,
        "pandas": pandas,
        "reference": reference,
    },
}


def flat(value):
    return [one for inner in value for one in flat(inner)] if isinstance(value, list) and any(isinstance(one, list) for one in value) else value


def as_read(value, reader):
    """What a reader can have of a value of ours."""
    if reader.endswith("ecsv") and isinstance(value, str):
        return value.strip()
    return flat(value) if reader in WITHOUT_SHAPES else value


def is_unit(ours, theirs):
    from astropy.units import Unit

    ours, theirs = ours.strip(), theirs.strip()
    return ours == theirs or bool(ours and theirs) and Unit(ours, parse_strict="silent") == Unit(theirs, parse_strict="silent")


def without_nulls(ours, theirs):
    """The values of rows in which fitsio has a number where there is none, and of arrays without their filling."""
    for one, other in zip(ours, theirs):
        if one is None and isinstance(other, int):
            other = None
        elif isinstance(one, list) and len(one) == 1 and not isinstance(other, list):
            other = [other]
        elif isinstance(one, list) and isinstance(other, list) and not any(other[len(one):]):
            other = other[: len(one)]
        yield other


def differences(ours, theirs, reader):
    found = []
    if list(ours) != list(theirs):
        found.append({"columns": sorted(set(ours) ^ set(theirs)) or "in another order"})
    for name in (name for name in ours if name in theirs):
        (values, told), (others, other_told) = ours[name], theirs[name]
        values = [as_read(value, reader) for value in values]
        others = list(without_nulls(values, others)) if reader == "fitsio" and len(values) == len(others) else others
        wrong = [] if len(values) == len(others) else [f"{len(values)} and {len(others)} rows"]
        wrong += [[values[row], others[row]] for row in range(min(len(values), len(others))) if not is_same(values[row], others[row])]
        if wrong:
            found.append({"column": name, "differ": len(wrong), "ours and theirs": [repr(one)[:120] for one in wrong[:SHOWN]]})
        if other_told is not None and not is_unit(told["unit"], other_told["unit"]):
            found.append({"column": name, "unit": [told["unit"], other_told["unit"]]})
        if other_told is not None and reader != "astropy fits" and told["description"].strip() != other_told["description"].strip():
            found.append({"column": name, "description": [told["description"], other_told["description"]]})
    return found


def main(butler, record=None):
    lines = []
    with tempfile.TemporaryDirectory() as work:
        for table in TABLES:
            def write(extension):
                path = os.path.join(work, "table." + extension)
                done = subprocess.run([butler, "table", os.path.join(DATA, table), "-o", path, "-q"], capture_output=True, text=True)
                return path, done.stderr.strip().splitlines()[:1]

            ours = of_arrow(pa.ipc.open_file(write("arrow")[0]).read_all())
            for extension, readers in READERS.items():
                path, refused = write(extension)
                if refused:
                    lines.append({"table": table, "format": extension, "not written": refused[0]})
                    continue
                for reader, read in readers.items():
                    line = {"table": table, "format": extension, "reader": reader}
                    try:
                        theirs = read(path)
                        line |= {"columns": len(theirs), "differences": differences(ours, theirs, reader)}
                    except Exception as error:
                        line |= {"refused": f"{type(error).__name__}: {error}"[:200]}
                    lines.append(line)
    for line in lines:
        if line.get("differences") or "refused" in line or "not written" in line:
            print(json.dumps(line)[:600])
    print(f"{len(lines)} readings, {sum(line.get('differences') == [] for line in lines)} without a difference, {sum('refused' in line for line in lines)} refused")
    if record:
        with open(record, "w") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
