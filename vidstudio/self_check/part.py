"""The process that tries one part."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from vidstudio.errors import VidstudioError
from vidstudio.self_check.parts import PARTS, Broken


def main(arguments: Sequence[str]) -> int:
    """Prove the part, and say on stdout in one line what was proved, or what is wrong."""
    (part,) = arguments
    module, _, name = PARTS[part].partition(":")
    try:
        prove: Callable[[], str] = getattr(import_module(module), name)
        said, code = prove(), 0
    except VidstudioError as exc:
        said, code = f"{exc.message} {exc.hint}", 1
    except Broken as exc:
        said, code = str(exc), 1
    except Exception as exc:  # noqa: BLE001 - a part may break in any way
        said, code = f"{type(exc).__name__}: {exc}", 1
    sys.stdout.write(f"{' '.join(said.split())[:500]}\n")
    return code
