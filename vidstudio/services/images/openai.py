"""Any service that speaks OpenAI's image generations: OpenAI itself, stable-diffusion.cpp, LocalAI and others."""

import math
from collections.abc import Sequence
from pathlib import PurePath
from types import TracebackType

import httpx

from vidstudio.core.control import Control
from vidstudio.core.images import ImageModel, ImageRequest, Prediction, PredictionStatus, StartPicture
from vidstudio.core.job import AspectRatio
from vidstudio.errors import InputRefused, PredictionFailed
from vidstudio.services.images.at_once import AtOnce
from vidstudio.services.images.download import Downloader
from vidstudio.services.images.models import model
from vidstudio.services.images.predictions import failure
from vidstudio.services.images.transport import origin
from vidstudio.services.images.upload import kind_of, read_start
from vidstudio.services.web.refusals import House, said
from vidstudio.services.web.wire import FormFile, Wire, below, checked_base, checked_key

DEFAULT_URL = "https://api.openai.com/v1"
PREFIX = "openai:"

_DRAW = ("image", "dall-e", "diffusion", "sdxl", "flux", "sd-", "sd3", "kontext", "kandinsky", "imagen", "seedream")
"""What the names of models that draw have in them; servers list those that write beside them."""
_MOST_MODELS = 40

_SIZES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gpt-image", ("1024x1024", "1536x1024", "1024x1536")),
    ("dall-e-3", ("1024x1024", "1792x1024", "1024x1792")),
    ("dall-e-2", ("1024x1024",)),
    ("", ("1024x1024", "1344x768", "768x1344", "832x1024", "1536x640")),
)
"""Sizes by the beginning of a model's name, from OpenAI's reference; the rest are diffusion models, which want
multiples of 64 and draw best at about a million pixels."""


class OpenAIImages(AtOnce):
    """An ``ImageService`` over ``POST {base}/images/generations``, one picture an order.

    The picture comes with the answer to the order, so ordering takes as long as drawing, and can't be canceled
    meanwhile; who leaves does not wait for it, and it is lost. The protocol has no seed: the same request gives another
    picture each time.

    Args:
        base_url: up to and without ``/images``; empty for OpenAI's own.
        key: empty for a service that wants none.
        timeout: seconds for drawing one picture; also those without a byte until a download is given up.
        pause: seconds before a broken download is tried again, doubled each time.

    Raises:
        InputRefused: the address can't be used.
        TokenRefused: that can't be a key.
    """

    def __init__(self, base_url: str = "", key: str = "", timeout: float = 300.0, pause: float = 1.0) -> None:
        super().__init__()
        self._base = checked_base(base_url or DEFAULT_URL)
        self._house = House(
            self._base.host, "key", model="image model", otherwise="Change the prompt, or choose another model."
        )
        self._key = checked_key(key, self._house)
        self._timeout = timeout
        self._downloader = _Downloader(self._key, self._base, httpx.HTTPTransport(trust_env=False), timeout, pause)

    def __repr__(self) -> str:
        return f"OpenAIImages({self._base.host})"

    def __enter__(self) -> "OpenAIImages":
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._downloader.close()

    def submit(self, request: ImageRequest) -> Prediction:
        """Order a picture, once, and get it; see ``ImageService``."""
        name = model_name(request.model)
        body = {"model": name, "prompt": request.prompt, "n": 1, "size": size_for(name, request.aspect_ratio)}
        path, files = "images/generations", _files(model(request.model).takes(request.pictures))
        if files:
            path = "images/edits"
        with Wire(self._house, self._control(), self._key, self._timeout) as wire:
            document = wire.answer("POST", below(self._base, path), body, order=True, files=files)
        if (address := _address(document)) is None:
            return self._keep((), charged=True)
        return self._keep((address,), charged=True)

    def fetch(self, prediction: Prediction, control: Control) -> bytes:
        """The picture's bytes; see ``ImageService``."""
        if prediction.status is not PredictionStatus.SUCCEEDED or not prediction.outputs:
            raise failure(prediction)
        data = self._downloader.fetch(prediction.outputs[0], control)
        self._forget(prediction)
        return data

    def account(self) -> str:
        """Where the key is accepted, which is all that can be asked for nothing."""
        self._listed()
        return self._base.host

    def models(self) -> list[ImageModel]:
        """Its models that draw by their names; all, where no name says so."""
        data = self._listed().get("data")
        entries = [entry.get("id") for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []
        names = sorted({entry for entry in entries if isinstance(entry, str) and entry.isprintable() and entry.strip()})
        draw = [name for name in names if any(sign in name.lower() for sign in _DRAW)]
        return [model(f"{PREFIX}{name}") for name in (draw or names)[:_MOST_MODELS]]

    def _listed(self) -> dict[str, object]:
        with Wire(self._house, Control(), self._key, min(self._timeout, 15.0)) as wire:
            return wire.answer("GET", below(self._base, "models"))


def model_name(model_id: str) -> str:
    """The service's own name of ``openai:NAME``; raises ``InputRefused`` for anything else."""
    name = model_id.removeprefix(PREFIX).strip()
    if not model_id.startswith(PREFIX) or not name:
        raise InputRefused(f"“{model_id}” is not the name of an image model.", "Name one, as openai:gpt-image-1.")
    return name


def size_for(name: str, aspect_ratio: AspectRatio) -> str:
    """Of the sizes a model draws, the one whose shape is nearest; the film crops what comes."""
    sizes = next(sizes for start, sizes in _SIZES if name.startswith(start))
    width, height = aspect_ratio.size(1000)

    def apart(size: str) -> float:
        across, down = map(int, size.split("x"))
        return abs(math.log(across / down) - math.log(width / height))

    return min(sizes, key=apart)


def _files(pictures: Sequence[StartPicture]) -> list[FormFile]:
    """Pictures to send along, each under the name that the service knows one or several by."""
    field = "image" if len(pictures) == 1 else "image[]"
    sent = [(picture, read_start(picture)) for picture in pictures]
    return [(field, (PurePath(picture.file).name, data, kind_of(data))) for picture, data in sent]


class _Downloader(Downloader):
    """One for a service that is perhaps in the private network, and has no file host of its own."""

    def __init__(self, key: str, home: httpx.URL, network: httpx.BaseTransport, timeout: float, pause: float) -> None:
        super().__init__(key, home, network, timeout, pause)
        if not key:
            self._authorization = {}

    def _permitted(self, address: str) -> httpx.URL:
        try:
            if origin(httpx.URL(address)) == origin(self._home):
                return httpx.URL(address)
        except httpx.InvalidURL:  # judged below
            pass
        return super()._permitted(address)

    def _trusts(self, url: httpx.URL) -> bool:
        return origin(url) == origin(self._home)


def _address(document: dict[str, object]) -> str | None:
    """Where the first picture is, in the answer itself or at an address; None where there is none, and no reason."""
    data = document.get("data")
    first = data[0] if isinstance(data, list) and data else None
    if isinstance(first, dict):
        if isinstance(content := first.get("b64_json"), str) and content:
            return f"data:application/octet-stream;base64,{content}"
        if isinstance(address := first.get("url"), str) and address:
            return address
    if words := said(document.get("error")):
        raise PredictionFailed(f"The image model failed: {words}.", "Change the prompt, or choose another model.")
    return None
