"""What the reference does in these measurements: reference.py import REPO FILE | store REPO FILE | export REPO FILE

Needs `pip install lsst-daf-butler`. `import` fills the registry only; `store` also tells the datastore where the files are (they must be
there, beside FILE), without which the reference can't export.
"""

import os
import sys

from lsst.daf.butler import Butler


def main(verb: str, repo: str, path: str) -> None:
    if verb == "export":
        with Butler.from_config(repo) as butler, butler.export(filename=path, format="yaml", transfer=None) as export:
            export.saveDatasets(butler.registry.queryDatasets(..., collections=...))
        return
    Butler.makeRepo(repo)
    with Butler.from_config(repo, writeable=True) as butler:
        if verb == "import":
            butler.import_(filename=path, without_datastore=True)
        else:
            butler.import_(directory=os.path.dirname(path), filename=path, transfer="direct", record_validation_info=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
