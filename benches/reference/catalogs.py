"""Catalogs read by this project, astropy, fitsio, pyarrow, Polars and DuckDB, in turn: catalogs.py BENCH BUTLER FOLDER [ROWS] [FILES]

BENCH is `catalog` (benches/src/bin/catalog.rs), BUTLER the command, both of a release build. FOLDER gets, if they are absent, a FITS table of ROWS rows (1,000,000) and FILES
(300) of 1,400 rows, all with the columns of a real HSC catalog (2,042 bytes a row), and what is made of them. Each peer is a process of its own; its CPU seconds (all threads) are
those of the work without its imports. Ours of `butler sql` are those of the whole process. The best of three, of five for the question.
"""

import glob
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../catalogs/tests/data/afw/deepCoadd_meas_HSC_v2.fits")
FLAGS = ("base_PsfFlux_flag", "base_PixelFlags_flag_saturatedCenter")
FLUX, ERROR = "base_PsfFlux_flux", "base_PsfFlux_fluxSigma"
QUESTION = f"SELECT visit, count(*) AS n, avg({FLUX}) AS flux FROM {{}} WHERE NOT {FLAGS[0]} AND NOT {FLAGS[1]} AND {FLUX} / {ERROR} > 10 GROUP BY visit"
ROWS_OF_FILE = 1400


def write(path, rows, seed):
    """Rows of the real catalog, each with noise of a hundredth on its floats, an identifier of its own, and a fiftieth of the flags set."""
    from astropy.io import fits

    with fits.open(TEMPLATE) as file:
        primary, header, real = file[0].header, file[1].header.copy(), np.array(file[1].data.view(np.ndarray))
    rng = np.random.default_rng(seed)
    header["NAXIS2"] = rows
    # The columns alone: no heap and no archive behind them.
    header["PCOUNT"] = 0
    with open(path, "wb") as out:
        out.write(primary.tostring().encode())
        out.write(header.tostring().encode())
        for start in range(0, rows, 20_000):
            part = real[rng.integers(0, len(real), min(20_000, rows - start))].copy()
            for name in part.dtype.names:
                if part.dtype[name].base.kind == "f":
                    noise = 1 + 0.01 * rng.standard_normal(part[name].shape, dtype=np.float32)
                    part[name] = (part[name] * noise).astype(part.dtype[name].base)
            part["id"] = np.arange(start, start + len(part)) + seed * 10_000_000
            part["flags"] = np.packbits(rng.integers(0, 256, (len(part), 8 * part["flags"].shape[1]), dtype=np.uint8) < 5, axis=1)
            out.write(part.tobytes())
        out.write(b"\0" * (-out.tell() % 2880))


def make(folder, rows, files):
    big, many = os.path.join(folder, f"big{rows}.fits"), os.path.join(folder, f"many{files}")
    if not os.path.exists(big):
        write(big, rows, 0)
    if not os.path.exists(many):
        os.makedirs(many)
        for number in range(files):
            write(os.path.join(many, f"src-{100_000 + number // 100}-{number % 100:03}.fits"), ROWS_OF_FILE, 1 + number)
    return big, many


def columns(rows):
    """A record array as contiguous native columns, flags one by one."""
    taken = {}
    for name in rows.dtype.names:
        if name == "flags":
            taken.update((f"flag{bit}", np.ascontiguousarray(rows[name][:, bit])) for bit in range(rows[name].shape[1]))
        else:
            taken[name] = np.ascontiguousarray(rows[name], dtype=rows[name].dtype.newbyteorder("="))
    return taken


def with_astropy(path):
    from astropy.io import fits

    with fits.open(path, memmap=True) as file:
        return columns(file[1].data)


def with_fitsio(path):
    import fitsio

    return columns(fitsio.read(path, ext=1))


def parquet_of_astropy(path, out):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(with_astropy(path)), out, compression="zstd", compression_level=1, use_dictionary=False)


def parquet_of_fitsio(path, out):
    import polars as pl

    pl.DataFrame(with_fitsio(path)).write_parquet(out, compression="zstd", compression_level=1)


def loop(folder, rows_of):
    """Count and mean flux of each visit, file by file."""
    found = {}
    for path in sorted(glob.glob(folder + "/*.fits")):
        flux, error, flags = rows_of(path)
        kept = flux[~flags[0] & ~flags[1] & (flux / error > 10)]
        one = found.setdefault(os.path.basename(path)[4:10], [0, 0.0])
        one[0] += len(kept)
        one[1] += float(kept.sum())
    return {visit: (count, total / count) for visit, (count, total) in found.items()}


