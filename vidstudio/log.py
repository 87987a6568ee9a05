"""One rotating log file a person can open from Help. Lines about a job carry its number."""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_TOKEN = re.compile(r"\br8_\w+|(?<=Bearer )\S+")


class _WithoutTokens(logging.Formatter):
    """Takes out whatever looks like a token, wherever it came from."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("[token]", super().format(record))


def start_log(file: Path) -> None:
    """Send everything from INFO up to ``file``; a log that can't be written is done without."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "PIL", "libav"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())  # or Python writes to stderr what has no other place
        return
    handler.setFormatter(_WithoutTokens("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.raiseExceptions = False
    root.addHandler(handler)
