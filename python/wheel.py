#!/usr/bin/env python3
"""Makes a wheel of the library that cargo has built, without building anything again: python/wheel.py [--profile debug|release] [--out FOLDER]

`cargo build --workspace` has made `target/PROFILE/libbutler_python.so`; maturin, which `pip install ./python` uses, selects the one package, for which the
features of its dependencies are other ones, so that all of them would be compiled once more. What is in the wheel is the same.
"""

import argparse
import base64
import hashlib
import re
import sys
import sysconfig
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIBRARIES = {"linux": "libbutler_python.so", "darwin": "libbutler_python.dylib", "win32": "butler_python.dll"}
MODULES = {"win32": "_native.pyd"}


def settings():
    """Name, description, Python version, dependencies and scripts, out of pyproject.toml; the version out of the workspace."""
    try:
        import tomllib
    except ImportError:
        # Python 3.10 has none; pip brings one along.
        from pip._vendor import tomli as tomllib
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    version = tomllib.loads((HERE.parent / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    return project, version


def metadata(project, version):
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {version}", f"Summary: {project['description']}"]
    lines += [f"License: {project['license']}", f"Requires-Python: {project['requires-python']}"]
    lines += [f"Requires-Dist: {one}" for one in project["dependencies"]]
    for extra, packages in project["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}", *(f'Requires-Dist: {one}; extra == "{extra}"' for one in packages)]
    return "\n".join(lines) + "\n"


def make(profile, out):
    """Writes the wheel into the folder `out`; its path."""
    project, version = settings()
    library = HERE.parent / "target" / profile / LIBRARIES.get(sys.platform, LIBRARIES["linux"])
    if not library.exists():
        sys.exit(f"{library} is not there; `cargo build --workspace` makes it")
    name = project["name"].replace("-", "_")
    platform = re.sub("[-.]", "_", sysconfig.get_platform())
    tag, info = f"cp310-abi3-{platform}", f"{name}-{version}.dist-info"
    files = {f"butler_arrow/{MODULES.get(sys.platform, '_native.abi3.so')}": library}
    for path in sorted((HERE / "butler_arrow").iterdir()):
        if path.suffix in (".py", ".pyi", ".typed"):
            files[f"butler_arrow/{path.name}"] = path
    texts = {
        f"{info}/METADATA": metadata(project, version),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n",
        f"{info}/entry_points.txt": "[console_scripts]\n" + "".join(f"{key} = {to}\n" for key, to in project["scripts"].items()),
    }
    out.mkdir(parents=True, exist_ok=True)
    wheel, record = out / f"{name}-{version}-{tag}.whl", []
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        for place, content in {**files, **texts}.items():
            data = content.encode() if isinstance(content, str) else content.read_bytes()
            archive.writestr(place, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{place},sha256={digest},{len(data)}")
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")
    return wheel


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--profile", default="debug", help="folder of target/ with the library [default: debug]")
    parser.add_argument("--out", type=Path, default=HERE.parent / "target" / "wheels", help="where to [default: target/wheels]")
    arguments = parser.parse_args()
    print(make(arguments.profile, arguments.out))
