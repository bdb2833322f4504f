"""Recorded 2026-11-22 with PyYAML 6.0.3: how PyYAML writes strings, numbers and bytes.

    pip install PyYAML && python yaml_emitter.py > yaml_emitter.jsonl

One JSON object a line: {"value" | "float" | "hex": ..., "text": the dump of {"a": {"key": value}}}.
"""

import json
import random

import yaml

WORDS = ["a", "no", "null", "~", "1", "1.5", "1e5", "x: y", "#", "it's", '"q"', "a#b", "a #b", "-", "- x", "?", ":", "é", "☃", "\t",
         "\n", " ", "  ", "%", "@x", "`", "{", "}", "[x]", ",", "!", "&a", "*", "|", ">", "=", "<<", "---", "...", "2021-09-09",
         "0x1f", "1:30", "lsst.obs.base.X", "HSC/runs/RC2", "word", "longer-word", "\\", "a:", "http://x", "\r", "\u0085", "\u2028",
         "\U0001f52d", "\x07", "\xa0", "on", "Yes", "+1", ".5", "1_000", "01", "08"]


def main():
    rnd = random.Random(7)
    strings = [""] + WORDS
    for _ in range(500):
        strings.append("".join(rnd.choice(WORDS) for _ in range(rnd.randrange(1, 5))))
    for _ in range(200):
        strings.append(" ".join(rnd.choice(WORDS) for _ in range(rnd.randrange(2, 60))))
    for _ in range(150):
        strings.append(" ".join(rnd.choice(["word", "longer-word", "it's", "x"]) for _ in range(rnd.randrange(10, 60))))
        strings.append("\n".join(rnd.choice(["word", "longer-word", "it's", "x"]) for _ in range(rnd.randrange(2, 9))))
    for value in strings:
        print(json.dumps({"value": value, "text": yaml.dump({"a": {"key": value}}, sort_keys=False)}))
    floats = [0.0, -0.0, 1.0, 30.0, 0.1, 1e-4, 1e-5, 1.5e-7, 1e15, 1e16, 1.25e17, 1e100, -2.5e-300, 123456789.123, 5e-324,
              float("inf"), float("-inf"), float("nan"), 9007199254740993.0, 1 / 3]
    for value in floats:
        print(json.dumps({"float": value.hex(), "text": yaml.dump({"a": {"key": value}})}))
    for length in [0, 1, 2, 3, 20, 56, 57, 58, 120]:
        value = bytes(rnd.randrange(256) for _ in range(length))
        print(json.dumps({"hex": value.hex(), "text": yaml.dump({"a": {"key": value}})}))


main()
