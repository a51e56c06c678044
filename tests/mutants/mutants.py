"""Takes a rule out of the code and says whether its tests notice.

Usage: mutants.py [RULE ...]

mutants.toml says for each rule how it is taken out and which tests must turn red: by another text in the source
([[mutant]]), by the switch that test builds have ([[switch]]), or not at all, where a type or the absence of something
keeps it ([[kept]]; its tests must be green). Sources are changed in a copy of the tree, never in the tree itself.
"""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "mutants" / "mutants.toml"
KINDS = ("mutant", "switch", "kept")
# Rules with a switch are the service manager's.
SWITCHED = "vestibule-manager"


def rows():
    """All rows of mutants.toml, each with its kind."""
    with open(DATA, "rb") as file:
        data = tomllib.load(file)
    found = [{"kind": kind, **row} for kind in KINDS for row in data.get(kind, [])]
    for row in found:
        row.setdefault("package", SWITCHED)
    return found


def edits(row):
    """The changes of a mutant: file, text, other text."""
    for edit in [row, *row.get("also", [])]:
        yield edit.get("file", row["file"]), edit["find"], edit["replace"]


def stale(row, tree=ROOT):
    """What of a mutant does not fit the source any more."""
    complaints = []
    for file, find, _ in edits(row):
        path = tree / file
        times = path.read_text().count(find) if path.is_file() else 0
        if times != 1:
            complaints.append(f"{file} has the text to be replaced {times} times, not once: {find.strip()[:70]}")
    return complaints


@contextlib.contextmanager
def copy_of_tree(is_committed=False):
    """A copy of the tree in a folder of its own: what is committed, or all that git knows or would know."""
    copy = pathlib.Path(tempfile.mkdtemp(prefix="vestibule-mutants-"))
    # As new files: what was built last may have been built without a rule, and cargo goes by the time.
    if is_committed:
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "--extract", "--touch"], cwd=copy, check=True, input=archive)
    else:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
        for name in names:
            source, target = ROOT / name, copy / name
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                shutil.copymode(source, target)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def environment(**more):
    """The environment of cargo: what is built here, without rules, must never be taken for the product."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "mutants"
    return {**os.environ, "CARGO_TARGET_DIR": str(target), "CARGO_TERM_COLOR": "never", "VESTIBULE_TEST_POSTGRES": "off", **more}


def expression(test):
    """The nextest filter for a test, for a story on SQLite, or for all tests of a module."""
    if test.endswith("::"):
        return f"test(/^{test}/)"
    return f"test(={test}) | test(={test}::on_sqlite)"


def run_tests(tree, row, **more):
    """Runs the tests of a row; the names of those that passed and of those that did not."""
    command = ["cargo", "nextest", "run", "--no-fail-fast", "--hide-progress-bar", "--status-level", "all"]
    command += ["-p", row["package"], "-E", " | ".join(expression(test) for test in row["tests"])]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, env=environment(**more))
    if done.returncode not in (0, 100):
        # 101: it does not compile; 4: no test matches. Neither proves anything.
        raise AssertionError(f"nextest ended with {done.returncode}:\n{done.stderr[-3000:]}")
    passed, failed = set(), set()
    for line in done.stderr.splitlines():
        found = re.match(r"\s+([A-Z]+(?: \w+)*) +\[[^\]]*\] +(?:\([^)]*\) +)?\S+ (\S+)$", line)
        if found:
            name = re.sub(r"::on_sqlite$", "", found[2])
            (passed if found[1] == "PASS" else failed).add(name)
    return passed - failed, failed


def judge(row, passed, failed):
    """`None` if the tests said what they must, else what is wrong."""
    for test in row["tests"]:
        among = lambda names: any(name == test or test.endswith("::") and name.startswith(test) for name in names)
        if row["kind"] == "kept":
            if not among(passed) or among(failed):
                return f"{test} is not green"
        elif not among(failed):
            return f"{test} stays green" if among(passed) else f"{test} was not run"
    return None


def outcome(tree, row):
    """Takes the rule of a row out, runs its tests, puts it back. `None` if all is as it must be."""
    if row["kind"] != "mutant":
        switched = {"VESTIBULE_RULE_OFF": row["rule"]} if row["kind"] == "switch" else {}
        return judge(row, *run_tests(tree, row, **switched))
    if complaints := stale(row, tree):
        return "; ".join(complaints)
    before = {}
    for file, find, replace in edits(row):
        path = tree / file
        before.setdefault(path, path.read_text())
        path.write_text(path.read_text().replace(find, replace))
    try:
        return judge(row, *run_tests(tree, row))
    finally:
        for path, text in before.items():
            path.write_text(text)


def walk(tree, wanted=frozenset(), told=print):
    """Goes through the rows in turn; yields each with what is wrong with it, if anything."""
    for row in rows():
        if wanted and row["rule"] not in wanted:
            continue
        try:
            wrong = outcome(tree, row)
        except AssertionError as error:
            wrong = f"it cannot be judged: {error}"
        told(f"{row['rule']:12} {row['kind']:7} {wrong or ('green' if row['kind'] == 'kept' else 'red without the rule')}")
        yield row, wrong


def main():
    with copy_of_tree() as tree:
        results = list(walk(tree, set(sys.argv[1:]), lambda line: print(line, flush=True)))
    failed = sum(1 for _, wrong in results if wrong)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