def flag_places(header):
    places = {header[key]: int(key[5:]) - 1 for key in header.keys() if key and key.startswith("TFLAG")}
    return [places[name] for name in FLAGS]


def loop_astropy(folder):
    from astropy.io import fits

    def rows_of(path):
        with fits.open(path, memmap=True) as file:
            places, rows = flag_places(file[1].header), file[1].data
            return rows[FLUX].astype(float), rows[ERROR].astype(float), [rows["flags"][:, place].astype(bool) for place in places]

    return loop(folder, rows_of)


def loop_fitsio(folder):
    import fitsio

    places = []

    def rows_of(path):
        with fitsio.FITS(path) as file:
            places.extend(flag_places(file[1].read_header()) if not places else [])
            rows = file[1].read(columns=[FLUX, ERROR, "flags"])
            return rows[FLUX], rows[ERROR], [rows["flags"][:, place].astype(bool) for place in places]

    return loop(folder, rows_of)


def ask_duckdb(pattern):
    import duckdb

    return {str(visit): (count, flux) for visit, count, flux in duckdb.sql(QUESTION.format(f"read_parquet('{pattern}')")).fetchall()}


def ask_polars(pattern):
    import polars as pl

    kept = pl.scan_parquet(pattern).filter(~pl.col(FLAGS[0]) & ~pl.col(FLAGS[1]) & (pl.col(FLUX) / pl.col(ERROR) > 10))
    answer = kept.group_by("visit").agg(pl.len(), pl.col(FLUX).mean()).collect()
    return {str(visit): (count, flux) for visit, count, flux in answer.iter_rows()}


IMPORTS = {"astropy": "astropy.io.fits, astropy.table", "fitsio": "fitsio", "duckdb": "duckdb", "polars": "polars"}


def peer(work, *arguments, times=1):
    """CPU seconds, wall seconds and MiB of a function of this file in a process of its own, and what it answers; the best of `times`."""
    imports = ", ".join(names for key, names in IMPORTS.items() if key in work)
    code = (
        f"import sys, json, time, resource; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r}); import catalogs, pyarrow.parquet, numpy, {imports}\n"
        f"wall, cpu = time.perf_counter(), time.process_time(); answer = catalogs.{work}(*{arguments!r})\n"
        "used = time.process_time() - cpu, time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(json.dumps([used, answer if isinstance(answer, dict) and len(answer) < 100 else None]))"
    )
    done = [json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout) for _ in range(times)]
    return min(done)


def command(*arguments, times=3):
    """The same of a command, with what it prints."""
    done = []
    for _ in range(times):
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        done.append(((cpu, time.perf_counter() - wall, 0.0), text))
    return min(done)


def tell(what, ours, *peers):
    theirs = ", ".join(f"{name} {seconds:.3g} ({seconds / ours:.3g} x)" for name, seconds in peers)
    print(f"| {what} | {ours:.3g} | {theirs} |", flush=True)


READERS = {"astropy": "with_astropy", "fitsio": "with_fitsio"}
WRITERS = {"astropy, pyarrow": "parquet_of_astropy", "fitsio, Polars": "parquet_of_fitsio"}


def one_table(bench, big, folder):
    # The best of three of each, in turn: memory that a machine has not touched for long costs whoever comes first several seconds.
    out, least = os.path.join(folder, "big.parquet"), {}

    def keep(name, seconds):
        least[name] = min(least.get(name, seconds), seconds)

    for _ in range(3):
        told = subprocess.run([bench, big], check=True, capture_output=True, text=True).stdout
        print(told)
        for line in (line for line in told.splitlines() if " s CPU" in line):
            keep(line.split(":")[0], float(line.split(" s CPU")[0].split()[-1]))
        for name, work in READERS.items():
            keep(name, peer(work, big)[0][0])
        for name, work in WRITERS.items():
            keep(name, peer(work, big, out)[0][0])
    read = [(name, least[name]) for name in READERS]
    tell("all columns, streamed", least["streamed"], *read, ("the bytes alone", least["bytes alone"]))
    tell("all columns in memory", least["in memory"], *read)
    tell("to Parquet", least["to Parquet"], *[(name, least[name]) for name in WRITERS])


