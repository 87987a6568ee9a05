"""The way to the service: under the ``replicate`` client, above the network.

The client passes ``timeout=None`` when it orders a picture, sleeps up to a minute by itself on 429, 503 and 504, takes
any address for its own host, and its model of a prediction refuses states the service has gained since (``aborted``).
So the limits are set here, every answer that is no success becomes one of our errors here, before the client can
sleep on it, and the answer's JSON is kept here for whoever can read more of it than the client.
"""

import json
import threading
import time

import httpx

from vidstudio.errors import ImageServiceError
from vidstudio.services.images.refusals import is_order, refusal, unanswered, unreachable

_CONNECT = 10.0
_LARGEST_ANSWER = 64 * 1024 * 1024
_OF_THE_WIRE = {"content-encoding", "content-length", "transfer-encoding"}
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER_VALID = (httpx.LocalProtocolError, httpx.UnsupportedProtocol)


class ApiTransport(httpx.BaseTransport):
    """Sends to one host only, in finite time; raises our errors, and keeps each thread's last answer.

    Args:
        home: the service's address; requests to any other scheme, host or port are refused, as each carries the token.
        timeout: seconds for one whole exchange after connecting; an order, whose answer is money, gets twice that.
    """

    def __init__(self, home: httpx.URL, network: httpx.BaseTransport, timeout: float) -> None:
        self._home = origin(home)
        self._network = network
        self._timeout = timeout
        self._kept = threading.local()

    def forget(self) -> None:
        """Drop this thread's last answer."""
        self._kept.answer = None

    @property
    def answer(self) -> dict[str, object] | None:
        """The JSON object this thread was last answered with, or None."""
        return getattr(self._kept, "answer", None)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, read the whole answer, and judge it.

        Raises:
            ImageServiceError: or one of its kinds, for whatever is not a JSON object with a status of 2xx.
        """
        if origin(request.url) != self._home:
            raise ImageServiceError(f"The image service named an address that is not its own: {request.url.host}.")
        response = self._exchange(request)
        if not response.is_success:
            raise refusal(request, response)
        self._kept.answer = _object(request, response)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._network.close()

    def _exchange(self, request: httpx.Request) -> httpx.Response:
        seconds = self._seconds(request)
        limits = httpx.Timeout(seconds, connect=min(_CONNECT, seconds))
        request.extensions = {**request.extensions, "timeout": limits.as_dict()}
        try:
            return self._read(request, self._network.handle_request(request))
        except httpx.HTTPError as exc:
            raise _error(request, exc) from exc

    def _seconds(self, request: httpx.Request) -> float:
        return self._timeout * 2 if is_order(request) else self._timeout

    def _read(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        """The whole body: httpx limits the time between two bytes only, so a dripping answer is cut here."""
        until, body = time.monotonic() + self._seconds(request), bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > until or len(body) > _LARGEST_ANSWER:
                    raise unanswered(request, "it took too long")
        finally:
            response.close()
        headers = [(name, value) for name, value in response.headers.items() if name not in _OF_THE_WIRE]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=request)


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port: what must be the same for two addresses to be the same server."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _error(request: httpx.Request, exc: httpx.HTTPError) -> ImageServiceError:
    if isinstance(exc, _NEVER_VALID):
        return ImageServiceError("The image service can't be asked this way.")
    why = "it took too long" if isinstance(exc, httpx.TimeoutException) else "no connection"
    if isinstance(exc, _NEVER_SENT):
        return unreachable(why)
    return unanswered(request, why if isinstance(exc, httpx.TimeoutException) else "the connection broke")


def _object(request: httpx.Request, response: httpx.Response) -> dict[str, object]:
    try:
        found = json.loads(response.content)
    except ValueError as exc:
        raise unanswered(request, "it answered with something unreadable") from exc
    if not isinstance(found, dict):
        raise unanswered(request, "it answered with something unreadable")
    return found
