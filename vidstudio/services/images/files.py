"""Picture files: checked before they are taken, kept under a name of their own, never half written."""

import errno
import hashlib
import io
import os
import re
import warnings
from contextlib import suppress
from pathlib import Path
from typing import cast

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vidstudio.core.scene import Picture, PictureSource
from vidstudio.errors import DiskFull, PictureRefused, StorageRefused

FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "TIFF": ".tiff", "BMP": ".bmp", "GIF": ".gif"}
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif")
_KEPT_AS_THEY_ARE = ("PNG", "JPEG", "WEBP")

MAX_BYTES = 100_000_000
MAX_PIXELS = 150_000_000
MIN_SIDE = 64

_READABLE = "Use a PNG, JPEG, WebP, TIFF, BMP or GIF picture."


def read_picture_file(path: Path) -> bytes:
    """The bytes of a file a person offers; raises ``PictureRefused`` naming what is wrong with it."""
    try:
        if not path.is_file():
            raise PictureRefused(f"{path.name} is no file.", _READABLE)
        if path.stat().st_size > MAX_BYTES:
            raise PictureRefused(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB.", "Save it smaller.")
        return path.read_bytes()
    except OSError as exc:
        raise PictureRefused(f"{path.name[:80]} can't be read: {exc.strerror}.", "Check the file.") from exc


def keep_picture(
    folder: Path,
    scene_id: int,
    data: bytes,
    source: PictureSource,
    *,
    name: str = "The picture",
    prompt: str = "",
    model: str = "",
    stem: str = "",
) -> Picture:
    """Check a picture and write it into a job's folder under a name no other has; gives its version, not yet saved.

    It is kept byte for byte where it is plain (8-bit PNG, JPEG or WebP, upright, opaque, sRGB); anything else becomes
    an upright, opaque sRGB PNG. Its name begins with ``stem``, else with the scene's. Raises ``PictureRefused``,
    ``DiskFull`` or ``StorageRefused``.
    """
    image, plain = _decoded(data, name)
    if plain:
        kind = str(image.format)
    else:
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        data, kind = buffer.getvalue(), "PNG"
    digest = hashlib.sha256(data).hexdigest()
    file = folder / f"{stem or f'scene{scene_id}'}-{digest[:16]}{FORMATS[kind]}"
    _write(file, data)
    return Picture(0, file.name, digest, image.width, image.height, source, prompt, model)


def picture_files(folder: Path) -> list[Path]:
    """The pictures in a folder, in the order a person would number them: ``2.png`` before ``10.png``."""
    if not folder.is_dir():
        raise PictureRefused(f"There is no folder {folder}.", "Name a folder with one picture for each scene.")
    found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")]
    if not found:
        raise PictureRefused(f"There are no pictures in {folder}.", _READABLE)
    return sorted(found, key=lambda path: (_number_aware(path.name), path.name))


def _number_aware(name: str) -> list[str | int]:
    """Text and numbers by turns."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"(\d+)", name.casefold()))]


def _decoded(data: bytes, name: str) -> tuple[Image.Image, bool]:
    """The whole picture as upright opaque sRGB, and whether the file already was just that."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is higher
            image = Image.open(io.BytesIO(data), formats=list(FORMATS))
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(name)
        if min(image.size) < MIN_SIDE:
            raise PictureRefused(
                f"{name} is only {image.width}x{image.height} pixels.", f"Use at least {MIN_SIDE} a side."
            )
        plain = _is_plain(image)
        image.load()
    except UnidentifiedImageError as exc:
        raise PictureRefused(f"{name} is no picture.", _READABLE) from exc
    except Image.DecompressionBombError as exc:
        raise _too_large(name) from exc
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as exc:
        raise PictureRefused(f"{name} is damaged: {exc}.", "Save it again, or use another one.") from exc
    return (image if plain else _made_plain(image)), plain


def _too_large(name: str) -> PictureRefused:
    return PictureRefused(f"{name} has more than {MAX_PIXELS // 1_000_000} million pixels.", "Save it smaller.")


def _is_plain(image: Image.Image) -> bool:
    upright = image.getexif().get(0x0112, 1) == 1
    opaque = image.mode in {"RGB", "L"} and "transparency" not in image.info
    return (
        image.format in _KEPT_AS_THEY_ARE
        and upright
        and opaque
        and "icc_profile" not in image.info
        and not _moves(image)
    )


def _moves(image: Image.Image) -> bool:
    return getattr(image, "n_frames", 1) > 1


def _made_plain(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        deep = image.convert("F")
        _, brightest = cast("tuple[float, float]", deep.getextrema())
        scale = 255.0 / _white(brightest)
        image = deep.point(lambda value: value * scale + 0.0).convert("L")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile is no reason to refuse a picture
            target = "RGBA" if image.mode == "RGBA" else "RGB"
            made = ImageCms.profileToProfile(
                image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=target
            )
            image = made or image
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "black"), layer)
    image = image.convert("RGB")
    image.info.clear()
    return image


def _white(brightest: float) -> float:
    """The value that means white in a deep grey picture: 1, 8 bits or 16 bits, whichever holds its brightest."""
    return next((white for white in (1.0, 255.0, 65535.0) if brightest <= white), brightest)


def _write(file: Path, data: bytes) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
    except OSError as exc:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        if exc.errno == errno.ENOSPC:
            raise DiskFull(
                f"There is no room for pictures in {file.parent}.", "Free some space and try again."
            ) from exc
        raise StorageRefused(
            f"Pictures can't be written to {file.parent}: {exc.strerror}.", "Check the folder."
        ) from exc
