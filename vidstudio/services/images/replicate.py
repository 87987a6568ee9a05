"""Replicate, asked through its own client, with the client's traps kept shut (see ``transport``).

Never ``replicate.run`` and never ``Prefer: wait``: both hide the prediction's id until it is over, and the id is what
keeps a paid picture from being lost.
"""

import io
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

import httpx
from replicate.client import Client

from vidstudio.core.control import Control
from vidstudio.core.images import ImageModel, ImageRequest, Prediction, PredictionStatus, StartPicture
from vidstudio.core.media_request import MediaRequest
from vidstudio.errors import InputRefused, PictureRefused, ServiceUnreachable, TokenRefused
from vidstudio.services.images.download import Downloader, Wanted, may_be_asked
from vidstudio.services.images.models import inputs_for, model
from vidstudio.services.images.predictions import created_at, failure, prediction_from
from vidstudio.services.images.service import AnswerLost
from vidstudio.services.images.transport import ApiTransport
from vidstudio.services.images.upload import as_input, read_start
from vidstudio.services.media.files import check_whole

DEFAULT_URL = "https://api.replicate.com"

_MOST_PAGES = 20
_REMEMBERED = timedelta(hours=1)
"""How long Replicate keeps inputs after the end; what is older has no prompt left to be recognized by."""
_CLOCKS_APART = timedelta(minutes=2)
_LARGEST_UPLOAD = 100_000_000
"""Bytes."""


class Replicate:
    """An ``ImageService`` and a ``MediaService``. Safe to share between threads; close it when it is no longer needed.

    The token goes into the ``Authorization`` header for the service and its file host, and nowhere else: not into a
    log, an error or a ``repr``. What the environment says of tokens, addresses, proxies and certificates is ignored.

    Args:
        token: with or without blanks around it.
        base_url: the service's address, empty for Replicate's own; plain ``http:`` is taken for this machine alone.
        timeout: seconds for one exchange, twice that for an order; also the longest that Cancel waits on a dead line.
        pause: seconds before a broken download is tried again, doubled each time.

    Raises:
        TokenRefused: there is no token, or it can't be one.
        InputRefused: the address can't be used.
    """

    def __init__(self, token: str, base_url: str = "", timeout: float = 15.0, pause: float = 1.0) -> None:
        token, home = _checked_token(token), _checked_url(base_url or DEFAULT_URL)
        network = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
        self._home = home
        self._transport = ApiTransport(home, network, timeout)
        self._client = Client(api_token=token, base_url=str(home), transport=self._transport, trust_env=False)
        self._addresses: dict[str, str] = {}
        self._gate = threading.Lock()
        files = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
        self._downloader = Downloader(token, home, files, timeout, pause)

    def __repr__(self) -> str:
        return f"Replicate({self._home.host})"

    def __enter__(self) -> "Replicate":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()
        self._downloader.close()

    def submit(self, request: ImageRequest) -> Prediction:
        """Order a picture, once; see ``ImageService``."""
        chosen = model(request.model)
        return self._ordered(chosen.id, inputs_for(request, chosen, self._address), chosen.version)

    def find(self, request: ImageRequest, since: datetime, known: Collection[str] = ()) -> Prediction | None:
        """The order whose answer was lost; see ``ImageService``.

        An order with a seed is recognized by prompt and seed, however wrong this machine's clock. One without is by
        prompt and shape, so only what is as new as ``since`` counts, give or take two minutes between the clocks. What
        a model takes may have been told otherwise when it was ordered, so the order itself says which.
        """
        chosen = model(request.model)
        oldest, recent = since - _REMEMBERED, since - _CLOCKS_APART
        return self._found(lambda document: _is_the_one(document, request, chosen, recent), oldest, known)

    def describe(self, model_id: str) -> dict[str, object]:
        """A model as the service describes it, or the version of it that is named."""
        name, _, version = model_id.partition(":")
        path = f"/v1/models/{name}/versions/{version}" if version else f"/v1/models/{name}"
        return self._ask(lambda: self._client._request("GET", path))  # noqa: SLF001 - its own reading fails on gaps

    def poll(self, prediction_id: str) -> Prediction:
        """How it stands."""
        return self._prediction(lambda: self._client.predictions.get(prediction_id))

    def cancel(self, prediction_id: str) -> Prediction:
        """Ask the service to stop it."""
        return self._prediction(lambda: self._client.predictions.cancel(prediction_id))

    def fetch(self, prediction: Prediction, control: Control) -> bytes:
        """The first picture's bytes; see ``ImageService``."""
        if prediction.status is not PredictionStatus.SUCCEEDED or not prediction.outputs:
            raise failure(prediction)
        return self._downloader.fetch(prediction.outputs[0], control)

    def sendable(self, file: Path) -> str:
        """A picture as an input can name it; see ``MediaService``."""
        try:
            data = file.read_bytes()
        except OSError as exc:
            raise PictureRefused(f"The picture can't be read: {exc.strerror}.", "Choose it again.") from exc
        if len(data) > _LARGEST_UPLOAD:
            raise PictureRefused(
                f"The picture is larger than {_LARGEST_UPLOAD // 1_000_000} MB.",
                "Use a smaller picture for this scene.",
            )
        return as_input(data, file.name, self._upload)

    def submit_media(self, request: MediaRequest, picture: str) -> Prediction:
        """Order a clip or a sound, once; see ``MediaService``."""
        named: dict[str, object] = {request.picture_field: picture} if picture else {}
        return self._ordered(request.model, dict(request.inputs) | named)

    def find_media(self, request: MediaRequest, since: datetime, known: Collection[str] = ()) -> Prediction | None:
        """The order whose answer was lost; as ``find``, but a model without a seed is recognized by all inputs."""
        oldest = since - (_REMEMBERED if request.takes_seed else _CLOCKS_APART)
        wanted = [
            (name, value) for name, value in request.inputs if not request.takes_seed or name in {"seed", "prompt"}
        ]

        def is_the_one(document: Mapping[str, object]) -> bool:
            inputs = document.get("input")
            same = isinstance(inputs, Mapping) and all(inputs.get(name) == value for name, value in wanted)
            return same and (request.takes_seed or not _older(document, oldest))

        return self._found(is_the_one, oldest, known)

    def download(self, prediction: Prediction, file: Path, largest: int, control: Control) -> None:
        """What it made, as a file; see ``MediaService``."""
        if prediction.status is not PredictionStatus.SUCCEEDED or not prediction.outputs:
            raise failure(prediction, "file")
        self._downloader.save(prediction.outputs[0], file, Wanted("file", largest), check_whole, control)

    def account(self) -> str:
        """Name of the account the token belongs to."""
        name = self._ask(self._client.accounts.current).get("username")
        if not isinstance(name, str):
            raise _Unreadable
        return name

    def _ordered(self, model_id: str, inputs: dict[str, object], version: str = "") -> Prediction:
        version = model_id.partition(":")[2] or version
        try:
            if version:
                return self._prediction(lambda: self._client.predictions.create(version=version, input=inputs))
            return self._prediction(lambda: self._client.models.predictions.create(model_id, inputs))
        except _Unreadable as exc:
            raise AnswerLost(exc.message, "It may have been ordered; it is looked for first.") from exc

    def _found(
        self, is_the_one: Callable[[Mapping[str, object]], bool], oldest: datetime, known: Collection[str]
    ) -> Prediction | None:
        """The newest prediction that is the one; what is older than ``oldest`` is not looked through."""
        for page in self._pages():
            for document in page:
                if document.get("id") not in known and is_the_one(document):
                    return prediction_from(document)
            if any(_older(document, oldest) for document in page):
                return None
        return None

    def _address(self, picture: StartPicture) -> str:
        """A picture that is sent along, as an input; uploaded once, however many pictures are made from it."""
        with self._gate:
            if picture.digest not in self._addresses:
                self._addresses[picture.digest] = as_input(read_start(picture), picture.file, self._upload)
            return self._addresses[picture.digest]

    def _upload(self, data: bytes, name: str, kind: str) -> str:
        def send() -> object:
            return self._client.files.create(io.BytesIO(data), filename=name, content_type=kind)

        urls = self._ask(send).get("urls")
        address = urls.get("get") if isinstance(urls, dict) else None
        if not isinstance(address, str):
            raise _Unreadable
        return address

    def _prediction(self, call: Callable[[], object]) -> Prediction:
        document = self._ask(call)
        try:
            return prediction_from(document)
        except ValueError as exc:
            raise _Unreadable from exc

    def _pages(self) -> Iterator[list[Mapping[str, object]]]:
        """The account's predictions, newest first, a page at a time."""
        document = self._ask(self._client.predictions.list)
        for _ in range(_MOST_PAGES):
            results = document.get("results")
            if not isinstance(results, list):
                raise _Unreadable
            yield [result for result in results if isinstance(result, Mapping)]
            cursor = document.get("next")
            if not (isinstance(cursor, str) and cursor):
                return
            document = self._ask(partial(self._client.predictions.list, cursor))
        raise ServiceUnreachable("There are too many pictures at the service to look through.", "Try again later.")

    def _ask(self, call: Callable[[], object]) -> dict[str, object]:
        """What the service answered to a call of the client, in full.

        The client's own reading of it is dropped: it fails on states and gaps it does not know.
        """
        self._transport.forget()
        try:
            call()
        except (ValueError, TypeError, KeyError, AttributeError) as exc:
            if self._transport.answer is None:
                raise _Unreadable from exc
        if self._transport.answer is None:
            raise _Unreadable
        return self._transport.answer


