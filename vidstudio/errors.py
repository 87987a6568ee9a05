"""What can go wrong, in words a creator can act on.

    VidstudioError
      InputRefused            a prompt too short, an order that is none, a duration out of range
        LimitReached          five refinements are used up, a budget would be crossed
        PictureRefused        a file that is no usable picture
      PlanRefused             a language model's storyboard that can't be used
      NotFound                no such job, no such scene
      NotReady                the step before it is missing: not approved, not completed, already running
      MediaError
        SourceMissing         a file that should be there is not
        SourceUnreadable      a file that is there and can't be decoded
        SourceUnreachable     a film at an address whose server gives no, or no whole, answer
        FfmpegUnusable        no ffmpeg, or one that does not start
        ProcessFailed         ffmpeg or the renderer stopped with an error
          Stalled             no progress for too long
        OutputWrong           what came out is not what was asked for
      DiskFull
      StorageRefused          a folder or file that may not be written
      LibraryRefused          the database is newer than this program, damaged, or in use
      SettingsRefused         the settings file can't be read
      ImageServiceError       the image service said no, or nothing
        TokenRefused  BillingRequired  PredictionFailed
        ServiceBusy  ServiceUnreachable      worth another try later

Each carries a ``message`` (one sentence), a ``hint`` (what to do; may be empty) and a ``log`` (the last words of the
process that failed, if one did). ``Canceled`` and ``LeftForLater``
are apart: they are outcomes the user asked for, shown to nobody.
"""


class Canceled(Exception):
    """Raised inside long work when its Cancel was pressed, so that it unwinds and cleans up."""


class LeftForLater(Exception):
    """Raised inside long work when the program ends, so that it stops here and is taken up again at the next start."""


class VidstudioError(Exception):
    """Base of every error that is shown to a person."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.log = ""


class InputRefused(VidstudioError):
    """What was typed or given breaks a rule; nothing has changed."""


class LimitReached(InputRefused):
    """A limit on refinements or money stops this."""


class BudgetReached(LimitReached):
    """A budget stops this before it is crossed."""


class PictureRefused(InputRefused):
    """A file can't be taken as a scene's picture."""


class PlanRefused(VidstudioError):
    """What a language model answered is no storyboard; the message says what is wrong with it."""


class NotFound(VidstudioError):
    """No such job or scene."""


class NotReady(VidstudioError):
    """A step that has to come first is missing."""


class MediaError(VidstudioError):
    """Rendering, exporting or probing failed."""


class SourceMissing(MediaError):
    """A file that the work needs is not there."""


class SourceUnreadable(MediaError):
    """A file is there but can't be decoded."""


class SourceUnreachable(MediaError):
    """The server that has a film can't be reached, or does not give it."""


class FfmpegUnusable(MediaError):
    """There is no ffmpeg to run, or it does not run."""


class ProcessFailed(MediaError):
    """A step of a plan ended with an error."""


class Stalled(ProcessFailed):
    """A step made no progress for too long and was stopped."""


class OutputWrong(MediaError):
    """The finished file was probed and is not what was asked for; it was thrown away."""


class DiskFull(VidstudioError):
    """The disk has no room for the output; the earlier file is still there."""


class StorageRefused(VidstudioError):
    """A file or folder can't be written or read."""


class LibraryRefused(VidstudioError):
    """The library can't be opened as it is."""


class SettingsRefused(VidstudioError):
    """The settings can't be used as they are."""


class ImageServiceError(VidstudioError):
    """The image service failed; the slot and the money come back."""


class TokenRefused(ImageServiceError):
    """No token, or one the service does not accept."""


class BillingRequired(ImageServiceError):
    """The account has no money or no billing."""


class PredictionFailed(ImageServiceError):
    """The model ran and gave no picture."""


class ServiceBusy(ImageServiceError):
    """Too many requests; ``retry_after`` seconds were asked for."""

    def __init__(self, message: str, hint: str = "", retry_after: float = 5.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class ServiceUnreachable(ImageServiceError):
    """No answer: the network, a time-out, or the service is down."""
