"""The process that fetches a film from an address; ``studio.fetch`` plans it, and whoever runs plans runs it.

What has come stays in a file beside the film until the film is there, so that after a cancel, a kill or a lost line
only the rest is asked for. It tells where it is as ffmpeg's ``-progress`` does, in thousandths where the length is
known. It has no handlers for signals: to be killed at any moment is what it is made for.
"""

import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from vidstudio import __version__
from vidstudio.core.fetch import STEPS, file_of, redirected
from vidstudio.core.wording import shorten, size
from vidstudio.errors import (
    DiskFull,
    InputRefused,
    NotReady,
    SourceMissing,
    SourceUnreachable,
    StorageRefused,
    VidstudioError,
)
from vidstudio.services.images.refusals import wait_asked
from vidstudio.services.partial import LOCK, Partial, Version
from vidstudio.services.reasons import refuse

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
"""Seconds without a byte until a try is given up."""

_TRIES = 5
"""In a row that bring nothing new."""

_FIRST_PAUSE = 1.0
"""Seconds before the second try, doubled for each further one."""

_MOST_REDIRECTS = 5
_REPORT_SECONDS = 0.2
_LOCK_SECONDS = 5.0
"""For a process whose program was killed to notice that."""

_CHUNK = 1 << 20
_HINT = "Check the address, then try again."
_AGAIN = "Check the network, then try again: what has come is kept."


class _Later(Exception):
    """A try that failed in a way another may not: the error if it does, and the seconds the server asks to wait."""

    def __init__(self, error: VidstudioError, wait: float = 0.0) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


def main(arguments: Sequence[str]) -> int:
    """Fetch an address into a partial file, and give that the name of the output once it is whole.

    The fourth argument is how many bytes it may have at most.
    """
    address, partial, output, most = arguments
    try:
        with _written(), _alone(Path(partial)):
            _Fetch(address, Partial(Path(partial)), Path(partial).parent, int(most)).run(Path(output))
    except VidstudioError as exc:
        return refuse(exc)
    return 0


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(
                "The disk is full, so the film could not be fetched to its end.",
                "Make room, then fetch it again: what has come is kept.",
            ) from exc
        raise StorageRefused(
            f"The film could not be written: {exc.strerror or exc}.", "Check the permissions of its folder."
        ) from exc


@contextmanager
def _alone(partial: Path) -> Iterator[None]:
    """Two that write to the same file would ruin it: another one, whose program has died, is waited for."""
    try:
        with FileLock(partial.with_suffix(LOCK), timeout=_LOCK_SECONDS):
            yield
    except Timeout as exc:
        raise NotReady("This film is already being fetched.", "Wait until it is there, or cancel it.") from exc


