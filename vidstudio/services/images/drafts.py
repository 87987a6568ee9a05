"""Drafts as an image service: drawn on this machine, at once and for nothing."""

import base64
from types import TracebackType

from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, Prediction
from vidstudio.services.images.at_once import AtOnce
from vidstudio.services.images.predictions import failure

_STYLE = "cinematic"
_HEAD = "data:image/jpeg;base64,"


class Drafts(AtOnce):
    """An ``ImageService`` that needs no network. The same request gives the same picture."""

    def __enter__(self) -> "Drafts":
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""

    def submit(self, request: ImageRequest) -> Prediction:
        """Draw it; see ``ImageService``."""
        from vidstudio.services.images.draft import Shot, draw_draft  # noqa: PLC0415 - numpy and OpenCV start slowly

        shot = Shot(request.prompt, request.prompt, _STYLE, request.aspect_ratio, request.seed, lettered=False)
        return self._keep((f"{_HEAD}{base64.b64encode(draw_draft(shot)).decode()}",), charged=False)

    def fetch(self, prediction: Prediction, control: Control) -> bytes:
        """The picture's bytes; see ``ImageService``."""
        control.check()
        if not prediction.outputs:
            raise failure(prediction)
        self._forget(prediction)
        return base64.b64decode(prediction.outputs[0].removeprefix(_HEAD))

    def account(self) -> str:
        """Nobody's."""
        return "this computer"