def many_files(butler, many, folder):
    repo, one, each = os.path.join(folder, "repo"), os.path.join(folder, "one.parquet"), os.path.join(folder, "each")
    if not os.path.exists(repo):
        register(butler, repo, many)
    if not os.path.exists(each):
        os.makedirs(each)
        subprocess.run([butler, "sql", repo, "SELECT * FROM src", "-o", one, "-q"], check=True)
        for path in sorted(glob.glob(many + "/*.fits")):
            visit, detector = os.path.basename(path)[4:-5].split("-")
            where = f"visit = {visit} AND detector = {int(detector)}"
            subprocess.run([butler, "sql", repo, f"SELECT * FROM src WHERE {where}", "-o", f"{each}/{visit}-{detector}.parquet", "-q"], check=True)
    (ours, *_), text = command(butler, "sql", repo, QUESTION.format("src"), "--format", "csv", times=5)
    answer = {line.split(",")[0]: line.split(",")[1:] for line in text.splitlines()[1:]}
    peers = []
    for name, work, place in (
        ("astropy", "loop_astropy", many), ("fitsio", "loop_fitsio", many), ("DuckDB, one Parquet file", "ask_duckdb", one), ("Polars, one Parquet file", "ask_polars", one),
        ("DuckDB, a Parquet file each", "ask_duckdb", each + "/*.parquet"), ("Polars, a Parquet file each", "ask_polars", each + "/*.parquet"),
    ):
        used, theirs = peer(work, place, times=3 if "Parquet" in name else 1)
        assert answer.keys() == theirs.keys() and all(
            int(answer[visit][0]) == count and abs(float(answer[visit][1]) / flux - 1) < 1e-9 for visit, (count, flux) in theirs.items()
        ), (name, answer, theirs)
        peers.append((name, used[0]))
    shell = os.path.join(os.path.dirname(sys.executable), "duckdb")
    if os.path.exists(shell):
        for name, pattern in (("the command duckdb, one Parquet file", one), ("the command duckdb, a Parquet file each", each + "/*.parquet")):
            peers.append((name, command(shell, "-csv", "-c", QUESTION.format(f"read_parquet('{pattern}')"))[0][0]))
    tell("question about all files, whole process of `butler sql`", ours, *peers)


def register(butler, repo, many):
    run = lambda *arguments: subprocess.run([butler, *arguments], check=True)
    run("create", repo, "-q")
    paths = sorted(glob.glob(many + "/*.fits"))
    data_ids = [os.path.basename(path)[4:-5].split("-") for path in paths]
    export = os.path.join(os.path.dirname(repo), "export.yaml")
    with open(export, "w") as out:
        out.write("description: Butler Data Repository Export\nversion: 1.0.2\nuniverse_version: 8\nuniverse_namespace: daf_butler\ndata:\n")
        out.write("- {type: dimension, element: instrument, records: [{name: Cam, visit_max: 999999, exposure_max: 999999, detector_max: 200, class_name: none, visit_system: 0}]}\n")
        out.write("- {type: dimension, element: physical_filter, records: [{instrument: Cam, name: r, band: r}]}\n")
        out.write("- {type: dimension, element: day_obs, records: [{instrument: Cam, id: 20260101}]}\n")
        detectors = ", ".join(f"{{instrument: Cam, id: {n}, full_name: d{n}, purpose: SCIENCE}}" for n in sorted({int(detector) for _, detector in data_ids}))
        out.write(f"- {{type: dimension, element: detector, records: [{detectors}]}}\n")
        visits = ", ".join(f"{{instrument: Cam, id: {visit}, physical_filter: r, day_obs: 20260101, name: v{visit}}}" for visit in sorted({visit for visit, _ in data_ids}))
        out.write(f"- {{type: dimension, element: visit, records: [{visits}]}}\n")
        out.write("- {type: run, name: bench, host: null, timespan_begin: null, timespan_end: null}\n")
        out.write("- {type: dataset_type, name: src, dimensions: [instrument, visit, detector], storage_class: SourceCatalog, is_calibration: false}\n")
        out.write("- type: dataset\n  dataset_type: src\n  run: bench\n  records:\n")
        for number, (path, (visit, detector)) in enumerate(zip(paths, data_ids)):
            out.write(f"  - {{dataset_id: [00000000-0000-4000-8000-{number:012}], data_id: [{{instrument: Cam, visit: {visit}, detector: {int(detector)}}}], path: {path}, formatter: lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter}}\n")
    run("import", repo, many, "--export-file", export, "-t", "direct", "-q")


def main(bench, butler, folder, rows="1000000", files="300"):
    os.makedirs(folder, exist_ok=True)
    big, many = make(folder, int(rows), int(files))
    print("| work | ours, CPU s | peers, CPU s (ratio to ours) |\n|---|---|---|")
    one_table(bench, big, folder)
    many_files(butler, many, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
