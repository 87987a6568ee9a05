"""Reading ffmpeg's progress, and the time left."""

import pytest

from vidstudio.core.progress import Meter, ProgressReader, Report

_BLOCK = (
    b"frame=48\nfps=23.90\nstream_0_0_q=29.0\nbitrate= 873.8kbits/s\ntotal_size=262192\nout_time_us=2400000\n"
    b"out_time_ms=2400000\nout_time=00:00:02.400000\ndup_frames=0\ndrop_frames=0\nspeed=1.2x\nprogress=continue\n"
)
_READ = Report(48, 2.4, size=262_192)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"", []),
        (_BLOCK, [_READ]),
        (_BLOCK * 2, [_READ, _READ]),
        (_BLOCK.replace(b"\n", b"\r\n"), [_READ]),
        (_BLOCK.replace(b"continue", b"end"), [Report(48, 2.4, ended=True, size=262_192)]),
        (_BLOCK.rstrip(b"\n"), []),
        (b"progress=continue\n", [Report(None, None)]),
        (b"frame=  7\nprogress=continue\n", [Report(7, None)]),
        (b"frame=N/A\nout_time_us=N/A\nprogress=continue\n", [Report(None, None)]),
        (b"frame=-3\nout_time_us=-9223372036854775808\nprogress=end\n", [Report(None, None, ended=True)]),
        (b"frame=1e5\nprogress=continue\n", [Report(None, None)]),
        (b"frame=" + b"9" * 40 + b"\nprogress=continue\n", [Report(None, None)]),
        ("frame=٣\nprogress=continue\n".encode(), [Report(None, None)]),
        (b"out_time_ms=1500000\nprogress=continue\n", [Report(None, 1.5)]),
        (b"frame\n=\n==\nframe=5\nframe=6\n\xff\xfe=1\nprogress=continue\n", [Report(6, None)]),
        (b"frame=5\nprogress=continue\nprogress=continue\n", [Report(5, None), Report(None, None)]),
        (b"new_key=frame=9\nprogress=continue\n", [Report(None, None)]),
    ],
)
def test_whatever_is_sent_is_read_the_same_however_it_is_cut(sent: bytes, read: list[Report]) -> None:
    for size in (len(sent) or 1, 1, 2, 7):
        reader = ProgressReader()
        chunks = [sent[at : at + size] for at in range(0, len(sent), size)]
        assert [report for chunk in chunks for report in reader.feed(chunk)] == read, f"cut every {size} bytes"


def test_a_line_that_never_ends_is_not_kept() -> None:
    reader = ProgressReader()
    for _ in range(100):
        assert reader.feed(b"x" * 100_000) == []
    assert len(reader._rest) < 10_000
    assert reader.feed(b"\n" + _BLOCK) == [_READ]


def test_nothing_is_guessed_at_first() -> None:
    meter = Meter(240, 24, now=100.0)
    first = meter.at(0, 100.0)
    assert (first.fraction, first.seconds_left, first.speed) == (0.0, None, None)
    assert meter.at(3, 100.3).seconds_left is None
    assert meter.at(3, 100.3).fraction == 3 / 240


def test_a_steady_pace_gives_the_true_time_left_and_speed() -> None:
    meter = Meter(2400, 24, now=0.0)
    for second in range(1, 11):
        estimate = meter.at(48 * second, float(second))
    assert estimate.fraction == pytest.approx(480 / 2400)
    assert estimate.seconds_left == pytest.approx((2400 - 480) / 48)
    assert estimate.speed == pytest.approx(2.0)


def test_a_change_of_pace_is_followed_without_a_jump() -> None:
    meter = Meter(10_000, 25, now=0.0)
    for second in range(1, 31):
        before = meter.at(100 * second, float(second))
    after = meter.at(3000 + 10, 31.0)
    assert before.seconds_left == pytest.approx(70, rel=0.01)
    assert after.seconds_left is not None
    assert 70 < after.seconds_left < 90
    for second in range(2, 60):
        after = meter.at(3000 + 10 * second, 30.0 + second)
    assert after.seconds_left == pytest.approx((10_000 - 3590) / 10, rel=0.02)


def test_the_fraction_never_falls_and_time_left_is_never_negative() -> None:
    meter = Meter(100, 24, now=0.0)
    fractions = []
    for now, done in [(1.0, 50), (2.0, 20), (1.5, 60), (4.0, 90), (4.0, 90), (5.0, 130), (6.0, 99)]:
        estimate = meter.at(done, now)
        fractions.append(estimate.fraction or 0)
        assert estimate.seconds_left is None or estimate.seconds_left >= 0
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert meter.at(130, 7.0).seconds_left == 0.0


def test_time_left_grows_while_nothing_moves() -> None:
    meter = Meter(1000, 24, now=0.0)
    moving = meter.at(100, 5.0)
    waiting = meter.at(100, 20.0)
    assert moving.seconds_left is not None
    assert waiting.seconds_left is not None
    assert waiting.seconds_left > moving.seconds_left


def test_work_without_a_length_has_no_fraction() -> None:
    assert Meter(0, 24, now=0.0).at(10, 5.0).fraction is None


def test_an_unknown_frame_rate_gives_no_speed() -> None:
    estimate = Meter(100, 0, now=0.0).at(10, 5.0)
    assert estimate.speed is None
    assert estimate.seconds_left == pytest.approx(45)
