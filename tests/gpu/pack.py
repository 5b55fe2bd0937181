"""Packs what first_light.sh needs into one folder, which with the checkout stays below 64 MiB, for a
machine that has Python with the torch wheel of this build, and nothing else of tandem: no MPI, no
HDF5, no compiler. `make gpu-kit` builds the programs and calls this.

The programs without symbols, the libraries they load beyond glibc, libstdc++ and LibTorch, and data.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import mnist_files  # pylint: disable=wrong-import-position

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("tandem-worker", "rank_tests", "nccl_tests", "tandem-benchmark")
# Of the kit and the checkout beside it, which travel together.
MAX_BYTES = 64 << 20
# What every machine with the wheel has, and what must fit its kernel and its compiler.
SYSTEM = re.compile(r"^(ld-linux.*|lib(c|m|pthread|dl|rt|util|resolv|stdc\+\+|gcc_s)\.so.*)$")
DIGITS = {"train": 1700, "test": 60}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build-kit",
                        help="the folder to make; what it holds is replaced")
    parser.add_argument("--mnist", type=pathlib.Path,
                        help="folder with the IDX files of MNIST; without it, digits made here")
    return parser.parse_args()


def find_program(build, name):
    """Its path, None where it was not built."""
    return next((path for path in (build / name, *build.rglob(name)) if path.is_file()), None)


def check_built(build):
    missing = [name for name in ("tandem", *PROGRAMS) if find_program(build, name) is None]
    if missing:
        sys.exit(f"{build} lacks {', '.join(missing)}: `make gpu-kit` builds what is missing and packs it")


def libraries_of(program):
    """Names and paths of all libraries that a program loads."""
    text = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    missing = re.findall(r"^\s*(\S+) => not found", text, re.MULTILINE)
    if missing:
        sys.exit(f"{program} lacks {', '.join(missing)}")
    return dict(re.findall(r"^\s*(\S+) => (/\S+)", text, re.MULTILINE))


def is_of_the_wheel(path):
    """LibTorch, and the CUDA libraries beside it."""
    return "site-packages" in pathlib.Path(path).resolve().parts


def pack_programs(build, output):
    for folder in ("bin", "lib"):
        (output / folder).mkdir(parents=True)
    libraries = {}
    for name in PROGRAMS:
        program = find_program(build, name)
        libraries |= libraries_of(program)
        subprocess.run(["strip", "-o", output / "bin" / name, program], check=True)
    for name, path in sorted(libraries.items()):
        if not SYSTEM.match(name) and not is_of_the_wheel(path):
            shutil.copy(path, output / "lib" / name)
            subprocess.run(["strip", "--strip-unneeded", output / "lib" / name], check=True)


def make_digits(folder):
    """IDX files of a few digits made here."""
    folder.mkdir()
    random = mnist_files.numpy.random.default_rng(1)
    for split, count in DIGITS.items():
        images, labels = mnist_files.make_digits(random, count)
        mnist_files.write_idx(folder / mnist_files.NAMES[split][0], 0x803, images)
        mnist_files.write_idx(folder / mnist_files.NAMES[split][1], 0x801, labels)


def pack_data(build, output, mnist):
    data = output / "data"
    data.mkdir()
    made = data / "idx"
    make_digits(made)

    def pack(*arguments):
        subprocess.run([find_program(build, "tandem"), "pack", *arguments, "--deflate", "4"],
                       check=True)

    pack("mnist", "--from", made, "--output", data / "digits.h5")
    pack("pairs", "--from", data / "digits.h5", "--derive", "edges", "--output", data / "pairs.h5")
    pack("mnist", "--from", mnist or made, "--output", data / "mnist.h5")
    shutil.rmtree(made)


def bytes_of_checkout(root, kit):
    """Of all files of a checkout that git does not ignore, but for the kit."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        sys.exit(f"how large the checkout is cannot be told: {listed.stderr.strip()}")
    paths = {root / name for name in listed.stdout.split("\0") if name}
    return sum(path.stat().st_size for path in paths
               if path.is_file() and kit.resolve() not in path.resolve().parents)


def main():
    options = parse_arguments()
    check_built(options.build)
    if options.output.exists():
        shutil.rmtree(options.output)
    pack_programs(options.build, options.output)
    pack_data(options.build, options.output, options.mnist)
    sizes = {path.relative_to(options.output): path.stat().st_size
             for path in options.output.rglob("*") if path.is_file()}
    for folder in ("bin", "lib", "data"):
        inside = [size for path, size in sizes.items() if path.parts[0] == folder]
        print(f"{folder}: {len(inside)} files, {sum(inside) / 2**20:.1f} MiB")
    kit, checkout = sum(sizes.values()), bytes_of_checkout(ROOT, options.output)
    print(f"{options.output}: {kit / 2**20:.1f} MiB, the checkout beside it {checkout / 2**20:.1f}, of "
          f"{MAX_BYTES / 2**20:.0f} for both")
    if kit + checkout > MAX_BYTES:
        sys.exit("they are too large to travel together")


if __name__ == "__main__":
    main()
