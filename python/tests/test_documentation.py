"""What the documentation shows of Python is what is printed."""

import doctest
import os

import pytest
import session

pytest.importorskip("pandas")


@pytest.mark.parametrize("name", ["README.md", "docs/python.md"])
def test_what_is_shown_is_printed(name, demo_root, monkeypatch):
    monkeypatch.chdir(demo_root.parent)
    monkeypatch.setenv("COLUMNS", "200")
    text = (session.ROOT / name).read_text().replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, name, str(session.ROOT / name), 0)
    assert examples.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    said = []
    assert runner.run(examples, out=said.append).failed == 0, "".join(said)
    assert os.getcwd() == str(demo_root.parent)
