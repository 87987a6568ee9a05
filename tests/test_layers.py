"""The command line runs without Qt, which import-linter sees in the source and this sees in a running process."""

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys
import vidstudio.__main__, vidstudio.cli

for module in pkgutil.walk_packages(vidstudio.cli.__path__, "vidstudio.cli."):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.startswith("vidstudio.cli")))
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6"}))
"""


def test_the_command_line_loads_no_qt() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    loaded, qt = done.stdout.splitlines()
    assert "vidstudio.cli.commands" in loaded
    assert qt == ""
