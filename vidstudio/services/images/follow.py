"""Watch a prediction until it ends, through busy spells and broken lines, and stop it on Cancel."""

import logging
import time
from collections.abc import Callable

from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import GenerationState
from vidstudio.core.images import Prediction, PredictionStatus
from vidstudio.errors import Canceled, ImageServiceError, ServiceBusy, ServiceUnreachable
from vidstudio.services.images.service import ImageService

PATIENCE = 300.0
"""Seconds without any answer until following is given up; the prediction stays as it is and can be followed again."""

LONGEST = 3600.0
"""Seconds for one prediction: Replicate stops a run after 30 minutes, and a machine may have to be waited for."""

_LONGEST_PAUSE = 30.0
_POLLS_AFTER_CANCEL = 5
_SOON, _SOONEST = 15.0, 0.15
"""Polling slows down to its usual pace over the first seconds, from that part of an interval."""

_log = logging.getLogger(__name__)


def follow(
    service: ImageService,
    prediction_id: str,
    control: Control,
    told: Callable[[GenerationState], object] = lambda _state: None,
    interval: float = 1.0,
    patience: float = PATIENCE,
    doing: str = "Painting",
) -> Prediction:
    """Poll until the prediction has finished, however it did; ``told`` hears when it runs, and before it is stopped.

    Every ``interval`` seconds, at first more often: fast models are done in two. ``doing`` is told while it runs.

    Cancel is passed on to the service, and the prediction comes back as the service then describes it: ``CANCELED``
    with ``charged`` telling whether it cost money, or ``SUCCEEDED`` if it was too late (it is paid: keep it). One that
    is not ``finished`` means that the service could not be told: it runs on, so keep its id and follow it again later.

    Raises:
        ServiceBusy, ServiceUnreachable: no answer for ``patience`` seconds, or no end after ``LONGEST``; it runs on.
        ImageServiceError: the service does not know it, or does not accept the token.
    """
    watch = _Watch(service, prediction_id, control, told, interval, patience, doing)
    try:
        return watch.until_finished()
    except Canceled:
        told(GenerationState.CANCELING)
        return stop(service, watch.last.id, interval)


class _Watch:
    """One prediction being followed, and what was last heard of it."""

    def __init__(
        self,
        service: ImageService,
        prediction_id: str,
        control: Control,
        told: Callable[[GenerationState], object],
        interval: float,
        patience: float,
        doing: str,
    ) -> None:
        self.last = Prediction(prediction_id, PredictionStatus.STARTING)
        self._service = service
        self._control = control
        self._told = told
        self._interval = interval
        self._patience = patience
        self._doing = doing
        self._fraction: float | None = None

    def until_finished(self) -> Prediction:
        begun = time.monotonic()
        while (waited := time.monotonic() - begun) < LONGEST:
            self._control.check()
            before, self.last = self.last.status, self._answer()
            if self.last.finished:
                return self.last
            if self.last.status is not before:
                self._told(GenerationState.RUNNING)
            starting = self.last.status is PredictionStatus.STARTING
            self._report("Waiting for a machine" if starting else self._doing)
            self._control.wait(self._interval * min(1.0, max(_SOONEST, waited / _SOON)))
        raise ServiceUnreachable("This takes longer than an hour.", "Resume later, or cancel it.")

    def _answer(self) -> Prediction:
        """Poll once, or as often as it takes while the service is busy or away."""
        until, pause = time.monotonic() + self._patience, self._interval
        while True:
            try:
                return self._service.poll(self.last.id)
            except (ServiceBusy, ServiceUnreachable) as exc:
                wait = max(pause, exc.retry_after) if isinstance(exc, ServiceBusy) else pause
                if time.monotonic() + wait > until:
                    raise
                _log.info("Prediction %s: %s Trying again in %.1f s", self.last.id, exc.message, wait)
                self._report("The service is busy" if isinstance(exc, ServiceBusy) else "Waiting for the network")
            self._control.wait(wait)
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _report(self, text: str) -> None:
        """Progress never goes back, though a model may draw several bars one after the other."""
        if self.last.fraction is not None:
            self._fraction = max(self._fraction or 0.0, self.last.fraction)
        self._control.progress(Progress(self._fraction, text))


def stop(service: ImageService, prediction_id: str, interval: float = 1.0) -> Prediction:
    """Ask for the stop, then for how it ended: a stop may take a moment, and lose against a picture that is done."""
    last = Prediction(prediction_id, PredictionStatus.STARTING)
    try:
        last = service.cancel(last.id)
    except ImageServiceError as exc:
        _log.warning("Prediction %s could not be canceled: %s", last.id, exc.message)
    for _ in range(_POLLS_AFTER_CANCEL):
        if last.finished:
            break
        try:
            last = service.poll(last.id)
        except ImageServiceError as exc:
            _log.warning("Prediction %s could not be asked for: %s", last.id, exc.message)
            break
        if not last.finished:
            time.sleep(min(interval, 1.0))
    return last