class _Fetch:
    """One film on its way."""

    def __init__(self, address: str, partial: Partial, folder: Path, most: int) -> None:
        self._address, self._partial, self._folder, self._most = address, partial, folder, most
        self._told_at = 0.0

    def run(self, output: Path) -> None:
        file = file_of(self._address)
        if file is not None:
            self._copy(file)
        else:
            self._fetch()
        self._tell(self._partial.have, STEPS, "end")
        self._partial.hand_over(output)

    def _copy(self, file: Path) -> None:
        try:
            source = file.open("rb")
        except FileNotFoundError as exc:
            raise SourceMissing(f"“{file.name}” is not there any more.", f"It was at {file}.") from exc
        except OSError as exc:
            raise StorageRefused(f"“{file.name}” can't be read: {exc.strerror}.", "Check its permissions.") from exc
        with source:
            self._begin(Version(length=os.fstat(source.fileno()).st_size))
            self._take(iter(lambda: source.read(_CHUNK), b""))

    def _fetch(self) -> None:
        headers = {"Accept-Encoding": "identity", "User-Agent": f"vidstudio/{__version__}"}
        with httpx.Client(timeout=_TIMEOUT, trust_env=False, headers=headers) as client:
            failed, furthest = 0, self._partial.have
            while True:
                try:
                    self._follow(client)
                except _Later as exc:
                    failed = 1 if self._partial.have > furthest else failed + 1
                    furthest = max(furthest, self._partial.have)
                    if failed >= _TRIES:
                        raise exc.error from exc
                    sys.stderr.write(f"{exc} Trying again.\n")
                    sys.stderr.flush()
                    time.sleep(max(exc.wait, _FIRST_PAUSE * 2 ** (failed - 1)))
                else:
                    return

    def _follow(self, client: httpx.Client) -> None:
        """One try, redirects followed by hand so that each hop is judged anew."""
        address = self._address
        for _ in range(_MOST_REDIRECTS + 1):
            further = self._get(client, address)
            if further is None:
                return
            address = redirected(address, further)
        raise InputRefused("The film's address leads in circles.", _HINT)

    def _get(self, client: httpx.Client, address: str) -> str | None:
        """Take in what an address gives; gives where it leads on to, if it does."""
        client.cookies.clear()
        condition, have = self._partial.version.condition, self._partial.have
        rest = {"Range": f"bytes={have}-", "If-Range": condition} if have and condition else {}
        try:
            with client.stream("GET", address, headers=rest) as response:
                if response.has_redirect_location:
                    return response.headers["Location"]
                self._take_in(response, have if rest else 0)
        except httpx.InvalidURL as exc:
            raise InputRefused("The film's address can't be read.", _HINT) from exc
        except httpx.HTTPError as exc:
            why = shorten(str(exc), 200).rstrip(".") or "no answer"
            raise _Later(SourceUnreachable(f"The film could not be fetched: {why}.", _AGAIN)) from exc
        return None

    def _take_in(self, response: httpx.Response, have: int) -> None:
        """The body of an answer; ``have`` is where the rest that was asked for begins, 0 if all was."""
        match response.status_code:
            case 200:
                self._begin(_version(response))
            case 206 if have and self._goes_on(response, have):
                self._check(self._partial.version.length)
            case 416 if have and _total(response) == have and self._partial.version.length in {None, have}:
                return  # it was whole already
            case 206 | 416:
                self._partial.forget()
                raise _Later(SourceUnreachable("The film was changed while it was fetched.", "Fetch it again."))
            case _:
                raise _refusal(response)
        self._take(response.iter_raw())
        length, now = self._partial.version.length, self._partial.have
        if length is not None and now != length:
            raise _Later(SourceUnreachable(f"Only {size(now)} of {size(length)} came.", _AGAIN))

    def _goes_on(self, response: httpx.Response, have: int) -> bool:
        """Whether an answer really is the rest of the very file that has come so far."""
        kept, now = self._partial.version, _version(response)
        found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
        total = _total(response)
        same = {now.etag, kept.etag} - {""}, {now.modified, kept.modified} - {""}, {total, kept.length} - {None}
        return found is not None and int(found[1]) == have and all(len(each) <= 1 for each in same)

    def _begin(self, version: Version) -> None:
        self._partial.forget()
        self._check(version.length)
        self._partial.begin(version)

    def _check(self, length: int | None) -> None:
        """Better now than after an hour."""
        if length is None:
            return
        self._check_size(length)
        free, needed = shutil.disk_usage(self._folder).free, length - self._partial.have
        if free < needed:
            raise DiskFull(
                f"There is not enough room for the film: it needs {size(needed)}, and {size(free)} are free.",
                f"Make room on the disk of {self._folder}, then fetch it again.",
            )

    def _check_size(self, count: int) -> None:
        if count > self._most:
            self._partial.forget()
            raise InputRefused(
                f"The film is larger than {size(self._most)}, the most that is fetched.",
                "Allow more by largest_film in the settings, or VIDSTUDIO_LARGEST_FILM, in GB.",
            )

    def _take(self, chunks: Iterable[bytes]) -> None:
        have, length = self._partial.have, self._partial.version.length
        with self._partial.open() as file:
            for chunk in chunks:
                file.write(chunk)
                file.flush()
                have += len(chunk)
                self._check_size(have)
                self._tell(have, min(STEPS, STEPS * have // length) if length else 0)

    def _tell(self, have: int, done: int, state: str = "continue") -> None:
        if state == "continue" and time.monotonic() - self._told_at < _REPORT_SECONDS:
            return
        self._told_at = time.monotonic()
        try:
            sys.stdout.write(f"frame={done}\ntotal_size={have}\nprogress={state}\n")
            sys.stdout.flush()
        except OSError as exc:  # nobody listens any more
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python fails once more on its way out
            raise SystemExit(1) from exc


def _version(response: httpx.Response) -> Version:
    headers = response.headers
    length = headers.get("Content-Length", "")
    return Version(
        headers.get("ETag", ""), headers.get("Last-Modified", ""), int(length) if length.isdecimal() else None
    )


def _total(response: httpx.Response) -> int | None:
    """Length of the whole file, as an answer about a part of it says."""
    found = re.fullmatch(r"bytes .*/(\d+)", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _refusal(response: httpx.Response) -> Exception:
    status = response.status_code
    if status in {404, 410}:
        return SourceMissing(f"The film is not at its address (status {status}).", _HINT)
    if status in {408, 425, 429} or status >= 500:
        error = SourceUnreachable(f"The film's server can't give it now (status {status}).", "Try again later.")
        return _Later(error, wait_asked(response) if "Retry-After" in response.headers else 0.0)
    return SourceUnreachable(
        f"The film's server does not give it (status {status}).",
        "Addresses that are signed end after a while; check it in a browser.",
    )
