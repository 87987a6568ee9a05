"""Kept pieces and the sound joined into a film, copied as they are."""

import heapq
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from vidstudio.core.frames_spec import FilmSpec, FramesSpec
from vidstudio.core.render_options import REORDERED
from vidstudio.frames.h264 import set_up
from vidstudio.frames.piece import read_coded
from vidstudio.frames.refusals import told


def join(spec: FramesSpec, film: FilmSpec) -> None:
    """Write the film: an MP4 that can start to play before all of it is there.

    Raises ``DiskFull`` or ``ProcessFailed``; a file half written is the caller's to remove.
    """
    options = {"movflags": "+faststart", "video_track_timescale": str(1000 * spec.fps)}  # whole for every rate
    with (
        told("The film"),
        av.open(f"file:{film.sound}") as sound,
        av.open(f"file:{film.output}", "w", format="mp4", options=options) as container,
    ):
        pictures = _add_pictures(container, spec)
        heard = container.add_stream_from_template(sound.streams.audio[0])
        container.start_encoding()
        shown = _pictures(film, 1 / spec.fps, pictures)
        for packet in heapq.merge(shown, _sound(sound, film, heard), key=_moment):
            container.mux(packet)


def _add_pictures(container: OutputContainer, spec: FramesSpec) -> VideoStream:
    """A stream with the headers that all pieces share: those of their encoder, which encodes nothing here."""
    stream: VideoStream = container.add_stream("libx264", rate=spec.fps, options=dict(spec.encoder))
    set_up(stream.codec_context, spec)
    return stream


def _pictures(film: FilmSpec, beat: Fraction, stream: VideoStream) -> Iterator["Packet[Any]"]:
    """All pictures in the order of decoding."""
    first = count = 0
    for piece in film.pieces:
        for coded in read_coded(Path(piece)):
            packet = Packet(coded.data)
            packet.time_base, packet.duration, packet.is_keyframe = beat, 1, coded.key
            packet.pts, packet.dts = first + coded.frame, count - REORDERED
            packet.stream = stream
            count += 1
            yield packet
        first = count


def _sound(source: InputContainer, film: FilmSpec, stream: AudioStream) -> Iterator["Packet[Any]"]:
    """The sound, or of an excerpt what is heard in it."""
    for packet in source.demux(source.streams.audio[0]):
        if packet.pts is None:  # the demuxer's way to say that there are no more
            continue
        if film.heard:
            start, end = (round(second / packet.time_base) for second in film.heard)
            if not start <= packet.pts < end:
                continue
            packet.pts, packet.dts = packet.pts - start, packet.pts - start
        packet.stream = stream
        yield packet


def _moment(packet: "Packet[Any]") -> Fraction:
    """When it is decoded, in seconds."""
    return (packet.dts or 0) * packet.time_base
