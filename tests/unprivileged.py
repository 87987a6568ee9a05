"""Commands as somebody runs them who may not write where the modes of a folder forbid it; root may."""

import os
import shutil
import sys

import pytest

_FREE = "-dac_override,-dac_read_search"


def held_to_modes() -> list[str]:
    """What to put before a command; skips the test where root can't be held to them, or the system knows no modes."""
    if sys.platform == "win32":
        pytest.skip("folders have no modes on Windows")
    if os.geteuid() != 0:
        return []
    if sys.platform != "linux" or shutil.which("setpriv") is None:
        pytest.skip("holding root to modes takes setpriv")
    return ["setpriv", f"--bounding-set={_FREE}", f"--inh-caps={_FREE}"]
