"""The package itself: what importing costs, and the command in it."""

import subprocess
import sys


def run(code, *words):
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, timeout=300)


def test_nothing_heavy_is_imported_before_it_is_needed():
    loaded = run("import sys, butler_arrow; from butler_arrow import Butler; print(*sorted(sys.modules))").stdout.split()
    heavy = {"numpy", "astropy", "pandas", "polars", "pyarrow", "matplotlib", "lsst"}
    assert "butler_arrow._native" in loaded
    assert not heavy.intersection(loaded)


def test_importing_takes_less_than_three_tenths_of_a_second():
    # Of the processor: what else runs on the machine does not count.
    code = "import time; begin = time.process_time(); from butler_arrow import Butler; print(time.process_time() - begin)"
    assert min(float(run(code).stdout) for _ in range(3)) < 0.3


def test_every_public_name_can_be_had():
    import butler_arrow

    assert all(getattr(butler_arrow, name) is not None for name in butler_arrow.__all__)


COMMAND = "import sys; from butler_arrow._command import main; sys.exit(main())"


def test_the_command_is_in_the_package_and_gives_its_exit_code(demo_root):
    done = run(COMMAND, "query-collections", str(demo_root), "HSC/raw*")
    assert (done.returncode, "HSC/raw/all" in done.stdout) == (0, True)
    assert run(COMMAND, "no-such-command").returncode == 2
    assert run(COMMAND, "query-collections", "/no/such/repo").returncode == 1


def test_other_threads_run_while_work_is_done(demo):
    import threading

    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    demo.sql("SELECT count(*) FROM datasets a, datasets b, datasets c WHERE a.run < b.run")
    during = counted[0] - before
    done.set()
    thread.join()
    assert during > 1000


def test_control_c_breaks_off_a_long_question(demo_root):
    code = f"""
import signal, threading, time, os
from butler_arrow import Butler
# Where tests run in the background, the signal is ignored from the start.
signal.signal(signal.SIGINT, signal.default_int_handler)
butler = Butler({str(demo_root)!r})
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
begin = time.perf_counter()
try:
    butler.sql("SELECT count(*) FROM datasets a, datasets b, datasets c, datasets d, datasets e WHERE a.run || b.run < c.run || d.run || e.run")
except KeyboardInterrupt:
    print("interrupted", time.perf_counter() - begin < 5, len(butler.query_datasets("calexp", "HSC/testdata")))
"""
    assert run(code).stdout.split() == ["interrupted", "True", "30"]


def test_a_butler_works_in_a_forked_child(demo_root):
    code = f"""
import os
from butler_arrow import Butler
butler = Butler({str(demo_root)!r})
assert len(butler.query_datasets("calexp", "HSC/testdata")) == 30
child = os.fork()
if child == 0:
    again = Butler({str(demo_root)!r})
    os._exit(0 if len(again.query_datasets("calexp", "HSC/testdata")) == 30 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(code).stdout.split() == ["0"]


def test_the_stub_of_the_native_module_names_what_is_in_it():
    import ast
    from pathlib import Path

    import butler_arrow._native as native

    stub = Path(native.__file__).with_name("_native.pyi")
    classes = {node.name: node for node in ast.parse(stub.read_text()).body if isinstance(node, ast.ClassDef)}
    assert set(classes) == {name for name in dir(native) if isinstance(getattr(native, name), type)}
    for name, node in classes.items():
        told = {member.name for member in node.body if isinstance(member, ast.FunctionDef)}
        there = {member for member in vars(getattr(native, name)) if not member.startswith("__") or member in told}
        assert told == there, name
