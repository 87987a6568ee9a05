"""Parts of a landscape: ranges, mist, tree lines, the grain and light of the ground."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale, times
from vidstudio.services.images.drafting.look import RGB, Light
from vidstudio.services.images.drafting.materials import LEAF, ROCK, SNOW
from vidstudio.services.images.drafting.plants import broadleaf, grass, pine
from vidstudio.services.images.drafting.shapes import Part, moved
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, plane, ridge, rolling, smoothstep


def wooded_slopes(stage: Stage) -> None:
    """Shoulders of land before us, each with its firs, mist between them."""
    for rank in range(3):
        near = rank / 2
        base = stage.horizon + UNIT * 0.05 + (stage.height - stage.horizon) * 0.58 * near
        line = np.asarray(base + rolling(stage.rng, stage.width, 0.9) * UNIT * (0.03 + 0.05 * near), np.float32)
        tone = scale(stage.lit(LEAF, 0.46 - 0.40 * near), 0.85)
        parts: list[Part] = []
        x = 0.0
        while x < stage.width:
            tall = UNIT * (0.05 + 0.07 * near) * stage.between(0.6, 1.2)
            parts += moved(pine(stage.rng), x, float(line[int(x)]) + 6, tall)
            x += UNIT * (0.012 + 0.03 * near) * stage.between(0.5, 2.2)
        stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts]), tone)
        stage.canvas.below(line, tone, scale(tone, 0.7), UNIT * 0.3)
        if rank < 2:
            mist(stage, base + UNIT * 0.07, 0.05, 0.45)


def ranges(stage: Stage, count: int, height: float, rock: RGB = ROCK) -> None:
    """``count`` mountain ranges above the horizon, the farthest ``height`` (share of the unit) tall."""
    for rank in range(count):
        near = rank / max(count, 2)
        tall = UNIT * height * (1 - 0.72 * near) * stage.between(0.85, 1.1)
        line = ridge(stage.rng, stage.width, 0.52, 4)
        peaks = np.asarray(stage.horizon - tall * (0.50 + 0.50 * line), np.float32)
        color = stage.lit(mix(rock, LEAF, 0.55 * near), 0.80 - 0.52 * near)
        stage.canvas.below(peaks, color, mix(color, stage.tones.haze, 0.62), tall * 1.0)
        if count > 1:
            _faces(stage, peaks, tall, near, rock)
        mist(stage, stage.horizon - tall * 0.12, 0.04, 0.35)


def _faces(stage: Stage, peaks: Array, tall: float, near: float, rock: RGB) -> None:
    """Light on the slopes that look toward the sun, snow on the highest."""
    first = int(max(0, peaks.min()))
    last = int(min(stage.height, stage.horizon + 2))
    if last - first < 8:
        return
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    fall = rows - peaks[None, :]
    crags = flat(noise_tile(9, 1.5), (last - first, stage.width), 0.6, 0.5, 100 * near)
    drift = flat(noise_tile(5, 2.0), (last - first, stage.width), 0.5, 0.6, 40 * near) * 26
    lean = np.arange(stage.width, dtype=np.float32)[None, :] + fall * 0.42 * stage.side + drift
    slope = np.gradient(cv2.GaussianBlur(peaks[None, :], (0, 0), 9, borderType=cv2.BORDER_REPLICATE)[0]) * 1.5
    facing = np.interp(np.clip(lean, 0, stage.width - 1), np.arange(stage.width), slope) * -stage.side
    facing = np.asarray(facing + crags * 0.26, np.float32)
    inside = np.clip(fall, 0, 1) * np.clip(1 - fall / (tall * 1.05), 0, 1)
    glow = smoothstep(facing, -0.05, 0.8) * inside
    strength = (0.36 - 0.12 * near) * (0.35 + stage.tones.power)
    stage.canvas.paint(
        Stencil(0, first, np.asarray(glow, np.float32)), mix(stage.tones.low, stage.tones.source, 0.4), strength
    )
    shade = smoothstep(-facing, 0.1, 1.0) * inside
    dark = mix(stage.lit(scale(rock, 0.6), 0.4), stage.tones.top, 0.35)
    stage.canvas.paint(Stencil(0, first, np.asarray(shade, np.float32)), dark, 0.32)
    if near < 0.3 and tall > UNIT * 0.3:
        cap = smoothstep(np.asarray(crags * 26 + tall * 0.26 - fall, np.float32), 0, 24) * np.clip(fall, 0, 1)
        snow = mix(times(SNOW, mix(stage.tones.tint, (1, 1, 1), 0.3)), stage.tones.haze, 0.35)
        stage.canvas.paint(
            Stencil(0, first, np.asarray(cap * (0.35 + 0.65 * smoothstep(facing, -0.5, 0.5)), np.float32)), snow, 0.8
        )


def mist(stage: Stage, y: float, thickness: float, strength: float) -> None:
    """A bank of haze at a height; ``thickness`` as a share of the unit."""
    reach = UNIT * thickness
    first, last = int(max(0, y - reach * 2.2)), int(min(stage.height, y + reach * 2.2))
    if last - first < 2:
        return
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    torn = flat(stage.tile, (last - first, stage.width), 0.16, 3.0, y)
    bank = np.exp(-(((rows - y) / reach) ** 2)) * np.clip(0.8 + torn * 0.35, 0, 1.3) * strength
    stage.canvas.paint(
        Stencil(0, first, np.asarray(np.clip(bank, 0, 1), np.float32)), mix(stage.tones.haze, stage.tones.low, 0.35)
    )


def tree_line(stage: Stage, y: float, height: float, distance: float, pines: bool, color: RGB = LEAF) -> None:
    """The edge of a wood along the horizon, uneven, darker at the top."""
    parts: list[Part] = []
    x = -UNIT * 0.05
    swell = rolling(stage.rng, stage.width, 2.0)
    while x < stage.width + UNIT * 0.05:
        at = int(np.clip(x, 0, stage.width - 1))
        tall = UNIT * height * (0.62 + 0.38 * float(swell[at])) * stage.between(0.6, 1.15)
        parts += moved((pine if pines else broadleaf)(stage.rng), x, y + 3, max(tall, 8))
        x += UNIT * height * stage.between(0.10, 0.34) * (1 if pines else 2.0)
    tone = stage.lit(color, distance)
    stencil = stage.canvas.stencil([part.contours for part in parts])
    stage.canvas.paint(stencil, scale(tone, 0.8))


def headland(stage: Stage) -> None:
    side = 1 if stage.sun[0] < stage.width / 2 else -1
    for rank in range(2):
        x = np.linspace(0, 1, stage.width, dtype=np.float32)[::side]
        line = ridge(stage.rng, stage.width, 0.48, 3)
        rise = smoothstep(x, 0.45 + 0.18 * rank, 1.15)
        tall = UNIT * (0.20 - 0.05 * rank)
        peaks = stage.horizon + 4 - tall * rise * (1.0 + 0.4 * line) + (1 - rise) * 3
        color = stage.lit(mix(ROCK, LEAF, 0.4), 0.68 - 0.26 * rank)
        stage.canvas.below(np.asarray(peaks, np.float32), color, mix(color, stage.tones.haze, 0.5), tall)


def meadow(stage: Stage, y: float, color: RGB, distance: float) -> None:
    if Light.SNOWFALL in {stage.look.weather, stage.look.light}:
        color = SNOW
    line = np.asarray(y + rolling(stage.rng, stage.width, 1.2) * UNIT * 0.012, np.float32)
    tone = stage.lit(color, distance)
    stage.canvas.below(line, mix(tone, stage.tones.haze, 0.3), scale(stage.lit(color), 0.62), stage.height - y)
    grain_of_ground(stage, y, 0.22)
    light_pool(stage)


def grain_of_ground(stage: Stage, y: float, strength: float, stretch: float = 3.0) -> None:
    first = int(y)
    if stage.height - first < 8:
        return
    shape = (stage.height - first, stage.width)
    grain = plane(noise_tile(3, 1.6), shape, 0.30, stretch * 0.8, stage.between(0, 500))
    fine = plane(noise_tile(7, 1.2), shape, 0.9, stretch, 70)
    area = stage.canvas.pixels[first:]
    area *= 1 + np.clip(grain * strength * 0.6 + fine * strength * 0.16, -0.4, 0.4)[..., None]
    np.clip(area, 0, 1, out=area)


def light_pool(stage: Stage) -> None:
    """Low light that lies on the ground under the sun."""
    stage.canvas.glow(
        stage.sun[0],
        stage.horizon + UNIT * 0.06,
        UNIT * 0.42,
        mix(stage.tones.low, stage.tones.source, 0.5),
        stage.tones.power * 0.34,
        flatten=2.6,
    )


def dune_shade(stage: Stage, line: Array, color: RGB) -> None:
    """The side of each crest that looks away from the light."""
    first = int(max(0, line.min()))
    rows = min(stage.height - first, int(UNIT * 0.26))
    if rows < 4:
        return
    fall = np.arange(first, first + rows, dtype=np.float32)[:, None] - line[None, :]
    slope = np.gradient(line)[None, :] * stage.side
    alpha = smoothstep(np.asarray(np.broadcast_to(slope, fall.shape), np.float32), 0.0, 0.35)
    alpha *= np.clip(fall, 0, 1) * np.exp(-np.clip(fall, 0, None) / (UNIT * 0.07))
    shade = mix(scale(color, 0.5), stage.tones.top, 0.35)
    stage.canvas.paint(Stencil(0, first, np.asarray(alpha, np.float32)), shade, 0.6)


def hedges(stage: Stage, line: Array, height: float, color: RGB) -> None:
    parts: list[Part] = []
    for _ in range(int(stage.between(2, 5))):
        x, count = stage.between(0, stage.width), int(stage.between(2, 14))
        for _ in range(count):
            x += UNIT * height * stage.between(0.5, 1.1)
            if 0 <= x < stage.width:
                tall = UNIT * height * stage.between(0.7, 1.9)
                parts += moved(broadleaf(stage.rng), x, float(line[int(x)]) + 4, tall)
    if parts:
        stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts]), color)


def scattered(stage: Stage, line: Array, height: float, count: int, color: RGB, distance: float) -> None:
    parts: list[Part] = []
    for _ in range(count):
        x = stage.between(0.02, 0.98) * stage.width
        if abs(x - stage.focus) > UNIT * 0.2:
            parts += moved(pine(stage.rng), x, float(line[int(x)]) + 8, UNIT * height * stage.between(0.6, 1.2))
    if parts:
        stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts]), stage.lit(color, distance))


def reeds(stage: Stage) -> None:
    """Dark grass in a near corner frames the water."""
    side = stage.focus > stage.width / 2
    x0 = 0 if side else stage.width * 0.68
    parts: list[Part] = []
    for _ in range(5):
        parts += moved(
            grass(stage.rng),
            x0 + stage.between(0, 0.32) * stage.width,
            stage.height + 10,
            UNIT * stage.between(0.1, 0.26),
        )
    dark = mix(scale(stage.lit(LEAF), 0.4), stage.tones.shade, 0.5)
    stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts], 1.5), dark)
