"""Check that the reference imports our exports, and then holds what it holds after the original ones.

    BUTLER_KEEP_EXPORTS=/tmp/out cargo test --workspace --test it -- an_export_of_everything_imports_as_the_same
    pip install lsst-daf-butler && python exports.py /tmp/out

Done on 2026-11-22 with release 30.2026.4300: all repositories of imported_repositories.jsonl are the same.
"""

import json
import sys
import uuid
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from imports import contents, import_rows
from lsst.daf.butler import Butler

warnings.simplefilter("ignore")
for line in (Path(__file__).parent / "imported_repositories.jsonl").read_text().splitlines():
    case = json.loads(line)
    file = Path(sys.argv[1]) / f"{case['repository']}.yaml"
    if not file.exists():
        print(case["repository"], "is missing")
        continue
    with TemporaryDirectory() as root:
        Butler.makeRepo(root)
        butler = Butler.from_config(root, writeable=True)
        import_rows(butler, file)
        found = {}
        for section, rows in contents(butler).items():
            lines = sorted(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for r in rows)
            found[section] = {"rows": len(lines), "digest": str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(lines)))}
    differ = [s for s in sorted(set(found) | set(case["sections"])) if found.get(s) != case["sections"].get(s)]
    print(case["repository"], "the same" if not differ else f"differs in {differ}")
