"""Long work tells where it is and hears that it should stop."""

import threading

import pytest

from vidstudio.core.control import Control, Progress
from vidstudio.errors import Canceled, LeftForLater


def test_nothing_asked_for_goes_on() -> None:
    control = Control()
    control.progress(Progress(0.5, "on"))
    control.check()
    control.wait(0)
    assert not control.canceled


@pytest.mark.parametrize(("ask", "raised"), [("cancel", Canceled), ("leave", LeftForLater)])
def test_a_wish_reaches_every_part(ask: str, raised: type[BaseException]) -> None:
    control = Control()
    part = control.part(0, 0.5, "A").part(0, 1, "B")
    getattr(control, ask)()
    for each in (control, part):
        assert each.canceled
        with pytest.raises(raised):
            each.check()
        with pytest.raises(raised):
            each.wait(60)


def test_waiting_ends_when_it_is_asked_for_elsewhere() -> None:
    control = Control()
    asking = threading.Timer(0.02, control.cancel)
    asking.start()
    with pytest.raises(Canceled):
        control.wait(60)
    asking.join()


def test_parts_fill_their_share() -> None:
    told: list[Progress] = []
    part = Control(told.append).part(0.5, 0.75, "Scene 3 of 4")
    for fraction in (None, 0.0, 0.5, 1.0):
        part.progress(Progress(fraction, "Painting"))
    assert [state.fraction for state in told] == [0.5, 0.5, 0.625, 0.75]
    assert told[0].text == "Scene 3 of 4: Painting"
