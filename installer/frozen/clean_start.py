"""Runs first in the frozen program: takes out of the environment what its bootloader has put there for it alone.

The system's programs (a file manager, the ffmpeg that a person named) would load our libraries in place of their own,
and our own processes would take themselves for a part of this one and not look for the libraries at all.
"""

import os

before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if before is not None:
    os.environ["LD_LIBRARY_PATH"] = before
for name in [name for name in os.environ if name.startswith("_PYI_")]:
    del os.environ[name]
