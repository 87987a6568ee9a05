"""Moving pictures of any kind made into what the studio works with: ffmpeg's filters for size, colors and rate."""

from fractions import Fraction

from vidstudio.core.media import MediaFacts
from vidstudio.core.scene import Framing


def conformed(facts: MediaFacts, size: tuple[int, int], pixels: str = "yuv420p") -> str:
    """Scaling to that many square pixels in BT.709, limited range, and the tags that say so.

    Interlaced pictures, of which every second line is of another moment, are made whole first.
    """
    tags = "setsar=1,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    whole = "bwdif=mode=send_frame," if facts.interlaced else ""
    return f"{whole}{_tone_mapped(facts, size) if facts.hdr else _scaled(facts, size)},format={pixels},{tags}"


def _scaled(facts: MediaFacts, size: tuple[int, int]) -> str:
    """The matrix of a film that does not name one is a matter of size, by which players go too."""
    guess = "bt709" if max(facts.width, facts.height) >= 1280 else "bt601"
    matrix = f":in_color_matrix={guess}" if facts.color_space == "unknown" else ""
    return f"scale={size[0]}:{size[1]}:flags=lanczos{matrix}:out_color_matrix=bt709:out_range=tv"


def _tone_mapped(facts: MediaFacts, size: tuple[int, int]) -> str:
    """PQ or HLG to BT.709, at the final size and in linear light; what the file leaves unsaid is BT.2020."""
    primaries = "bt2020" if facts.color_primaries == "unknown" else facts.color_primaries
    matrix = "bt2020nc" if facts.color_space == "unknown" else facts.color_space
    color_range = "pc" if facts.color_range == "pc" else "tv"
    return (
        f"zscale=w={size[0]}:h={size[1]}:f=lanczos:pin={primaries}:min={matrix}:tin={facts.color_transfer}"
        f":rin={color_range}:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
        "zscale=t=bt709:m=bt709:r=tv"
    )


def clip_filters(facts: MediaFacts, framing: Framing, width: int, height: int, fps: Fraction) -> str:
    """From a clip as probed to frames of a film of that size and rate."""
    head = f"setpts=PTS-STARTPTS,fps={fps}"
    if framing is Framing.CROP:
        return f"{head},{conformed(facts, _covering(facts, width, height))},crop={width}:{height}"
    whole = conformed(facts, _fitting(facts, width, height))
    if framing is Framing.BARS:
        return f"{head},{whole},pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"
    small = f"{_even(width / 16)}:{_even(height / 16)}"
    soft = f"scale={small}:force_original_aspect_ratio=increase:force_divisible_by=2,crop={small},gblur=sigma=3"
    dim = "lutyuv=y=(val-16)*0.55+16:u=(val-128)*0.55+128:v=(val-128)*0.55+128"
    return (
        f"{head},{whole},split[clip][self];[self]{soft},scale={width}:{height}:flags=bicubic,{dim}[ground];"
        "[ground][clip]overlay=(W-w)/2:(H-h)/2:format=yuv420"
    )


def _covering(facts: MediaFacts, width: int, height: int) -> tuple[int, int]:
    scale = max(width / facts.display_width, height / facts.display_height)
    return max(width, _even(facts.display_width * scale)), max(height, _even(facts.display_height * scale))


def _fitting(facts: MediaFacts, width: int, height: int) -> tuple[int, int]:
    scale = min(width / facts.display_width, height / facts.display_height)
    return min(width, _even(facts.display_width * scale)), min(height, _even(facts.display_height * scale))


def _even(pixels: float) -> int:
    return max(2, 2 * round(pixels / 2))
