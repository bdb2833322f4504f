"""Files taken in by this butler and by the reference, in turn: ingest.py BUTLER REFERENCE_PYTHON [FILES] [REPEATS] [FOLDER]

Small documents, each about a pixel of the sky, so that no records are needed; all named in one CSV table. `direct` leaves them where they are, `copy` brings them into
the repository. Prints wall s, CPU s and peak memory, the best of some turns, and the ratios.
"""

import os
import shutil
import sys
import tempfile

from compare import row, run

FIRST_PIXEL = 131_072


def table(work: str, count: int) -> str:
    name = os.path.join(work, f"files{count}.csv")
    with open(name, "w") as out:
        out.write("filename,htm7\n")
        for n in range(count):
            out.write(f"{work}/files/{n // 1000}/{n}.yaml,{FIRST_PIXEL + n}\n")
    return name


def make(work: str, count: int) -> None:
    for n in range(count):
        if n % 1000 == 0:
            os.makedirs(f"{work}/files/{n // 1000}", exist_ok=True)
        with open(f"{work}/files/{n // 1000}/{n}.yaml", "w") as out:
            out.write(f"number: {n}\n")


def ingested(butler: str, repo: str, files: str, mode: str) -> tuple[float, float, float]:
    """Cost of an ingest into a new repository. The start of the command, of some seconds with the reference, is left out."""
    shutil.rmtree(repo, ignore_errors=True)
    run(butler, "create", repo)
    run(butler, "register-dataset-type", repo, "note", "StructuredDataDict", "htm7")
    start = run(butler, "query-collections", repo)
    wall, cpu, memory = run(butler, "ingest-files", repo, "note", "u/bench/run", files, "-t", mode)
    return wall - start[0], cpu - start[1], memory


def main(butler: str, python: str, files: str = "100000", repeats: str = "3", folder: str | None = None) -> None:
    work = folder or tempfile.mkdtemp(prefix="butler-ingest-")
    reference = os.path.join(os.path.dirname(python), "butler")
    make(work, int(files))
    named = table(work, int(files))
    print("| work | ours: wall s / CPU s / MiB | reference | wall ratio | CPU ratio |\n|---|---|---|---|---|")
    for mode, count in (("direct", int(repeats)), ("copy", 1)):
        # In turn, as a machine is not the same from one minute to the next.
        turns = [[ingested(command, os.path.join(work, name), named, mode) for command, name in ((butler, "ours"), (reference, "theirs"))]
                 for _ in range(count)]
        ours, theirs = (min(costs, key=lambda cost: cost[1]) for costs in zip(*turns))
        row(f"`ingest-files -t {mode}`, {files} files", ours, theirs)
    if folder is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
