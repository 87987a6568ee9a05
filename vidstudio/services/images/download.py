"""Bring home what is finished: the token only where it belongs, within limits, again when the line breaks."""

import base64
import binascii
import ipaddress
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import httpx

from vidstudio.core.control import Control, Progress
from vidstudio.errors import ImageServiceError, ServiceBusy, ServiceUnreachable
from vidstudio.services.images.refusals import LONGEST_WAIT, unreachable, wait_asked
from vidstudio.services.images.transport import origin

LARGEST_PICTURE = 64 * 1024 * 1024
"""Bytes: the largest models give 16 megapixels, about 50 MB as PNG."""

_MOST_REDIRECTS = 5
_TRIES = 5
_LONGEST_DOWNLOAD = 600.0
_FILE_HOST = "replicate.delivery"

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is fetched: its name in a sentence, and the most bytes it may have."""

    what: str
    largest: int


_PICTURE = Wanted("picture", LARGEST_PICTURE)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The address that another one leads to."""

    address: str


class Downloader:
    """Fetches pictures and files by address.

    Args:
        home: the service's address; it and ``*.replicate.delivery`` are the only hosts that see the token.
        timeout: seconds without a byte until a try is given up.
        pause: seconds before the second try, doubled for each further one.
    """

    def __init__(
        self, token: str, home: httpx.URL, network: httpx.BaseTransport, timeout: float, pause: float = 1.0
    ) -> None:
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._home = home
        self._client = httpx.Client(transport=network, timeout=timeout, trust_env=False)
        self._pause = pause

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, address: str, control: Control) -> bytes:
        """The bytes of the PNG, JPEG or WebP file at an ``https:``, ``http:`` or ``data:`` address.

        Raises:
            ImageServiceError: it is gone, too large, or no picture; another try would not help.
            ServiceBusy, ServiceUnreachable: it did not work out in several tries.
            Canceled: Cancel was pressed.
        """
        control.check()
        if address.startswith("data:"):
            return _checked(_decoded(address, _PICTURE))
        return self._in_tries(lambda: _checked(self._follow(address, _PICTURE, control, b"".join)), control)

    def save(self, address: str, file: Path, wanted: Wanted, check: Callable[[Path], object], control: Control) -> None:
        """Write what is at an address into ``file``, as it comes; raises as ``fetch`` does, and ``OSError``.

        ``check`` looks at the file and raises what is wrong with it. Nothing is left of what was no success.
        """

        def write(chunks: Iterator[bytes]) -> None:
            with file.open("wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)

        def once() -> None:
            if address.startswith("data:"):
                write(iter([_decoded(address, wanted)]))
            else:
                self._follow(address, wanted, control, write)
            check(file)

        try:
            control.check()
            self._in_tries(once, control)
        except BaseException:
            file.unlink(missing_ok=True)
            raise

    def _in_tries(self, once: Callable[[], T], control: Control) -> T:
        for attempt in range(1, _TRIES + 1):
            try:
                return once()
            except (ServiceBusy, ServiceUnreachable) as exc:
                if attempt == _TRIES:
                    raise
                _log.info("Download try %d of %d: %s", attempt, _TRIES, exc.message)
                asked = exc.retry_after if isinstance(exc, ServiceBusy) else 0.0
                control.wait(min(LONGEST_WAIT, max(asked, self._pause * 2 ** (attempt - 1))))
        raise AssertionError  # the last try returned or raised

    def _follow(self, address: str, wanted: Wanted, control: Control, take: Callable[[Iterator[bytes]], T]) -> T:
        """One try, redirects followed by hand so that each hop is judged anew."""
        for _ in range(_MOST_REDIRECTS + 1):
            url = self._permitted(address)
            found = self._get(url, wanted, control, take, with_token=self._trusts(url))
            if not isinstance(found, _Elsewhere):
                return found
            address = str(url.join(found.address))
        raise ImageServiceError(f"The {wanted.what}'s address leads in circles.", f"Generate the {wanted.what} again.")

    def _get(
        self,
        url: httpx.URL,
        wanted: Wanted,
        control: Control,
        take: Callable[[Iterator[bytes]], T],
        *,
        with_token: bool,
    ) -> T | _Elsewhere:
        """What ``take`` makes of the body, or where it redirects to."""
        headers = {"Accept-Encoding": "identity"} | (self._authorization if with_token else {})
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if response.is_success:
                    return take(_chunks(response, wanted, control))
                if response.has_redirect_location:
                    return _Elsewhere(response.headers["Location"])
                if not (with_token and response.status_code in {400, 401, 403}):
                    raise _refusal(response, wanted)
        except httpx.HTTPError as exc:
            raise unreachable("the download broke off") from exc
        # Signed addresses refuse a second kind of permission beside the one they carry.
        return self._get(url, wanted, control, take, with_token=False)

    def _permitted(self, address: str) -> httpx.URL:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as exc:
            raise ImageServiceError("The result's address can't be read.") from exc
        within = url.scheme == "http" and is_loopback(url) and is_loopback(self._home)
        if url.host and (url.scheme == "https" or within):
            return url
        raise ImageServiceError(f"The result is at an address that is not safe to open: {url.scheme}://{url.host}.")

    def _trusts(self, url: httpx.URL) -> bool:
        if origin(url) == origin(self._home):
            return True
        return url.scheme == "https" and (url.host == _FILE_HOST or url.host.endswith(f".{_FILE_HOST}"))


def may_be_asked(url: httpx.URL) -> bool:
    """Whether a service may be at an address: one that is safe, or this machine's, with no name or password in it."""
    return (
        bool(url.host) and not url.userinfo and (url.scheme == "https" or (url.scheme == "http" and is_loopback(url)))
    )


def is_loopback(url: httpx.URL) -> bool:
    """Whether an address is this very machine's."""
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost"


def _chunks(response: httpx.Response, wanted: Wanted, control: Control) -> Iterator[bytes]:
    """The body as it comes, within the limits."""
    whole = int(length) if (length := response.headers.get("Content-Length", "")).isdecimal() else 0
    _check_size(whole, wanted)
    until, had = time.monotonic() + _LONGEST_DOWNLOAD, 0
    for chunk in response.iter_bytes():
        control.check()
        had += len(chunk)
        _check_size(had, wanted)
        if time.monotonic() > until:
            raise unreachable("the download took too long")
        control.progress(Progress(min(1.0, had / whole) if whole else None, f"Downloading the {wanted.what}"))
        yield chunk
    control.check()


def _check_size(size: int, wanted: Wanted) -> None:
    if size > wanted.largest:
        raise ImageServiceError(
            f"The {wanted.what} is larger than {wanted.largest >> 20} MB.",
            "Choose a model that makes smaller ones.",
        )


def _refusal(response: httpx.Response, wanted: Wanted) -> ImageServiceError:
    status, what = response.status_code, wanted.what
    if status in {404, 410}:
        return ImageServiceError(
            f"The {what} is no longer there.", "The service keeps what it made for an hour only. Generate it again."
        )
    if status == 429:
        return ServiceBusy(f"The {what}'s server has too many requests.", "Try again.", wait_asked(response))
    if status in {408, 425} or status >= 500:
        return unreachable(f"the {what}'s server answers with status {status}")
    return ImageServiceError(f"The {what}'s server refused it with status {status}.", f"Generate the {what} again.")


def _decoded(address: str, wanted: Wanted) -> bytes:
    """The bytes of a ``data:`` address."""
    head, _, content = address.partition(",")
    raw = unquote_to_bytes(content)
    try:
        data = base64.b64decode(raw, validate=True) if head.lower().endswith(";base64") else raw
    except (ValueError, binascii.Error) as exc:
        raise ImageServiceError(f"The {wanted.what} came damaged.", f"Generate the {wanted.what} again.") from exc
    _check_size(len(data), wanted)
    return data


def _checked(data: bytes) -> bytes:
    """The data, if its first bytes are a PNG's, JPEG's or WebP's and its end is there.

    The declared type is not asked: the service also sends ``application/octet-stream``.
    """
    tail = data[-4096:]
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        whole = b"IEND\xaeB`\x82" in tail
    elif data.startswith(b"\xff\xd8\xff"):
        whole = b"\xff\xd9" in tail
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        whole = len(data) >= 8 + int.from_bytes(data[4:8], "little")
    else:
        raise ImageServiceError(
            "What the image service sent is no PNG, JPEG or WebP picture.", "Choose another model, or try again."
        )
    if not whole:
        raise unreachable("the picture came incomplete")
    return data
