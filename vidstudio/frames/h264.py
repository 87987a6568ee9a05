"""The encoder of all segments: libx264 through libav, with the same headers every time."""

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from vidstudio.core.frames_spec import FramesSpec

_AVX_512 = 13  # CV_CPU_AVX_512F, a name that OpenCV keeps from Python
_LIMITED, _BT709 = 1, 1  # AVCOL_RANGE_MPEG; AVCOL_SPC_, AVCOL_PRI_ and AVCOL_TRC_BT709


def new_encoder(spec: FramesSpec) -> VideoCodecContext:
    """An encoder for a segment."""
    context = av.CodecContext.create("libx264", "w")
    context.options = _steady(dict(spec.encoder))
    context.flags |= Flags.global_header
    set_up(context, spec)
    return context


def set_up(context: VideoCodecContext, spec: FramesSpec) -> None:
    """Size, clock and colors of the film's pictures."""
    context.width, context.height, context.pix_fmt = spec.width, spec.height, "yuv420p"
    context.time_base, context.framerate = 1 / spec.fps, spec.fps
    context.thread_count = 1
    context.color_range = _LIMITED
    context.colorspace = context.color_primaries = context.color_trc = _BT709


def _steady(options: dict[str, str]) -> dict[str, str]:
    """The same frames are to give the same bytes every time.

    x264's code for AVX-512 reads memory beyond the rows of its macroblock tree that nobody has written, where they are
    no multiple of eight macroblocks long; up to AVX2 it does not. Seen with x264 core 165 in libav 62.
    """
    import cv2  # noqa: PLC0415 - a mere join does without

    if cv2.checkHardwareSupport(_AVX_512):
        options["x264-params"] += ":asm=AVX2"
    return options
