"""The job's style as a grade: colour, contrast, and the trace of the tool that drew it."""

import re
from dataclasses import dataclass

import cv2
import numpy as np

from vidstudio.services.images.drafting.look import RGB
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, smoothstep

_LUMA = np.array((0.2126, 0.7152, 0.0722), np.float32)
_PIVOT = 0.42
"""The tone that more contrast leaves where it is."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How a style treats the painted picture.

    Attributes:
        saturation, contrast: 1 leaves them.
        lift: added to the darkest, share of white.
        shadows, lights: colours the dark and the bright parts lean to, and by how much.
        grain: standard deviation, share of white.
        vignette: how much darker the corners are, 0 to 1.
        surface: ``paper``, ``pencil``, ``flat`` or empty.
    """

    saturation: float = 1.04
    contrast: float = 1.10
    lift: float = 0.012
    shadows: RGB = (0.05, 0.16, 0.22)
    lights: RGB = (1.0, 0.88, 0.68)
    lean: float = 0.10
    grain: float = 0.011
    vignette: float = 0.30
    surface: str = ""


GRADES: dict[str, Grade] = {
    "cinematic": Grade(),
    "noir": Grade(saturation=0.0, contrast=1.55, lift=0.0, lean=0.0, grain=0.026, vignette=0.55),
    "watercolor": Grade(0.92, 0.92, 0.06, (0.20, 0.24, 0.42), (1.0, 0.95, 0.84), 0.10, 0.006, 0.0, "paper"),
    "anime": Grade(1.38, 1.06, 0.03, (0.16, 0.16, 0.44), (1.0, 0.94, 0.86), 0.10, 0.004, 0.06, "flat"),
    "documentary": Grade(0.74, 1.02, 0.02, (0.20, 0.20, 0.18), (0.98, 0.96, 0.90), 0.06, 0.015, 0.14),
    "pastel": Grade(0.72, 0.70, 0.22, (0.56, 0.46, 0.62), (1.0, 0.93, 0.90), 0.22, 0.006, 0.0),
    "sketch": Grade(0.22, 0.95, 0.05, (0.25, 0.24, 0.26), (1.0, 0.97, 0.90), 0.10, 0.006, 0.0, "pencil"),
    "vintage": Grade(0.62, 0.90, 0.08, (0.26, 0.16, 0.20), (1.0, 0.84, 0.56), 0.26, 0.024, 0.40),
    "comic": Grade(1.35, 1.25, 0.0, (0.06, 0.06, 0.22), (1.0, 0.94, 0.78), 0.10, 0.004, 0.12, "ink"),
    "cyberpunk": Grade(1.30, 1.20, 0.01, (0.14, 0.02, 0.36), (0.50, 0.95, 1.0), 0.26, 0.013, 0.40),
    "fantasy": Grade(1.18, 1.06, 0.02, (0.14, 0.10, 0.32), (1.0, 0.86, 0.70), 0.20, 0.009, 0.26),
    "minimalist": Grade(0.60, 0.82, 0.14, (0.40, 0.42, 0.46), (1.0, 0.98, 0.95), 0.14, 0.005, 0.0),
}

_ALSO: dict[str, str] = {
    "black": "noir",
    "monochrome": "noir",
    "watercolour": "watercolor",
    "aquarell": "watercolor",
    "aquarelle": "watercolor",
    "acuarela": "watercolor",
    "painting": "watercolor",
    "painterly": "watercolor",
    "manga": "anime",
    "ghibli": "anime",
    "cartoon": "anime",
    "realistic": "documentary",
    "natural": "documentary",
    "photo": "documentary",
    "soft": "pastel",
    "pencil": "sketch",
    "drawing": "sketch",
    "storyboard": "sketch",
    "skizze": "sketch",
    "croquis": "sketch",
    "retro": "vintage",
    "sepia": "vintage",
    "film": "cinematic",
    "neon": "cyberpunk",
    "graphic": "comic",
    "fairytale": "fantasy",
    "dreamy": "fantasy",
    "minimal": "minimalist",
    "corporate": "minimalist",
}


