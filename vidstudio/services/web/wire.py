"""The way to a model's service: one conversation, finite time and size, and a Cancel that need not wait for it."""

import ipaddress
import json
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType, TracebackType
from typing import Any

import httpcore
import httpx

from vidstudio.core.control import Control
from vidstudio.errors import InputRefused, ServiceUnreachable, TokenRefused
from vidstudio.services.images.download import is_loopback
from vidstudio.services.web.refusals import House, lost, refusal, unreachable

LONGEST = 900.0
"""Seconds for one whole answer: a model that thinks takes minutes, not a quarter of an hour."""

MOST_BYTES = 64 * 1024 * 1024
"""Of one answer: streamed, each few letters come in some three hundred bytes of JSON."""

_CONNECT = 10.0
_TURN = 0.1
_HEADERS = MappingProxyType({"Accept": "text/event-stream, application/json"})
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding"}
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


FormFile = tuple[str, tuple[str, bytes, str]]
"""Field, file name, bytes and media type of one file in a form."""


class Wire:
    """One conversation with one service; close it, or use it in a ``with``.

    What the environment says of proxies and certificates is ignored, and redirects are not followed: the key goes to
    the address it was meant for.

    Args:
        house: for the words of errors.
        control: Cancel ends a wait within a tenth of a second.
        key: for the ``Authorization`` header, or empty.
        silence: seconds without a byte until the service is given up.
        headers: to send instead of the usual ones.
    """

    def __init__(
        self, house: House, control: Control, key: str, silence: float, headers: Mapping[str, str] = _HEADERS
    ) -> None:
        self._house = house
        self._key = key
        self._silence = silence
        timeout = httpx.Timeout(silence, connect=min(_CONNECT, silence))
        self._headers = dict(headers)
        self._client = httpx.Client(transport=_Transport(control), timeout=timeout, trust_env=False)
        self._until = time.monotonic() + LONGEST

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Cut the connections."""
        self._client.close()

    @contextmanager
    def exchange(
        self,
        method: str,
        url: httpx.URL,
        body: object = None,
        *,
        order: bool = False,
        with_key: bool = True,
        files: Sequence[FormFile] = (),
    ) -> Iterator[httpx.Response]:
        """An answer with a status of 2xx, its body still to come.

        Args:
            method: of HTTP.
            url: a checked one.
            body: is sent as JSON, None for nothing; with files, a dictionary whose values are the form's.
            order: whether it sets a model to work, so that a lost answer is ``AnswerLost``.
            with_key: whether the address may see the key.
            files: are sent along, the whole as a form.

        Raises:
            ImageServiceError: or one of its kinds, for every other answer and for none.
        """
        headers = dict(self._headers)
        headers |= {"Authorization": f"Bearer {self._key}"} if self._key and with_key else {}
        if files and isinstance(body, dict):
            request = self._client.build_request(method, url, headers=headers, data=body, files=list(files))
        else:
            content = None if body is None else json.dumps(body).encode()
            headers |= {} if content is None else {"Content-Type": "application/json"}
            request = self._client.build_request(method, url, headers=headers, content=content)
        try:
            response = self._client.send(request, stream=True)
        except _NEVER_SENT as exc:
            raise unreachable(self._house, "no connection") from exc
        except httpx.HTTPError as exc:
            raise self._unanswered(exc, order=order) from exc
        try:
            if not response.is_success:
                raise refusal(self._house, self._read(response), self._key, order=order)
            yield response
        finally:
            response.close()

    def answer(
        self, method: str, url: httpx.URL, body: object = None, *, order: bool = False, files: Sequence[FormFile] = ()
    ) -> dict[str, Any]:
        """The JSON object that a request is answered with; raises likewise."""
        with self.exchange(method, url, body, order=order, files=files) as response:
            try:
                return json_object(self._whole(response))
            except ServiceUnreachable as exc:
                raise self._gone("the answer broke off", order=order) from exc
            except ValueError as exc:
                raise self._gone("it answered with something unreadable", order=order) from exc

    def chunks(self, response: httpx.Response, longest: float = LONGEST) -> Iterator[bytes]:
        """The body of an answer as it comes; raises ``ServiceUnreachable`` when it breaks off or has no end."""
        size, until = 0, min(self._until, time.monotonic() + longest)
        try:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > MOST_BYTES or time.monotonic() > until:
                    raise unreachable(self._house, "its answer has no end")
                yield chunk
        except httpx.TimeoutException as exc:
            raise unreachable(self._house, "it fell silent") from exc
        except httpx.HTTPError as exc:
            raise unreachable(self._house, "the answer broke off") from exc

    def _whole(self, response: httpx.Response) -> bytes:
        """A short answer: one that only drips is given up as one that does not come."""
        return b"".join(self.chunks(response, self._silence))

    def _read(self, response: httpx.Response) -> httpx.Response:
        """An answer with its body, which may be lost where the status says enough."""
        try:
            content = self._whole(response)
        except ServiceUnreachable:
            content = b""
        headers = {name: value for name, value in response.headers.items() if name not in _OF_THE_WIRE}
        return httpx.Response(response.status_code, headers=headers, content=content)

    def _unanswered(self, exc: httpx.HTTPError, *, order: bool) -> ServiceUnreachable:
        too_long = isinstance(exc, httpx.TimeoutException)
        return self._gone("it took too long" if too_long else "the connection broke", order=order)

    def _gone(self, why: str, *, order: bool) -> ServiceUnreachable:
        return lost(self._house, why) if order else unreachable(self._house, why)


def json_object(content: bytes) -> dict[str, Any]:
    """The JSON object in a body; raises ``ValueError`` for anything else."""
    try:
        found = json.loads(content)
    except RecursionError as exc:
        raise ValueError("nested too deep") from exc
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of error for all that can't be read
    return found


def checked_key(key: str, house: House) -> str:
    """A key without blanks around it, empty for none; a header can carry printable ASCII alone."""
    key = key.strip()
    if not key.isascii() or " " in key or (key and not key.isprintable()):
        raise TokenRefused(
            f"This can't be a {house.key}: it has blanks or unusual characters inside.",
            "Copy it once more and paste it in the settings.",
        )
    return key


def checked_base(address: str) -> httpx.URL:
    """An address that may see a key: ``https:``, or plain ``http:`` within this machine or the private network.

    Raises:
        InputRefused: it is none.
    """
    hint = "Enter one that begins with https://, or with http:// for a server on this machine or in your own network."
    try:
        url = httpx.URL(address.strip().rstrip("/"))
    except httpx.InvalidURL as exc:
        raise InputRefused("The service's address can't be read.", hint) from exc
    near = url.scheme == "http" and is_near(url)
    if not url.host or url.userinfo or url.query or url.fragment or not (url.scheme == "https" or near):
        raise InputRefused("The service's address can't be used.", hint)
    return url


def is_near(url: httpx.URL) -> bool:
    """Whether an address is this machine's, or one of a private network."""
    try:
        return is_loopback(url) or ipaddress.ip_address(url.host).is_private
    except ValueError:
        return url.host.endswith(".local")


def below(base: httpx.URL, path: str) -> httpx.URL:
    """The address of a path under a service's own."""
    return base.copy_with(path=f"{base.path.rstrip('/')}/{path}")


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes some 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


class _Transport(httpx.HTTPTransport):
    """HTTP over connections that listen to a control while they wait."""

    def __init__(self, control: Control) -> None:
        super().__init__(verify=_certificates(), trust_env=False)
        # httpx hands no network backend on to the pool it makes, so it gets a pool that has one.
        self._pool = httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=_Backend(control))


class _Backend(httpcore.SyncBackend):
    def __init__(self, control: Control) -> None:
        self._control = control

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self._control.check()
        made = super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(made, self._control)


class _Stream(httpcore.NetworkStream):
    """A connection whose reads wake up now and then to ask whether anybody still waits for them."""

    def __init__(self, inner: httpcore.NetworkStream, control: Control) -> None:
        self._inner = inner
        self._control = control

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self._control.check()
            try:
                return self._inner.read(max_bytes, _TURN)
            except httpcore.ReadTimeout:
                if until is not None and time.monotonic() > until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._control)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
