"""Short sounds and clips, made on the spot."""

import wave
from pathlib import Path

import av
from PIL import Image


def voice(file: Path, seconds: float = 1.25) -> Path:
    """A sound file that long."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x10\x00" * round(8000 * seconds))
    return file


def clip(file: Path, color: tuple[int, int, int] = (30, 160, 90)) -> Path:
    """Half a second of moving pictures."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _ in range(12):
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 90), color))  # type: ignore[no-untyped-call] # av says no more
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file