def grade_for(style: str) -> Grade:
    """The grade a style's name asks for; an unknown one is cinematic."""
    for word in re.findall(r"[a-z]+", style.lower()):
        name = _ALSO.get(word, word)
        if name in GRADES:
            return GRADES[name]
    return GRADES["cinematic"]


def apply_grade(pixels: Array, grade: Grade) -> Array:
    """Surface, bloom, colour and vignette; the grain comes last, after the words (see ``add_grain``)."""
    if grade.surface in _SURFACES:
        pixels = _SURFACES[grade.surface](pixels)
    pixels = _bloom(pixels)
    toned = cv2.transform(pixels, _matrix(grade))
    if grade.vignette > 0:
        toned = toned * _vignette(pixels.shape[0], pixels.shape[1], grade.vignette)[..., None]
    if grade.surface in {"paper", "pencil"}:
        toned = toned * _paper(pixels.shape[0], pixels.shape[1])[..., None]
    return np.asarray(np.clip(toned, 0, 1, out=toned), np.float32)


def _matrix(grade: Grade) -> Array:
    """Saturation, contrast, split toning and lift as one affine map of RGB, shape (3, 4)."""
    luma = np.tile(_LUMA, (3, 1))
    saturated = luma + (np.eye(3) - luma) * grade.saturation
    dark, bright = np.array(grade.shadows), np.array(grade.lights)
    linear = saturated * grade.contrast * (1 - grade.lean) + (bright - dark)[:, None] * _LUMA[None, :] * grade.lean
    offset = _PIVOT * (1 - grade.contrast) * (1 - grade.lean) + dark * grade.lean
    matrix = np.concatenate([linear, offset[:, None]], axis=1) * (1 - grade.lift)
    matrix[:, 3] += grade.lift
    return np.asarray(matrix, np.float32)


def add_grain(pixels: Array, amount: float, rng: np.random.Generator) -> Array:
    """Film grain; also keeps gradients from banding once they are eight bits deep."""
    rows, columns = pixels.shape[:2]
    tile = rng.standard_normal((540, 540), dtype=np.float32)
    sheet = np.tile(tile, (rows // 540 + 1, columns // 540 + 1))[:rows, :columns]
    return np.asarray(pixels + (sheet * np.float32(max(amount, 0.004)))[..., None], np.float32)


def _vignette(rows: int, columns: int, amount: float) -> Array:
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None] ** 2
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :] ** 2
    return np.asarray(1 - amount * smoothstep(np.asarray((x + y) / 2, np.float32), 0.20, 1.1), np.float32)


