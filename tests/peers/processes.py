"""Peers' processes and directories, which all are gone at the end, whatever happened in between.

Each process is in a group of its own, so that what it starts ends with it, and without privileges where that is asked.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

STARTED, MADE = [], []


def temporary_directory(name):
    """A directory that is there until the end."""
    MADE.append(pathlib.Path(tempfile.mkdtemp(prefix=f"peer-{name}-")))
    return MADE[-1]


def start(command, directory, account=None, **environment):
    """Starts a process with its output in the directory; as this account, which then owns the directory, if we may choose."""
    identity = {}
    if account and os.geteuid() == 0:
        for path in (directory, *directory.rglob("*")):
            if not path.is_symlink():
                shutil.chown(path, account, account)
        identity = {"user": account, "group": account, "extra_groups": []}
    with open(directory / f"{pathlib.Path(command[0]).name}.out", "w", encoding="utf-8") as log:
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                   env={**os.environ, **environment}, start_new_session=True, **identity)
    STARTED.append(process)
    return process


def wait_for_port(port, process, directory):
    """Waits until the process listens."""
    def listens():
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    wait_until(listens, process, directory)


def wait_until(is_ready, process, directory):
    """Waits until the process is ready; fails with what it wrote if it ends before."""
    for _ in range(400):
        if is_ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"did not start: {said(directory)}")


def said(directory):
    """The end of what the processes of a directory wrote down."""
    logs = sorted([*directory.glob("*.out"), *directory.glob("*.log"), *directory.glob("log/*")])
    return "".join(log.read_text(errors="replace")[-3000:] for log in logs)


def end(process):
    """Ends a process and what it started; one that has ended already may have left something."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait(10)


def clean_up():
    """Ends what still runs and removes every directory."""
    while STARTED:
        end(STARTED.pop())
    while MADE:
        shutil.rmtree(MADE.pop(), ignore_errors=True)
