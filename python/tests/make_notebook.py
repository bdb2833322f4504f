"""The documented notebook: written, or executed anew in docs/walkthrough.ipynb: python3 make_notebook.py

Its cells are those of a user's notes of a day with a butler; the repository is that of session.py. `first` and `second` stand for its places.
"""

import os
import re
import tempfile
from pathlib import Path

import nbformat
import session

NOTEBOOK = session.ROOT / "docs/walkthrough.ipynb"

# Before what is no code.
WORDS = "%% "

CELLS = [
    WORDS + "# A day with a butler\n\nThe documented walkthrough of a repository of processed HSC data (`python3 python/tests/session.py FOLDER` "
    "makes it: real registry rows, and small files of the kinds that are read), cell by cell. Opened is a folder; `s3://bucket/repo` is opened in the same way.",
    """from butler_arrow import Butler

butler = Butler("data/repo")
registry = butler.registry
for collection in registry.queryCollections():
    print(collection)""",
    """butler = Butler("data/repo", collections="shared/HSC/rerun/processCcdOutputs")
registry = butler.registry
for dataset_type in registry.queryDatasetTypes():
    print(dataset_type)""",
    WORDS + "The calexps of a rerun, and their data IDs.",
    """datasets = list(registry.queryDatasets(datasetType="calexp", collections=["shared/HSC/rerun/processCcdOutputs"]))
for ref in datasets:
    print(ref.dataId)
print(len(datasets))""",
    """ref = datasets[16]
print(ref)
calexp = butler.getDirect(ref)
calexp""",
    """calexp.getWcs().pixelToSky(4, 4), calexp.visitInfo.getExposureTime(), calexp.mask.getMaskPlaneDict()""",
    """src = butler.get("src", dataId=ref.dataId)
src.copy(True).asAstropy()""",
    WORDS + "The image, scaled by asinh between the limits of zscale, and the sources over it.",
    """import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4, 4))
calexp.plot(ax=axes, stretch="asinh", limits="zscale")
axes.scatter([1, 4, 7], [2, 4, 6], marker="+", color="red")
axes.scatter([1, 4, 7], [2, 4, 6], s=200, facecolors="none", edgecolors="orange")
plt.show()""",
    WORDS + "Where the bytes are; `getURIs` is right for composites that are stored in parts as well.",
    """print(butler.getURI(ref))
print(butler.getURIs(ref))""",
    WORDS + "What is asked often becomes SQL, and every answer a table of astropy, pandas, polars or Arrow.",
    """butler.sql("SELECT band, visit, count(*) AS calexps FROM datasets WHERE type = 'calexp' GROUP BY band, visit ORDER BY band, visit").to_pandas()""",
    """registry.queryDimensionRecords("visit", where="instrument = 'HSC' AND visit.exposure_time > 60").limit(3)""",
    WORDS + "Several dataset types of several collections into one export, and that into a second repository.",
    """collections = registry.queryCollections()
curated = [name for name in collections if name.startswith("HSC/calib/curated")]
gen2 = [name for name in collections if name.startswith("HSC/calib/gen2")]
with butler.export(directory="data/export", filename="exports.yaml", transfer="copy") as export:
    export.saveDatasets(registry.queryDatasets("raw", collections=["HSC/raw/all"]))
    for name in curated:
        export.saveDatasets(registry.queryDatasets("defects", collections=[name]))
    for dataset_type in ("camera", "bfKernel", "transmission_*"):
        export.saveDatasets(registry.queryDatasets(dataset_type, collections=...))
    export.saveDatasets(registry.queryDatasets("ps1_pv3_3pi_20170110", collections=["refcats"]))
    for dataset_type in ("sky", "dark", "bias", "flat"):
        for name in gen2:
            export.saveDatasets(registry.queryDatasets(dataset_type, collections=[name]))
    for name in ("calexp", "src", "deepCoadd*"):
        export.saveDatasets(registry.queryDatasets(name, collections=["shared/HSC"]))
    export.saveCollection("HSC/calib")""",
    """Butler.makeRepo("data/second")
butler_im = Butler("data/second", writeable=True)
butler_im.import_(directory="data/export", filename="exports.yaml", transfer="auto")
butler_im.registry.queryCollections()""",
    """raws = butler_im.registry.queryDatasets("raw", collections=["HSC/raw/all"])
for ref in raws:
    print(ref.dataId)""",
]


def notebook():
    """The notebook without outputs."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, text in enumerate(CELLS):
        is_code = not text.startswith(WORDS)
        cell = nbformat.v4.new_code_cell(text) if is_code else nbformat.v4.new_markdown_cell(text.removeprefix(WORDS))
        cell["id"] = f"cell-{number}"
        made.cells.append(cell)
    return made


def execute(made, folder):
    """Runs the cells in `folder`, where `data` is the folder of the repository."""
    from nbclient import NotebookClient

    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return made


def texts(made):
    """What each cell printed and showed as text, without what is different in each run."""
    told = []
    for cell in made.cells:
        outputs = []
        for output in cell.get("outputs", []):
            outputs.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
        told.append(re.sub(r"file://\S*?/data/", "file:///.../data/", "\n".join(outputs)))
    return told


def tidy(made):
    """Without what says where and when it was run."""
    for cell in made.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = re.sub(r"file://\S*?/data/", "file:///home/you/data/", output["text"])
    made.metadata["language_info"] = {"name": "python"}
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        session.make(Path(folder) / "data")
        nbformat.write(tidy(execute(notebook(), folder)), NOTEBOOK)
        print(NOTEBOOK)
