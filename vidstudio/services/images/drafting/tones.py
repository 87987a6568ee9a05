"""Light as colour: what sky, sun, haze and shade look like at each hour."""

from dataclasses import dataclass, replace

from vidstudio.services.images.drafting.canvas import mix, scale
from vidstudio.services.images.drafting.look import RGB, Light, Look, Mood, Setting


def rgb(code: str) -> RGB:
    """A colour from six hexadecimal digits."""
    return int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of one light.

    Attributes:
        top, middle, low: the sky from the zenith to the horizon.
        source: the sun or moon.
        haze: what distance fades into.
        tint: light that falls on things; a surface's own colour is multiplied by it.
        shade: what the darkest foreground tends to.
        power: strength of the source's glow, 0 to 1.
    """

    top: RGB
    middle: RGB
    low: RGB
    source: RGB
    haze: RGB
    tint: RGB
    shade: RGB
    power: float


def _tones(codes: str, power: float) -> Tones:
    top, middle, low, source, haze, tint, shade = (rgb(code) for code in codes.split())
    return Tones(top, middle, low, source, haze, tint, shade, power)


TONES: dict[Light, tuple[Tones, ...]] = {
    Light.DAY: (
        _tones("2f6fae 7fb4d6 dfe9e2 fff6da bcd5de f2efe6 1c3348", 0.5),
        _tones("3a8296 93c3bf f3e6c8 fff2cf d3d8c4 f4ead6 1d3a3c", 0.55),
        _tones("46679c 9db4d0 f2dfd0 fff0de cfcfd4 efe6e2 26304a", 0.5),
    ),
    Light.DAWN: (
        _tones("465a92 c08fae ffd3ae ffe3c0 dfaeb0 a98fa0 2a2a4a", 0.7),
        _tones("356080 9db4b8 ffdcb0 fff0cc cdc0b4 9a9a9c 1c3040", 0.7),
        _tones("5a6fa8 d8a4a0 ffe2a8 fff0c8 e8bfa4 b49a96 30324e", 0.75),
    ),
    Light.GOLDEN: (
        _tones("5b6d8c e8a868 ffdf94 fff0b8 efb070 c08a62 3a2430", 0.95),
        _tones("7a5f7a ee9058 ffd080 ffe8a8 e99a64 bc7c5c 361c2c", 0.95),
        _tones("3f6a80 d8b070 ffe6a0 fff4c4 e0b880 bc9468 22303a", 0.9),
    ),
    Light.DUSK: (
        _tones("1c1d52 84407a ff8458 ffb27a a8527a 6a4a70 140f2c", 0.75),
        _tones("14305c 645c8c f4a478 ffc894 8a6a8c 5a5270 0c162e", 0.7),
        _tones("24163e a03c5c ff9a50 ffbe78 b05464 74485a 160a22", 0.8),
    ),
    Light.NIGHT: (
        _tones("050b20 10264c 2e5a80 dbe8ff 24476c 2c4068 03060f", 0.42),
        _tones("03121c 0c3444 2c7078 dcfff4 1f5560 25505a 020a0e", 0.4),
        _tones("0d0822 2a1c54 5c4a8c ece0ff 413a74 3c3464 060410", 0.42),
    ),
    Light.STORM: (
        _tones("171d28 3c4856 8f9a98 dfe8e4 66737a 586670 0b1016", 0.25),
        _tones("1c1c2c 45445c a09a98 e8e0d8 706c7c 605e6e 0e0d18", 0.25),
    ),
    Light.RAIN: (
        _tones("35475a 66788a a9b4ba dfe6ea 8796a2 74818c 131c26", 0.22),
        _tones("2c4a50 5e7c7e a6b8b2 e0ece4 82989a 6c8082 0f1e20", 0.22),
    ),
    Light.SNOWFALL: (
        _tones("7f91aa aab8c8 dce3e8 ffffff c3ced8 b4c0cc 2c384a", 0.3),
        _tones("8c8ca4 b8b4c4 e8e0e2 fff6ee d0ccd4 bcbac8 34324a", 0.3),
    ),
    Light.FOG: (
        _tones("8798a2 aebabd d3d8d4 fffaf0 bec8c8 98a4a6 273238", 0.4),
        _tones("94928e b8b2a6 dcd4c0 fff4da c9c1b0 a49c90 302c2a", 0.45),
    ),
}

_OWN_TONES: dict[Setting, Tones] = {
    Setting.SPACE: _tones("04050c 0a0c1c 8a93b4 f2f6ff 14182c b4b8c8 04050a", 0.6),
    Setting.UNDERWATER: _tones("2c8c98 1c6878 b8f0e4 e6fff4 1c6474 5c969c 041820", 0.4),
}
"""Places whose light is not that of any hour."""

_MOOD_TINTS: dict[Mood, tuple[RGB, float]] = {
    Mood.WARM: (rgb("ffb060"), 0.14),
    Mood.COLD: (rgb("5080b0"), 0.20),
    Mood.DARK: (rgb("0a1018"), 0.30),
    Mood.BRIGHT: (rgb("fff4d8"), 0.14),
    Mood.NEON: (rgb("b01c9c"), 0.22),
}


def choose_tones(look: Look) -> Tones:
    """The colours for a look: by its light, then weather, mood and the colours its text names."""
    if look.setting in _OWN_TONES:
        return _shifted(_OWN_TONES[look.setting], look.colors[0], 0.15) if look.colors else _OWN_TONES[look.setting]
    variants = TONES[look.light]
    tones = variants[look.key // 3 % len(variants)]
    if look.weather is not None and look.weather is not look.light:
        share = 0.35 if look.light is Light.NIGHT else 0.5
        damp = TONES[look.weather][look.key % 2]
        if look.light in {Light.NIGHT, Light.DUSK}:
            damp = _shifted(damp, rgb("0a1420"), 0.55)
        tones = _blended(tones, damp, share)
    for mood in sorted(look.moods):
        tones = _shifted(tones, *_MOOD_TINTS[mood])
    for share, color in zip((0.20, 0.08), look.colors, strict=False):
        tones = _shifted(tones, color, share if sum(color) > 0.3 else share / 2)
    return tones


def lit(color: RGB, tones: Tones, distance: float) -> RGB:
    """How a surface looks in this light; ``distance`` 0 is at hand, 1 is lost in the haze."""
    shaded = (color[0] * tones.tint[0], color[1] * tones.tint[1], color[2] * tones.tint[2])
    return mix(shaded, tones.haze, distance)


def lamplit(tones: Tones) -> Tones:
    """The same hour in a room where a lamp is on."""
    warm = rgb("ffb468")
    return replace(
        tones, tint=mix(tones.tint, rgb("d09058"), 0.7), source=warm, low=mix(tones.low, warm, 0.7), power=0.75
    )


def _blended(one: Tones, other: Tones, share: float) -> Tones:
    return Tones(
        mix(one.top, other.top, share),
        mix(one.middle, other.middle, share),
        mix(one.low, other.low, share),
        one.source,
        mix(one.haze, other.haze, share),
        mix(one.tint, other.tint, share),
        mix(one.shade, other.shade, share),
        one.power * (1 - share * 0.6),
    )


def _shifted(tones: Tones, color: RGB, share: float) -> Tones:
    """All colours moved toward one, the bright ones kept bright."""

    def move(tone: RGB) -> RGB:
        light = 0.35 + 0.65 * max(tone)
        return mix(tone, scale(color, light) if sum(color) > 0.3 else color, share)

    return replace(
        tones,
        top=move(tones.top),
        middle=move(tones.middle),
        low=move(tones.low),
        haze=move(tones.haze),
        tint=mix(tones.tint, color, share * 0.6),
    )
