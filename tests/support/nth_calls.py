"""Programs whose n-th call of a kind on files below a directory fails, or is the last they make."""

import errno
import pathlib
import shutil
import struct
import subprocess
import tempfile
import time

import runs

LIBRARY = runs.BUILD / "libfailing_calls.so"
CALLS = ("write", "open", "fsync", "rename", "unlink", "mkdir", "close", "truncate", "symlink")
# How a call may go wrong: an error as of a broken disk, of a full one, an end before it, and one
# in the midst of it.
BROKEN, FULL, KILLED, TORN = str(errno.EIO), str(errno.ENOSPC), "kill", "torn"
# All kinds of calls are counted, and none goes wrong.
COUNTED = ("all", 0, KILLED)
PAGE = 4096
TANDEM_CODES = (0, 64, 65, 74, 75, 76, 77)


class Plan:
    """The n-th call of one kind below `directory`, but for paths with `but`."""

    def __init__(self, fault, directory, but=""):
        call, number, how = fault
        with tempfile.NamedTemporaryFile(prefix="tandem-calls-", delete=False) as file:
            file.write(bytes(PAGE))
        self._page = pathlib.Path(file.name)
        self.environment = {"TANDEM_TEST_NTH": f"{call} {number} {how} {directory} {self._page} {but}"}

    def end(self):
        """How many calls there were of each kind, and which of them went wrong, if any."""
        page = self._page.read_bytes()
        self._page.unlink()
        numbers = struct.Struct(f"<{len(CALLS)}q")
        return (dict(zip(CALLS, numbers.unpack_from(page))),
                page[numbers.size:].split(b"\0")[0].decode())


class Ended:
    """What became of a program: its exit code, or minus the signal, what it answered, and that
    with what it said beside it."""

    def __init__(self, done):
        self.code = done.returncode
        self.answer = done.stdout.decode(errors="replace")
        self.said = self.answer + done.stderr.decode(errors="replace")


class Programs:
    """`tandem` and `tandem-worker`, which has loaded its libraries once: a call of it takes a child
    of that process and no more."""

    def __init__(self):
        self._place = tempfile.TemporaryDirectory(prefix="tandem-programs-")
        place = pathlib.Path(self._place.name)
        shutil.copy(runs.BUILD / "tandem", place)
        shutil.copy(runs.BUILD / "forked_program", place / "tandem-worker")
        self._process = subprocess.Popen(
            [str(runs.BUILD / "tandem-worker")], stdin=subprocess.DEVNULL,
            env=runs.environment(LD_PRELOAD=str(LIBRARY), TANDEM_TEST_SOCKET=place / "socket"))
        deadline = time.monotonic() + 120
        while not (place / "socket").exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("tandem-worker did not load")
            time.sleep(0.01)

    def with_ranks(self, name, begin="", command="run"):
        """The path of a `tandem` whose ranks, by this command of the worker, are processes of their
        own, which begin with these lines of the shell; what it asks before is answered by a child."""
        place = pathlib.Path(self._place.name) / name
        place.mkdir()
        shutil.copy(runs.BUILD / "tandem", place)
        worker = place / "tandem-worker"
        worker.write_text(f"""#!/bin/sh
[ "$1" = {command} ] || exec '{self._place.name}/tandem-worker' "$@"
rank=$OMPI_COMM_WORLD_RANK
worker='{runs.BUILD}/tandem-worker'
{begin}
exec "$worker" "$@"
""")
        worker.chmod(0o755)
        return place / "tandem"

    def close(self):
        """Ends it."""
        self._process.kill()
        self._process.wait(timeout=60)
        self._place.cleanup()

    def run(self, program, *arguments, timeout=300, **extra):
        """`tandem` or `tandem-worker` to its end. Raises subprocess.TimeoutExpired."""
        command = [str(pathlib.Path(self._place.name) / program), *map(str, arguments)]
        # Where only the worker is called, the library is there already.
        preload = {"LD_PRELOAD": str(LIBRARY)} if program == "tandem" else {}
        return Ended(subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                    timeout=timeout, check=False,
                                    env=runs.environment(**preload, **extra)))
