"""What changes in bursts is read once for all that happens before it is there."""

from collections.abc import Callable

from vidstudio.background.reread import Reread


class Reading:
    """Reads of a number that are answered when the test wants it."""

    def __init__(self) -> None:
        self.begun: list[tuple[Callable[[int], object], Callable[[Exception], object]]] = []
        self.told: list[tuple[int, tuple[str, ...]]] = []
        self.failed: list[Exception] = []
        self.reread: Reread[int, str] = Reread(
            lambda done, failed: self.begun.append((done, failed)),
            lambda read, asked: self.told.append((read, asked)),
            self.failed.append,
        )


def test_each_wish_is_read_while_nothing_else_is() -> None:
    reading = Reading()
    for number in (1, 2):
        reading.reread.ask(f"wish {number}")
        reading.begun[-1][0](number)
    assert reading.told == [(1, ("wish 1",)), (2, ("wish 2",))]
    assert len(reading.begun) == 2


def test_a_burst_is_read_once_more_and_for_what_came_after_the_first_began() -> None:
    reading = Reading()
    for number in range(5):
        reading.reread.ask(f"wish {number}")
    assert len(reading.begun) == 1
    reading.begun[0][0](1)
    assert len(reading.begun) == 2
    assert reading.told == [(1, ("wish 0",))]
    reading.begun[1][0](2)
    assert reading.told[1:] == [(2, ("wish 1", "wish 2", "wish 3", "wish 4"))]
    assert len(reading.begun) == 2


def test_a_wish_of_who_is_told_is_read_as_well() -> None:
    reading = Reading()
    again = ["once"]

    def told(read: int, asked: tuple[str, ...]) -> None:
        reading.told.append((read, asked))
        if again:
            reading.reread.ask(again.pop())

    reading.reread = Reread(lambda done, failed: reading.begun.append((done, failed)), told, reading.failed.append)
    reading.reread.ask()
    reading.begun[0][0](1)
    reading.begun[1][0](2)
    assert reading.told == [(1, ()), (2, ("once",))]


def test_after_a_refusal_it_goes_on() -> None:
    reading = Reading()
    reading.reread.ask()
    reading.reread.ask("later")
    reading.begun[0][1](OSError("gone"))
    assert [str(error) for error in reading.failed] == ["gone"]
    reading.begun[1][0](3)
    assert reading.told == [(3, ("later",))]
