"""Facts of real films, and of files that are none."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest

from vidstudio.errors import SourceMissing, SourceUnreadable, StorageRefused
from vidstudio.services.boxes import top_level_boxes
from vidstudio.services.probe import probe, probe_audio

_PICTURES = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=1")
_TONE = ("-f", "lavfi", "-i", "sine=r=48000:d=1")
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


def _made(path: Path, *arguments: str) -> Path:
    ffmpeg = str(imageio_ffmpeg.get_ffmpeg_exe())
    subprocess.run([ffmpeg, "-v", "error", "-nostdin", "-y", *arguments, f"file:{path}"], check=True)
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return _made(path, *_PICTURES, *_TONE, *_H264, "-movflags", "+faststart", "-shortest")


def test_a_film(film: Path) -> None:
    facts = probe(film)
    assert (facts.container, facts.video_codec, facts.audio_codec) == ("mp4", "h264", "aac")
    assert (facts.width, facts.height, facts.display_width, facts.display_height) == (320, 180, 320, 180)
    assert (facts.fps, facts.frames, facts.bits, facts.pix_fmt) == (Fraction(24), 24, 8, "yuv420p")
    assert facts.duration == pytest.approx(1.0, abs=0.05)
    assert facts.video_duration == pytest.approx(1.0)
    assert (facts.channels, facts.sample_rate) == (1, 48000)
    assert facts.faststart
    assert facts.size == film.stat().st_size
    assert not facts.hdr


def test_the_index_at_the_end_is_seen(film: Path, tmp_path: Path) -> None:
    facts = probe(_made(tmp_path / "end.mp4", "-i", str(film), "-c", "copy"))
    assert not facts.faststart


@pytest.mark.parametrize(
    ("name", "container"), [("a.mov", "mov"), ("a.mkv", "matroska"), ("a.ts", "mpegts"), ("a.mp4", "mp4")]
)
def test_containers_are_told_apart(film: Path, tmp_path: Path, name: str, container: str) -> None:
    facts = probe(_made(tmp_path / name, "-i", str(film), "-c", "copy"))
    assert facts.container == container
    assert facts.video_duration == pytest.approx(1.0, abs=0.05)


def test_webm(tmp_path: Path) -> None:
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus")
    facts = probe(_made(tmp_path / "a.webm", *_PICTURES, *_TONE, *vp9))
    assert (facts.container, facts.video_codec, facts.audio_codec) == ("webm", "vp9", "opus")
    assert facts.video_duration == pytest.approx(1.0, abs=0.01)
    assert not facts.faststart


def test_a_rotated_film_stands_upright(film: Path, tmp_path: Path) -> None:
    for angle in (90, -90):
        facts = probe(_made(tmp_path / "r.mp4", "-display_rotation", str(angle), "-i", str(film), "-c", "copy"))
        assert facts.rotation == angle % 360
        assert (facts.width, facts.height) == (320, 180)
        assert (facts.display_width, facts.display_height) == (180, 320)


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    facts = probe(_made(tmp_path / "a.mp4", *_PICTURES, "-vf", "scale=360:288,setsar=64/45", *_H264))
    assert facts.sample_aspect_ratio == Fraction(64, 45)
    assert (facts.display_width, facts.display_height) == (512, 288)
    assert facts.audio_codec is None


def test_high_dynamic_range(tmp_path: Path) -> None:
    tags = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
    facts = probe(_made(tmp_path / "a.mp4", *_PICTURES, "-vf", f"format=yuv420p10le,{tags}", "-c:v", "libx264"))
    assert (facts.color_transfer, facts.color_primaries, facts.color_space) == ("smpte2084", "bt2020", "bt2020nc")
    assert (facts.bits, facts.pix_fmt, facts.color_range) == (10, "yuv420p10le", "tv")
    assert facts.hdr


def test_a_cover_picture_is_not_the_film(film: Path, tmp_path: Path) -> None:
    cover = ("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04")
    copy = ("-map", "1", "-map", "0", "-c", "copy", "-c:v:0", "png", "-disposition:v:0", "attached_pic")
    assert probe(_made(tmp_path / "a.mp4", "-i", str(film), *cover, *copy)).width == 320


def test_a_film_that_does_not_tell_its_length_is_counted(film: Path, tmp_path: Path) -> None:
    facts = probe(_made(tmp_path / "a.h264", "-i", str(film), "-map", "0:v", "-c", "copy"))
    assert facts.frames == 24
    assert facts.video_duration == pytest.approx(1.0, abs=0.1)
    live = ("-c", "copy", "-f", "matroska", "-live", "1")
    facts = probe(_made(tmp_path / "live.mkv", "-i", str(film), *live))
    assert facts.video_duration == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    "name", ["-dash.mp4", "a:b.mp4", 'it\'s "so".mp4', "🎬 film.mp4", "%d.mp4", "a" * 200 + ".mp4"]
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows none of these but two")
def test_names(film: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(film.read_bytes())
    assert probe(path).width == 320


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"“no\.mp4” is not there"):
        probe(tmp_path / "no.mp4")
    with pytest.raises(SourceUnreadable, match="is a folder"):
        probe(tmp_path)


def test_what_is_no_film_is_refused_with_a_hint(film: Path, tmp_path: Path) -> None:
    whole = film.read_bytes()
    no_index = _made(tmp_path / "end.mp4", "-i", str(film), "-c", "copy").read_bytes()
    cases = {
        "empty.mp4": (b"", "is empty"),
        "random.mp4": (os.urandom(50_000), "can't be read"),
        "text.mp4": (b"no film at all\n" * 100, "can't be read"),
        "cut.mp4": (whole[: len(whole) * 2 // 3], "cut off"),
        "no_moov.mp4": (no_index[: len(no_index) // 2], "cut off"),
        "stub.mp4": (whole[:40], "cut off"),
    }
    for name, (content, said) in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceUnreadable) as caught:
            probe(tmp_path / name)
        assert said in caught.value.message, name
        assert caught.value.hint, name


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{film}'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5000 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    ],
)
def test_a_list_that_points_elsewhere_is_not_followed(film: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "film.mp4").write_bytes(film.read_bytes())
    for name in ("list.m3u8", "list.mp4", "list.sdp", "list.ffconcat"):
        (tmp_path / name).write_text(text.format(film="film.mp4"))
        with pytest.raises(SourceUnreadable):
            probe(tmp_path / name)


def test_a_film_of_almost_nothing_is_not_hours_long(tmp_path: Path) -> None:
    apart = ("-vf", "setpts='if(eq(N,23),{seconds}/TB,PTS)'", "-fps_mode", "passthrough", "-c:v", "libx264")
    films = {seconds: tmp_path / f"{seconds}.mkv" for seconds in (300, 80_000)}
    for seconds, film in films.items():
        _made(film, *_PICTURES, *(part.format(seconds=seconds) for part in apart), "-enc_time_base", "1:1000")
    assert probe(films[300]).video_duration == pytest.approx(300, abs=1)
    with pytest.raises(SourceUnreadable, match="almost nothing in it"):
        probe(films[80_000])


@pytest.mark.parametrize(("codec", "what"), [("V_MPEG4/ISO/AVC", "pictures"), ("A_AAC", "sounds")])
def test_a_codec_that_nobody_knows_is_named(film: Path, tmp_path: Path, codec: str, what: str) -> None:
    path = _made(tmp_path / "a.mkv", "-i", str(film), "-c", "copy")
    path.write_bytes(path.read_bytes().replace(codec.encode(), codec[:-2].encode() + b"YZ"))
    with pytest.raises(SourceUnreadable, match=f"The {what} of"):
        probe(path)


def test_pixels_of_any_shape_make_no_larger_picture(tmp_path: Path) -> None:
    path = _made(tmp_path / "a.mp4", *_PICTURES, "-vf", "setsar=200", "-c:v", "mpeg4")
    with pytest.raises(SourceUnreadable, match=r"claims to be \d{5} by 180 pixels"):
        probe(path)


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="no moving pictures"):
        probe(_made(tmp_path / "a.m4a", *_TONE, "-c:a", "aac"))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(film.read_bytes())
    path.chmod(0)
    with pytest.raises(StorageRefused):
        probe(path)


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("a.mp3", "mp3", ("-c:a", "libmp3lame")),
        ("a.wav", "pcm_s16le", ()),
        ("a.m4a", "aac", ("-c:a", "aac")),
        ("a.ogg", "opus", ("-c:a", "libopus")),
        ("a.flac", "flac", ()),
    ],
)
def test_music_files(tmp_path: Path, name: str, codec: str, options: tuple[str, ...]) -> None:
    facts = probe_audio(_made(tmp_path / name, *_TONE, "-ac", "2", *options))
    assert (facts.codec, facts.channels, facts.sample_rate) == (codec, 2, 48000)
    assert facts.duration == pytest.approx(1.0, abs=0.1)


def test_what_is_no_music_is_refused(film: Path, tmp_path: Path) -> None:
    silent = _made(tmp_path / "silent.mp4", "-i", str(film), "-an", "-c", "copy")
    with pytest.raises(SourceUnreadable, match="no sound"):
        probe_audio(silent)
    with pytest.raises(SourceMissing):
        probe_audio(tmp_path / "no.mp3")
    for name in ("a.mp3", "a.wav", "a.ogg", "a.m4a", "a.flac"):
        for content in (b"", os.urandom(20_000), b"ID3\x04\x00\x00\x00\x00\x00\x00", b"RIFF\xff\xff\xff\xffWAVEfmt "):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(SourceUnreadable):
                probe_audio(tmp_path / name)


def test_boxes_are_read_with_64_bit_sizes_and_to_the_end(tmp_path: Path) -> None:
    def box(name: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + name + content

    path = tmp_path / "a.mp4"
    large = (1).to_bytes(4, "big") + b"mdat" + (16 + 5).to_bytes(8, "big") + b"12345"
    path.write_bytes(box(b"ftyp", b"isom") + large + bytes(4) + b"free" + b"123")
    assert top_level_boxes(path) == [("ftyp", 12), ("mdat", 33), ("free", 44)]
    path.write_bytes(b"not a film at all")
    assert top_level_boxes(path) == []
    path.write_bytes(box(b"ftyp", b"isom") + (1).to_bytes(4, "big") + b"mdat" + (3).to_bytes(8, "big"))
    assert top_level_boxes(path) == [("ftyp", 12)]
