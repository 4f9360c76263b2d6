"""Makes a virtual environment and installs into it what the named files pin.

Runs on whatever Python is there, so it is written for old ones too: each thing that is missing
is told in one line. Does nothing when the environment is already what the files ask for.
"""

import argparse
import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def give_up(reason):
    sys.exit("Cannot set up: " + reason)


def require_python():
    if sys.version_info < OLDEST:
        give_up(
            "this is Python %d.%d, and %d.%d or newer is needed. Choose one with PYTHON=python3.x"
            % (sys.version_info[:2] + OLDEST)
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        give_up(
            "this Python comes without pip and venv. On Debian and Ubuntu, install python3-venv"
        )


def fingerprint(files):
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(files):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def marker(folder, files):
    return os.path.join(folder, "installed-" + "-".join(sorted(files)))


def python(folder):
    return os.path.join(folder, "bin", "python")


def is_installed(folder, files):
    try:
        with open(marker(folder, files)) as file:
            return os.path.exists(python(folder)) and file.read() == fingerprint(files)
    except OSError:
        return False


def run(command, failure):
    # One machine's odd pip settings should not fill the screen: what pip says is shown if it fails.
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        give_up(failure)


def install(folder, files):
    if not os.path.exists(python(folder)):
        run([sys.executable, "-m", "venv", "--clear", folder], "the environment was not made")
    arguments = [argument for name in files for argument in ("-r", os.path.join(ROOT, name))]
    print("Installing the packages (once; it takes about a minute) ...", flush=True)
    run(
        [python(folder), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
        + arguments,
        "pip did not get every package. Is there a network?",
    )
    with open(marker(folder, files), "w") as file:
        file.write(fingerprint(files))


def main(arguments):
    require_python()
    parser = argparse.ArgumentParser()
    parser.add_argument("--into", default=".venv", help="the folder of the environment")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args(arguments)
    folder = os.path.join(ROOT, options.into)
    if not is_installed(folder, options.files):
        install(folder, options.files)


if __name__ == "__main__":
    main(sys.argv[1:])
