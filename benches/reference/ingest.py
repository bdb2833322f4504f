"""Files taken in by this butler and by the reference, in turn: ingest.py BUTLER REFERENCE_PYTHON [FILES] [FILES_OF_THE_REFERENCE] [FOLDER]

Small documents, each about a pixel of the sky, so that no records are needed; all named in one CSV table. `direct` leaves them where they are, `copy` brings them into
the repository. The reference takes in fewer, since it takes long. Prints wall s, CPU s and peak memory of the whole command, and files per CPU second.
"""

import os
import shutil
import sys
import tempfile

from compare import run

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


def main(butler: str, python: str, files: str = "100000", of_reference: str = "5000", folder: str | None = None) -> None:
    work = folder or tempfile.mkdtemp(prefix="butler-ingest-")
    reference = os.path.join(os.path.dirname(python), "butler")
    counts = int(files), int(of_reference)
    make(work, max(counts))
    print("| work | ours: wall s / CPU s / MiB | reference | files per CPU s | ratio |\n|---|---|---|---|---|")
    for mode in ("direct", "copy"):
        rates, cells = [], []
        for command, name, count in ((butler, "ours", counts[0]), (reference, "theirs", counts[1])):
            repo = os.path.join(work, f"{name}-{mode}")
            run(command, "create", repo)
            run(command, "register-dataset-type", repo, "note", "StructuredDataDict", "htm7")
            base = run(command, "query-collections", repo)[1] if name == "theirs" else 0.0
            wall, cpu, memory = run(command, "ingest-files", repo, "note", "u/bench/run", table(work, count), "-t", mode)
            # The rate of the reference is that of the work: its start of some seconds is left out.
            rates.append(count / (cpu - base))
            cells.append(f"{count}: {wall:.2f} / {cpu:.2f} / {memory:.0f}")
        print(f"| ingest, {mode} | {cells[0]} | {cells[1]} | {rates[0]:.0f} against {rates[1]:.0f} | {rates[0] / rates[1]:.0f} |", flush=True)
    if folder is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
