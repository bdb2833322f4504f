"""This butler and the reference on the same work, in turn: compare.py BUTLER REFERENCE_PYTHON [DATASETS] [FOLDER]

BUTLER: a release build of `butler`; REFERENCE_PYTHON: a Python in which `pip install lsst-daf-butler` was done.
Prints for each piece of work: wall seconds, CPU seconds (user and system, children included) and peak memory of both, and the ratios.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command: str) -> tuple[float, float, float]:
    """Wall s, CPU s, peak memory MiB of a command that must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{message}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(repeats: int, *command: str) -> tuple[float, float, float]:
    return min(run(*command) for _ in range(repeats))


def row(what: str, ours, theirs, per: int | None = None) -> None:
    print(f"| {what} | {ours[0]:.3f} / {ours[1]:.3f} / {ours[2]:.0f} | {theirs[0]:.2f} / {theirs[1]:.2f} / {theirs[2]:.0f} "
          f"| {theirs[0] / ours[0]:.0f} | {theirs[1] / max(ours[1], 1e-3):.0f} |"
          + (f" {per / max(ours[1], 1e-3):.0f} against {per / theirs[1]:.0f} datasets per CPU s |" if per else " |"), flush=True)


def touch(export: str, work: str) -> None:
    """Makes an empty file of each that the export names: the reference looks for them."""
    with open(export) as text:
        for line in text:
            if line.startswith("    path: "):
                path = os.path.join(work, line[10:].strip())
                os.makedirs(os.path.dirname(path), exist_ok=True)
                open(path, "w").close()


def main(butler: str, python: str, datasets: str = "31200", folder: str | None = None) -> None:
    count = int(datasets)
    work = folder or tempfile.mkdtemp(prefix="butler-compare-")
    export, ours, theirs = (os.path.join(work, name) for name in ("export.yaml", "ours", "theirs"))
    run(sys.executable, os.path.join(HERE, "make_export.py"), export, datasets)
    reference = os.path.join(os.path.dirname(python), "butler")
    helper = os.path.join(HERE, "reference.py")
    print(f"{count} datasets, {os.path.getsize(export) / 1e6:.1f} MB of YAML")
    print("| work | ours: wall s / CPU s / MiB | reference | wall ratio | CPU ratio | |\n|---|---|---|---|---|---|")
    row("`butler --help`", best(5, butler, "--help"), best(2, reference, "--help"))
    run(butler, "create", ours)
    imported = run(butler, "import", ours, work, "--export-file", export, "--registry-only")
    row("import, registry only", imported, run(python, helper, "import", theirs, export), count)
    out = os.path.join(work, "out")
    exported = run(butler, "export", ours, out)
    stored = os.path.join(work, "stored")
    touch(export, work)
    run(python, helper, "store", stored, export)
    row("export of everything", exported, run(python, helper, "export", stored, os.path.join(work, "theirs.yaml")), count)
    row("all collections", best(5, butler, "sql", ours, "SELECT name, type FROM collections"), best(2, reference, "query-collections", theirs))
    row("all dataset types", best(5, butler, "sql", ours, "SELECT name FROM dataset_types"), best(2, reference, "query-dataset-types", theirs))
    row("datasets of one exposure",
        best(5, butler, "sql", ours, "SELECT type, run, id, dataId FROM datasets WHERE type='raw' AND instrument='HSC' AND exposure=900100"),
        best(2, reference, "query-datasets", theirs, "raw", "--collections", "HSC/runs/one", "--where", "instrument='HSC' AND exposure=900100"))
    row("records of a dimension", best(5, butler, "sql", ours, "SELECT * FROM detector"),
        best(2, reference, "query-dimension-records", theirs, "detector"))
    if folder is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
