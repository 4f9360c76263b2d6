"""Makes the virtual environment and installs into it what the named files pin.

Runs on whatever Python is there, so it is written for old ones too: each thing that is missing
is told in one line. Does nothing when the environment is already what the files ask for.
"""

import hashlib
import os
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")


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


def marker(files):
    return os.path.join(ENVIRONMENT, "installed-" + "-".join(sorted(files)))


def is_installed(files):
    try:
        with open(marker(files)) as file:
            return os.path.exists(PYTHON) and file.read() == fingerprint(files)
    except OSError:
        return False


def run(command, failure):
    # One machine's odd pip settings should not fill the screen: what pip says is shown if it fails.
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        give_up(failure)


def install(files):
    if not os.path.exists(PYTHON):
        run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], "the environment was not made")
    arguments = [argument for name in files for argument in ("-r", os.path.join(ROOT, name))]
    print("Installing the packages (once; it takes about a minute) ...", flush=True)
    run(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"] + arguments,
        "pip did not get every package. Is there a network?",
    )
    with open(marker(files), "w") as file:
        file.write(fingerprint(files))


def main(files):
    require_python()
    if not is_installed(files):
        install(files)


if __name__ == "__main__":
    main(sys.argv[1:])
