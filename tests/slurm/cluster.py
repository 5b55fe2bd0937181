"""A Slurm of two nodes on this machine, from Debian's packages, none of them installed: daemons in
namespaces of their own, which end with the process that started them."""

import fcntl
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import time

PACKAGES = ("slurmctld", "slurmd", "slurm-client", "slurm-wlm-basic-plugins", "libslurm38")
NODES = ("n1", "n2")
CORES_PER_NODE = 2
GPUS_PER_NODE = 2  # only their names, which Slurm hands out: there is nothing behind them
# A folder that keeps what was fetched, for the next time.
CACHE_VARIABLE = "TANDEM_SLURM_CACHE"

CONFIGURATION = """\
ClusterName=tandem
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=26817
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation={directory}/state
SlurmctldPidFile={directory}/slurmctld.pid
SlurmdPidFile={directory}/slurmd-%n.pid
SlurmdSpoolDir={directory}/spool/%n
TmpFS={directory}/tmp/%n
SlurmctldLogFile={directory}/slurmctld.log
SlurmdLogFile={directory}/slurmd-%n.log
PluginDir={plugins}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,batch_sched_delay=0,preempt_send_user_signal
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=15
InactiveLimit=0
KillWait=10
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
GresTypes=gpu
NodeName=n[1-2] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[27001-27002] CPUs={cores} Gres=gpu:{gpus} State=UNKNOWN
PartitionName=main Nodes=n[1-2] Default=YES MaxTime=1:00:00 PriorityTier=1 GraceTime=30
PartitionName=urgent Nodes=n[1-2] MaxTime=1:00:00 PriorityTier=10
"""

# A host name and shared memory of its own are what tell Open MPI that this is another machine.
NODE_SCRIPT = """\
echo "$0" >/proc/sys/kernel/hostname
mount -t tmpfs tmpfs /dev/shm
exec "$@"
"""


class CannotRun(Exception):
    """This machine cannot have such a cluster; says why."""


def missing():
    """Why the cluster cannot be made here by what is missing, or nothing."""
    if os.geteuid() != 0:
        return "two Slurm nodes are made of namespaces, which needs root"
    for name in ("apt-get", "dpkg", "unshare", "ip"):
        if shutil.which(name) is None:
            return f"two Slurm nodes need the command {name}"
    return ""


def fetch(directory):
    """A folder with the unpacked packages: that of the cache, or a new one in `directory`."""
    place = pathlib.Path(os.environ.get(CACHE_VARIABLE) or directory).resolve()
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may begin at once
        return _unpacked(directory, place / "slurm-root")


def _unpacked(directory, root):
    """`root`, once the packages are there; archives lie in `directory`."""
    if (root / "complete").exists():
        return root
    archives = directory / "archives"
    archives.mkdir()
    done = subprocess.run(["apt-get", "download", *PACKAGES], cwd=archives, capture_output=True,
                          text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise CannotRun("the packages of Slurm cannot be fetched: " +
                        (done.stderr.strip().splitlines() or ["apt-get said nothing"])[-1])
    for archive in archives.glob("*.deb"):
        subprocess.run(["dpkg", "-x", archive, root], check=True)
    (root / "complete").touch()
    return root


class Cluster:
    """Two nodes n1 and n2 of two cores and two GPUs each, with the partitions main and, before it,
    urgent."""

    def __init__(self, root, directory):
        """`root`: what fetch returned. Everything else lies in `directory`."""
        self.root, self.directory = root, directory
        library = next((root / "usr/lib").glob("*-linux-gnu"))
        self.environment = {
            **os.environ,
            "PATH": f"{root}/usr/bin:{os.environ['PATH']}",
            "LD_LIBRARY_PATH": f"{library}/slurm-wlm:{library}",
            "SLURM_CONF": str(directory / "slurm.conf"),
            "OMPI_MCA_btl_tcp_if_include": "lo",
        }
        (directory / "state").mkdir()
        (directory / "slurm.conf").write_text(CONFIGURATION.format(
            directory=directory, plugins=library / "slurm-wlm", cores=CORES_PER_NODE,
            gpus=GPUS_PER_NODE))
        (directory / "gres.conf").write_text(
            f"Name=gpu File={directory}/gpu[0-{GPUS_PER_NODE - 1}]\n")
        for gpu in range(GPUS_PER_NODE):
            os.mknod(directory / f"gpu{gpu}", stat.S_IFCHR | 0o600, os.makedev(1, 3))  # /dev/null
        # As they are installed: a daemon of another name leaves the GPUs out.
        for name in ("slurmctld", "slurmd", "slurmstepd"):
            (directory / name).symlink_to(root / f"usr/sbin/{name}-wlm")
        self.daemons = {}

    def __enter__(self):
        # Names are resolved only where there is an address beside the loopback's.
        for words in ("link set lo up", "link add eth0 type bridge",
                      "address add 10.77.2.1/24 dev eth0", "link set eth0 up"):
            subprocess.run(["ip", *words.split()], check=True)
        self._start("slurmctld", [self.directory / "slurmctld", "-D", "-c"])
        for node in NODES:
            self.start_node(node)
        self.wait_until(lambda: self.states() == ["idle", "idle"], "two idle nodes", 60)
        return self

    def __exit__(self, *_):
        for daemon in self.daemons.values():
            daemon.kill()
            daemon.wait()

    def start_node(self, node):
        for folder in ("spool", "tmp"):
            (self.directory / folder / node).mkdir(parents=True)
        slurmd = [self.directory / "slurmd", "-D", "-N", node, "-d",
                  self.directory / "slurmstepd"]
        self._start(node, ["unshare", "--uts", "--mount", "bash", "-c", NODE_SCRIPT, node, *slurmd])

    def end_node(self, node):
        """What a node that loses its power does: all of its processes are gone, Slurm's first."""
        place = os.readlink(f"/proc/{self.daemons[node].pid}/ns/uts")
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(path / "ns/uts") == place:
                    found.append((b"slurm" not in (path / "cmdline").read_bytes(), int(path.name)))
            except OSError:
                continue
        for _, process in sorted(found):
            os.kill(process, signal.SIGKILL)
        self.daemons[node].wait()
        # A diskless one: its files do not come back, either.
        for folder in ("spool", "tmp"):
            shutil.rmtree(self.directory / folder / node)

    def _start(self, name, command):
        with open(self.directory / f"{name}.out", "ab") as output:
            self.daemons[name] = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, env=self.environment)

    def call(self, *command, expect=0, **extra):
        """Runs a command that sees the cluster; returns what it printed."""
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**self.environment, **extra}, timeout=170, check=False)
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{command} ended with {done.returncode} instead of {expect}:\n"
                                 f"{done.stdout}")
        return done.stdout

    def states(self):
        return self.call("sinfo", "--noheader", "--Node", "--partition=main", "--format=%t",
                         expect=None).split()

    def job(self, number):
        """What Slurm says of a job, by name; nothing once it has forgotten it."""
        said = self.call("scontrol", "--oneliner", "show", "job", number, expect=None)
        return dict(word.split("=", 1) for word in said.split() if "=" in word)

    def wait_until(self, happened, what, seconds=60):
        """Returns once `happened()` is true; raises with the ends of all logs otherwise."""
        limit = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > limit:
                raise AssertionError(f"no {what} within {seconds} s\n{self.logs()}")
            time.sleep(0.05)

    def logs(self):
        ends = []
        for log in sorted(self.directory.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-20:]
            ends.append("\n".join([f"--- {log.name}", *lines]))
        return "\n".join(ends)
