"""Several threads at the library of a program that has one thread for it."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue
from typing import Any, TypeVar

from vidstudio.errors import LeftForLater
from vidstudio.store.library import Library
from vidstudio.studio.context import Studio

T = TypeVar("T")
_Asked = tuple[Callable[[Library], Any], "Future[Any]"]


def side_by_side(
    studio: Studio, work: Iterable[Callable[[Studio], object]], at_once: int, leave: Callable[[], object]
) -> None:
    """Do all pieces of work, up to ``at_once`` at the same time and begun in their order; ends when all have.

    Each is handed a studio whose library may be asked from its thread: it is asked in this one, as the one this was
    called with allows. Where this thread is torn out of it, ``leave`` is called to have the pieces stop, and what they
    still ask ends in ``LeftForLater``. What a piece raises is its own to catch; the first that is not is raised here,
    once all have ended.
    """
    asked: SimpleQueue[_Asked | None] = SimpleQueue()

    def relayed(action: Callable[[Library], T], /) -> T:
        answer: Future[T] = Future()
        asked.put((action, answer))
        return answer.result()

    elsewhere = replace(studio, library=relayed)
    with ThreadPoolExecutor(at_once, thread_name_prefix="side") as pool:
        pieces = [pool.submit(piece, elsewhere) for piece in work]
        for piece in pieces:
            piece.add_done_callback(lambda _piece: asked.put(None))
        left = len(pieces)
        try:
            while left:
                question = asked.get()
                if question is None:
                    left -= 1
                else:
                    _answer(studio, *question)
        except BaseException:
            leave()
            while left:
                question = asked.get()
                if question is None:
                    left -= 1
                else:
                    question[1].set_exception(LeftForLater())
            raise
    for piece in pieces:
        piece.result()


def _answer(studio: Studio, action: Callable[[Library], Any], answer: "Future[Any]") -> None:
    try:
        answer.set_result(studio.library(action))
    except Exception as exc:  # noqa: BLE001 - it belongs to whoever asked
        answer.set_exception(exc)