class _Unreadable(ServiceUnreachable):
    """A 2xx whose content makes no sense."""

    def __init__(self) -> None:
        super().__init__("The image service answered with something unreadable.", "Try again in a minute.")


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes some 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


def _is_the_one(document: Mapping[str, object], request: ImageRequest, chosen: ImageModel, recent: datetime) -> bool:
    inputs = document.get("input")
    if not isinstance(inputs, Mapping) or inputs.get("prompt") != request.prompt:
        return False
    if "seed" in inputs or (chosen.takes_seed and chosen.price is not None):  # of others one can't be sure
        return bool(inputs.get("seed") == request.seed)
    shape = inputs.get("aspect_ratio")
    return shape in {None, chosen.shape(request.aspect_ratio)} and not _older(document, recent)


def _older(document: Mapping[str, object], moment: datetime) -> bool:
    ordered = created_at(document)
    return ordered is not None and ordered < moment


def _checked_token(token: str) -> str:
    """The token without blanks around it; a header can carry printable ASCII alone."""
    token = token.strip()
    if not token:
        raise TokenRefused("There is no token for the image service.", "Enter your Replicate token in the settings.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise TokenRefused(
            "This can't be a token: it has blanks or unusual characters inside.",
            "Copy the token from replicate.com/account/api-tokens once more and paste it in the settings.",
        )
    return token


def _checked_url(base_url: str) -> httpx.URL:
    hint = "Leave the service's address empty for Replicate's own, or enter one that begins with https://."
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL as exc:
        raise InputRefused("The image service's address can't be read.", hint) from exc
    if not may_be_asked(url):
        raise InputRefused("The image service's address can't be used.", hint)
    return url
