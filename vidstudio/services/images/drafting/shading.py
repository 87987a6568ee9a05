"""Figures in this picture's light: colours, a lit and a dark side, a bright edge, shadow, reflection, lamps."""

from collections.abc import Sequence
from itertools import groupby

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import INDOORS, RGB, Light
from vidstudio.services.images.drafting.shapes import Figure, Paint, Part, ring
from vidstudio.services.images.drafting.stage import Stage

LAMPLIGHT: RGB = (1.0, 0.86, 0.58)


def paint_figure(
    stage: Stage, figure: Figure, size: float, distance: float, accent: RGB, coat: RGB | None = None
) -> None:
    """Paint parts in their colours, then model them: a lit side, a dark side, a bright edge, glowing lamps.

    ``size`` is the figure's height in pixels, ``distance`` 0 at hand, 1 lost in the haze; ``coat`` is an animal's own
    colour, in place of the near-black of other bodies.
    """
    colors = _colors(stage, distance, accent)
    if coat is not None:
        colors[Paint.BODY] = mix(stage.lit(coat, distance), stage.tones.shade, 0.15)
    lamps = [part for part in figure if part.paint is Paint.LAMP]
    for paint, parts in groupby(figure, key=lambda part: part.paint):
        stencil = stage.canvas.stencil([part.contours for part in parts])
        stage.canvas.paint(stencil, colors[paint])
    whole = stage.canvas.stencil([part.contours for part in figure])
    if whole is None:
        return
    alpha = whole.alpha
    if lamps:
        lit = stage.canvas.stencil([part.contours for part in lamps])
        if lit is not None:
            alpha = alpha.copy()
            y, x = lit.y - whole.y, lit.x - whole.x
            alpha[y : y + lit.alpha.shape[0], x : x + lit.alpha.shape[1]] *= 1 - lit.alpha
    body = Stencil(whole.x, whole.y, alpha)
    _model(stage, body, size, distance)
    rim(stage, body, size, 0.75 * (1 - distance))
    _glow_of_lamps(stage, lamps, size)


def _colors(stage: Stage, distance: float, accent: RGB) -> dict[Paint, RGB]:
    dark = mix(stage.lit((0.15, 0.15, 0.18)), stage.tones.shade, 0.5)
    skin = ((0.72, 0.50, 0.38), (0.50, 0.33, 0.24), (0.82, 0.62, 0.50))[stage.look.key % 3]
    haze = distance
    return {
        Paint.BODY: mix(dark, stage.tones.haze, haze),
        Paint.DARK: mix(dark, stage.tones.haze, haze),
        Paint.ACCENT: stage.lit(scale(accent, 0.86), haze),
        Paint.PALE: stage.lit((0.84, 0.83, 0.80), haze),
        Paint.SKIN: stage.lit(skin, haze),
        Paint.GLASS: mix(mix(stage.tones.middle, stage.tones.low, 0.25), dark, 0.45),
        Paint.LAMP: LAMPLIGHT if stage.look.light is not Light.DAY else mix(LAMPLIGHT, (1, 1, 1), 0.4),
    }


