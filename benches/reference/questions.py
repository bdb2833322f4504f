"""Questions of both butlers about the same datasets: questions.py BENCH REFERENCE_PYTHON OURS THEIRS [only,these]

BENCH: the `questions` binary of a release build; OURS and THEIRS: repositories into which the same export of `make_sky.py` was imported (THEIRS with
`reference.py import`), or `-` for no reference.
Prints processor milliseconds of one asking in a running process, ours and the reference's, and their ratio beside the goal.
"""

import json
import subprocess
import sys
import tempfile
import time

CHAIN = ["HSC/defaults"]
PATCH = "instrument='HSC' AND skymap='rings' AND tract=1 AND patch=27"
VISITS = [{"instrument": "HSC", "visit": 1000 + 2 * v, "detector": (7 * v) % 100} for v in range(0, 300, 13)]


def question(name, kind, goal, variants=({},), **args):
    return {"name": name, "kind": kind, "goal": goal, "variants": list(variants), "args": args}


QUESTIONS = [
    question("13 detectors of a visit in the chain", "datasets", 10, VISITS, dataset_type="calexp", collections=CHAIN,
             where="instrument='HSC' AND visit={visit} AND detector IN (10..20, 30, 40)"),
    question("find one dataset", "find_dataset", 10, VISITS, dataset_type="calexp", collections=CHAIN),
    question("find a calibration by time", "find_dataset", 10, [{"instrument": "HSC", "detector": d} for d in range(0, 100, 7)],
             dataset_type="bias", collections=["HSC/calib"], timespan=["2015-01-15T00:00:00", "2015-01-15T00:00:10"]),
    question("expand a data ID", "expand_data_id", 10, VISITS),
    question("all calexp with full data IDs", "datasets", 30, dataset_type="calexp", collections=CHAIN),
    question("all calexp with records", "datasets_with_records", 50, dataset_type="calexp", collections=CHAIN),
    question("count of calexp", "count", 50, dataset_type="calexp", collections=CHAIN),
    question("newest 100 calexp", "datasets", 50, dataset_type="calexp", collections=CHAIN, where="instrument='HSC'",
             order_by=["-visit.timespan.begin", "detector"], limit=100),
    question("calexp that overlap a patch", "datasets", 20, dataset_type="calexp", collections=CHAIN, where=PATCH),
    question("data IDs of visit, detector and patch with a calexp", "data_ids", 50, dimensions=["visit", "detector", "tract", "patch"],
             joined="calexp", collections=CHAIN, where=PATCH),
    question("visits that overlap a tract", "data_ids", 5, dimensions=["visit", "tract"],
             where="instrument='HSC' AND skymap='rings' AND tract=1"),
    question("calexp at a point", "datasets", 20, dataset_type="calexp", collections=CHAIN,
             where="instrument='HSC' AND visit_detector_region.region OVERLAPS POINT(150.1, -5.05)"),
    question("records of all visits", "records", 10, element="visit", where="instrument='HSC'"),
]


def ask(butler, question, variant):
    """The number of rows that the reference answers with."""
    args, kind = question["args"], question["kind"]
    where = args.get("where", "").format(**variant)
    chain = args.get("collections")
    if kind in ("datasets", "datasets_with_records"):
        found = butler.query_datasets(args["dataset_type"], chain, where=where, order_by=args.get("order_by", ()), limit=args.get("limit"),
                                      explain=False, with_dimension_records=kind != "datasets")
        return len(found)
    if kind == "count":
        with butler.query() as query:
            return query.datasets(args["dataset_type"], chain).count(discard=True)
    if kind == "data_ids" and "joined" in args:
        return len(list(butler.registry.queryDataIds(args["dimensions"], datasets=args["joined"], collections=chain, where=where)))
    if kind == "data_ids":
        return len(butler.query_data_ids(args["dimensions"], where=where, limit=None, explain=False))
    if kind == "records":
        return len(butler.query_dimension_records(args["element"], where=where, limit=None))
    if kind == "expand_data_id":
        return 1 if butler.registry.expandDataId(**variant) else 0
    span = None
    if "timespan" in args:
        from astropy.time import Time
        from lsst.daf.butler import Timespan

        span = Timespan(*(Time(t, scale="tai") for t in args["timespan"]))
    return 1 if butler.find_dataset(args["dataset_type"], collections=chain, timespan=span, **variant) else 0


def of_reference(repo, path):
    from lsst.daf.butler import Butler

    butler = Butler.from_config(repo)
    with open(path) as text:
        questions = json.load(text)
    for question in questions:
        variants = question["variants"]
        rows = ask(butler, question, variants[0])
        began, cpu, asked = time.perf_counter(), time.process_time(), 0
        while asked < 2 or time.perf_counter() - began < 1.5:
            rows = ask(butler, question, variants[asked % len(variants)])
            asked += 1
        print(json.dumps({"name": question["name"], "cpu_ms": (time.process_time() - cpu) / asked * 1e3,
                          "wall_ms": (time.perf_counter() - began) / asked * 1e3, "rows": rows}), flush=True)


def answers(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {answer["name"]: answer for answer in map(json.loads, done.stdout.splitlines())}


def main(bench, python, ours, theirs, only=""):
    questions = [q for q in QUESTIONS if not only or any(part in q["name"] for part in only.split(","))]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(questions, file)
        file.flush()
        mine = answers(bench, ours, file.name)
        other = answers(python, __file__, "--reference", theirs, file.name) if theirs != "-" else {}
    print("| question | rows | ours: CPU ms, first ms | reference: CPU ms | ratio | goal |\n|---|---|---|---|---|---|")
    for asked in questions:
        a, b = mine[asked["name"]], other.get(asked["name"])
        if b and a["rows"] != b["rows"]:
            print(f"rows differ: {asked['name']}: {a['rows']} and {b['rows']}", file=sys.stderr)
        shown = f"{b['cpu_ms']:.1f} | {b['cpu_ms'] / max(a['cpu_ms'], 1e-3):.0f}" if b else "|"
        print(f"| {asked['name']} | {a['rows']} | {a['cpu_ms']:.2f}, {a['first_ms']:.1f} | {shown} | {asked['goal']} |")
    print(f"peak memory {mine['peak memory']['mib']} MiB")


if __name__ == "__main__":
    if sys.argv[1] == "--reference":
        of_reference(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