def _bloom(pixels: Array) -> Array:
    rows, columns = pixels.shape[:2]
    small = cv2.resize(pixels, (columns // 8, rows // 8), interpolation=cv2.INTER_AREA)
    bright = np.clip(small - np.float32(0.62), 0, 1)
    soft = cv2.GaussianBlur(bright, (0, 0), 7) * np.float32(0.5)
    grown = cv2.resize(soft, (columns, rows), interpolation=cv2.INTER_LINEAR)
    grown *= 1 - pixels
    grown += pixels
    return np.asarray(grown, np.float32)


def _paper(rows: int, columns: int) -> Array:
    tooth = flat(noise_tile(3, 0.9), (rows, columns), 1.0)
    return np.asarray(0.975 + 0.022 * tooth, np.float32)


def _painted(pixels: Array) -> Array:
    """Watercolour: edges that wander, flat washes with darker rims, paper left white at the border."""
    rows, columns = pixels.shape[:2]
    shape = (rows, columns)
    wander = flat(noise_tile(7, 1.5), shape, 0.8) * 7
    x = np.arange(columns, dtype=np.float32)[None, :] + wander
    y = np.arange(rows, dtype=np.float32)[:, None] + np.roll(wander, 211, axis=1)
    moved = cv2.remap(
        pixels,
        np.asarray(x, np.float32),
        np.asarray(y, np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    half = cv2.resize(moved, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    eight = np.asarray(np.clip(half, 0, 1) * 255, np.uint8)
    wash = np.asarray(cv2.medianBlur(eight, 9), np.float32) / 255
    luma = cv2.GaussianBlur(wash @ _LUMA, (0, 0), 1.2)
    pooled = np.clip(cv2.GaussianBlur(luma, (0, 0), 5) - luma, -0.12, 0.12)
    wash = np.clip(wash * (1 - np.abs(pooled) * 1.6)[..., None] + 0.10, 0, 1) ** 0.86
    wet = 1 + 0.075 * flat(noise_tile(5, 1.7), wash.shape[:2], 0.9)[..., None]
    grown = cv2.resize(
        np.asarray(np.clip(wash * wet, 0, 1), np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC
    )
    edge_x = np.minimum(np.arange(columns), np.arange(columns)[::-1]).astype(np.float32)[None, :]
    edge_y = np.minimum(np.arange(rows), np.arange(rows)[::-1]).astype(np.float32)[:, None]
    sheet = smoothstep(np.asarray(np.minimum(edge_x, edge_y) + wander * 1.3, np.float32), 22, 34)[..., None]
    paper = np.array((0.975, 0.96, 0.93), np.float32)
    return np.asarray(paper + (grown - paper) * sheet * np.float32(0.94), np.float32)


def _penciled(pixels: Array) -> Array:
    """Pencil: contour lines and hatching over a thin wash."""
    rows, columns = pixels.shape[:2]
    luma = np.asarray(cv2.GaussianBlur(np.clip(pixels @ _LUMA, 0, 1) ** 0.7, (0, 0), 1.6), np.float32)
    lines = np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1))
    tooth = flat(noise_tile(3, 0.9), (rows, columns), 1.3)
    stroke = smoothstep(np.asarray(lines, np.float32), 0.045, 0.24) * np.clip(0.85 + 0.30 * tooth, 0.2, 1)
    x, y = np.arange(columns, dtype=np.float32)[None, :], np.arange(rows, dtype=np.float32)[:, None]
    wobble = flat(noise_tile(7, 1.8), (rows, columns), 0.4) * 5
    hatch = np.zeros((rows, columns), np.float32)
    for slope, below in ((1.0, 0.62), (-0.7, 0.40), (0.25, 0.22)):
        ruled = 0.5 + 0.5 * np.sin((x * slope + y + wobble) * 0.62)
        hatch += smoothstep(np.asarray(ruled, np.float32), 0.55, 0.95) * smoothstep(
            np.float32(below) - luma, -0.04, 0.16
        )
    dark = np.clip(stroke * 0.95 + hatch * np.clip(0.34 + 0.14 * tooth, 0, 1), 0, 0.94)[..., None]
    paper = np.array((0.965, 0.955, 0.93), np.float32)
    wash = paper * np.float32(0.55) + paper * np.clip(pixels + 0.12, 0, 1) * np.float32(0.45)
    return np.asarray(wash + (np.array((0.13, 0.13, 0.15), np.float32) - wash) * dark, np.float32)


def _flattened(pixels: Array) -> Array:
    """Cel paint: a little smoother, a little brighter, the tones in soft steps."""
    rows, columns = pixels.shape[:2]
    half = cv2.resize(pixels, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    smooth = cv2.medianBlur(np.asarray(np.clip(half, 0, 1) * 255, np.uint8), 7)
    grown = np.asarray(cv2.resize(smooth, (columns, rows), interpolation=cv2.INTER_CUBIC), np.float32) / 255
    return np.asarray(np.clip(pixels * 0.4 + grown * 0.6, 0, 1) ** np.float32(0.86), np.float32)


def _inked(pixels: Array) -> Array:
    smooth = _flattened(pixels)
    luma = np.asarray(cv2.GaussianBlur(np.clip(pixels @ _LUMA, 0, 1) ** 0.7, (0, 0), 1.8), np.float32)
    lines = np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1))
    ink = smoothstep(np.asarray(lines, np.float32), 0.10, 0.30)[..., None]
    return np.asarray(smooth * (1 - ink * np.float32(0.9)), np.float32)


_SURFACES = {"paper": _painted, "pencil": _penciled, "flat": _flattened, "ink": _inked}
