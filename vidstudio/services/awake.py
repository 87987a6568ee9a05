"""Keeping the machine from going to sleep while something is made, by whatever way its system has."""

import logging
from contextlib import ExitStack

_log = logging.getLogger(__name__)


class Awake:
    """Holds sleep off between ``begin`` and ``end``; a system that can't be asked is told of in the log, once."""

    def __init__(self) -> None:
        self._held: ExitStack | None = None

    def begin(self) -> bool:
        """Keep the machine awake; whether that could be had. May take a moment: not for the window's thread."""
        if self._held is None:
            from wakepy import keep  # noqa: PLC0415 - not while the window opens

            self._held = ExitStack()
            mode = self._held.enter_context(keep.running(on_fail="pass"))
            if not mode.active:
                _log.info("This system can't be kept from sleeping: %s", mode.result)
            return bool(mode.active)
        return True

    def end(self) -> None:
        """Let it sleep again."""
        held, self._held = self._held, None
        if held is not None:
            held.close()