def _model(stage: Stage, stencil: Stencil, size: float, distance: float) -> None:
    """Soft shading as of a rounded body: darker away from the light and toward the feet."""
    step = max(1, int(size / 160))
    rows, columns = stencil.alpha.shape
    small = cv2.resize(stencil.alpha, (max(2, columns // step), max(2, rows // step)), interpolation=cv2.INTER_AREA)
    sigma = max(1.0, size * 0.035 / step)
    soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) * (sigma / 3.2)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) * (sigma / 3.2)
    toward = np.asarray(-across * stage.side * 0.9 - down * -0.45, np.float32)
    facing = cv2.resize(np.asarray(toward, np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
    strength = (0.42 + 0.25 * stage.tones.power) * (1 - distance)
    shade = np.clip(-facing * 1.4, 0, 1) * strength
    light = np.clip(facing * 1.4, 0, 1) * strength
    area = stage.canvas.pixels[stencil.window]
    area *= 1 - (shade * stencil.alpha)[..., None] * np.float32(0.75)
    stage.canvas.shine(
        Stencil(stencil.x, stencil.y, np.asarray(light * stencil.alpha, np.float32)),
        mix(stage.tones.low, stage.tones.source, 0.4),
        0.55,
    )


def rim(stage: Stage, stencil: Stencil, size: float, strength: float) -> None:
    """The edge that catches sun or moon."""
    shift = float(np.clip(size * 0.008, 1.2, 9.0))
    matrix = np.array([[1, 0, -stage.side * shift], [0, 1, shift * 0.55]], np.float32)
    rows, columns = stencil.alpha.shape
    moved_by = cv2.warpAffine(stencil.alpha, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    edge = np.clip(stencil.alpha - moved_by, 0, 1)
    edge = cv2.GaussianBlur(np.asarray(edge, np.float32), (0, 0), max(0.6, shift * 0.28)) * stencil.alpha
    tone = mix(stage.tones.source, stage.tones.low, 0.35)
    power = strength * (0.30 + 0.75 * stage.tones.power)
    stage.canvas.shine(
        Stencil(stencil.x, stencil.y, np.asarray(np.clip(edge, 0, 1), np.float32)), tone, min(1.0, power)
    )


def _glow_of_lamps(stage: Stage, lamps: Sequence[Part], size: float) -> None:
    if stage.look.light is Light.DAY and stage.look.setting not in INDOORS:
        return
    for part in lamps[:12]:
        contour = part.contours[0]
        x, y = contour.mean(axis=0)
        reach = float(np.clip(np.ptp(contour, axis=0).mean() * 1.5, size * 0.03, size * 0.7))
        stage.canvas.glow(float(x), float(y), reach, (1.0, 0.70, 0.36), 0.34 if len(lamps) > 4 else 0.5)


def cast_shadow(stage: Stage, figure: Figure, foot: float, size: float) -> None:
    """Laid on the ground, away from the light; longer the lower the sun."""
    low = stage.look.light in {Light.GOLDEN, Light.DAWN, Light.DUSK}
    flat, lean = (0.34, 0.9) if low else (0.16, 0.35)
    contours = []
    for part in figure:
        shapes = []
        for contour in part.contours:
            height = np.minimum(contour[:, 1] - foot, 0)
            x = contour[:, 0] + height * stage.side * lean * 0.6
            shapes.append(np.asarray(np.stack([x, foot - height * flat], axis=1), np.float32))
        contours.append(tuple(shapes))
    stencil = stage.canvas.stencil(contours, max(2.0, size * 0.012))
    power = 0.42 if stage.tones.power > 0.4 else 0.24
    if stencil is not None:
        fade = np.linspace(1, 0.25, stencil.alpha.shape[0], dtype=np.float32)[:, None]
        stage.canvas.paint(Stencil(stencil.x, stencil.y, stencil.alpha * fade), scale(stage.tones.shade, 0.8), power)
    middle = float(np.mean([part.contours[0][:, 0].mean() for part in figure]))
    stage.canvas.paint(
        stage.canvas.stencil([(ring(middle, foot, size * 0.22, size * 0.022),)], size * 0.018),
        scale(stage.tones.shade, 0.6),
        0.5,
    )


def reflect(stage: Stage, figure: Figure, foot: float, distance: float, accent: RGB) -> None:
    colors = _colors(stage, distance, accent)
    for paint, parts in groupby(figure, key=lambda part: part.paint):
        shapes = [
            tuple(
                np.asarray(
                    np.stack([c[:, 0] + np.sin(c[:, 1] * 0.09) * 5, foot - (c[:, 1] - foot) * 0.72], axis=1), np.float32
                )
                for c in part.contours
            )
            for part in parts
        ]
        stage.canvas.paint(stage.canvas.stencil(shapes, 4.0), colors[paint], 0.34)
