"""A repository of processed HSC data with files, as a user has it after importing an export: `make(folder)`, or `python3 session.py FOLDER`.

The export is that of a real session; a file lies at each path that it names: a small exposure and a small catalog of afw for `calexp` and `src`, a line of
YAML for everything else.
"""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# Dataset types whose files are real: the file, what reads it, and what its name ends in.
FILES = {
    "calexp": ("exposure-version-2.fits", "lsst.obs.base.formatters.fitsExposure.FitsExposureFormatter", ".fits"),
    "src": ("sourceTable-v1.fits", "lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter", ".fits"),
}


def export(folder: Path) -> Path:
    """Writes the export with its files into a folder."""
    lines, real = [], None
    for line in (ROOT / "tests/data/exports/hsc_session.yaml").read_text().splitlines():
        if line.startswith("  dataset_type: "):
            real = FILES.get(line.removeprefix("  dataset_type: "))
        key, _, value = line.lstrip().removeprefix("- ").partition(": ")
        if key == "path":
            place = value if real is None else value.replace(".yaml", real[2])
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if real is None:
                target.write_text(f"made_for: {value}\n")
            else:
                shutil.copy(ROOT / "catalogs/tests/data/afw" / real[0], target)
            line = line.replace(value, place)
        elif key == "formatter" and real is not None:
            line = line.replace(value, real[1])
        lines.append(line)
    (folder / "export.yaml").write_text("\n".join(lines) + "\n")
    return folder


def make(folder: Path) -> Path:
    """Makes the repository `folder`/repo out of the export in `folder`/data."""
    from butler_arrow import Butler

    export(folder / "data")
    Butler.makeRepo(folder / "repo")
    Butler(folder / "repo", writeable=True).import_(directory=folder / "data", filename="export.yaml", transfer="copy")
    return folder / "repo"


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
