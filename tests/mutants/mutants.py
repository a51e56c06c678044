"""Takes each rule out of the code in turn and expects its test to turn red.

Usage: mutants.py [RULE ...]
Rules of the SAML library have a switch of their own and are walked by its tests; this is for rules of the systems around it.
Each row of mutants.toml names a piece of source that keeps a rule, what it becomes without the rule, and the tests that must notice.
The work happens in a copy of the tree; the tree itself is not touched.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def copy_of_tree():
    """The committed and uncommitted files that git knows or would know, in a folder of their own."""
    copy = pathlib.Path(tempfile.mkdtemp(prefix="vestibule-mutants-"))
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    for name in names:
        source, target = ROOT / name, copy / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return copy


def tests_pass(tree, row):
    command = ["cargo", "nextest", "run", "--no-fail-fast", "--hide-progress-bar", "-p", row["package"], "-E", row["tests"]]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 100):
        # 101: it does not compile; 4: no test matches. Neither proves anything.
        raise AssertionError(f"{row['rule']}: nextest ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.returncode == 0


def main():
    wanted = set(sys.argv[1:])
    with open(ROOT / "tests" / "mutants" / "mutants.toml", "rb") as file:
        rows = [row for row in tomllib.load(file)["mutant"] if not wanted or row["rule"] in wanted]
    tree = copy_of_tree()
    failed = []
    print(f"{'rule':14} {'file':52} outcome", flush=True)
    for row in rows:
        path = tree / row["file"]
        source = path.read_text()
        times = source.count(row["find"])
        if times != 1:
            outcome = f"STALE: found {times} times"
        else:
            path.write_text(source.replace(row["find"], row["replace"]))
            try:
                outcome = "SURVIVED" if tests_pass(tree, row) else "red without the rule"
            except AssertionError as error:
                outcome = f"BROKEN: {error}"
            path.write_text(source)
        if outcome != "red without the rule":
            failed.append(row["rule"])
        print(f"{row['rule']:14} {row['file']:52} {outcome}", flush=True)
    shutil.rmtree(tree)
    print(f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
