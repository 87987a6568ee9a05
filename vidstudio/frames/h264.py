"""The encoder of all segments: libx264 through libav, with the same headers every time."""

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext

from vidstudio.core.frames_spec import FramesSpec

_LIMITED, _BT709 = 1, 1  # AVCOL_RANGE_MPEG; AVCOL_SPC_, AVCOL_PRI_ and AVCOL_TRC_BT709


def new_encoder(spec: FramesSpec) -> VideoCodecContext:
    """An encoder for a segment."""
    context = av.CodecContext.create("libx264", "w")
    context.options = dict(spec.encoder)
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
