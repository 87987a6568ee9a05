"""Films that come from elsewhere: which addresses are taken, where they may lead on, and the plan that fetches one."""

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit
from urllib.request import url2pathname

from vidstudio.core.plan import Plan, Step
from vidstudio.core.sentences import clean
from vidstudio.errors import InputRefused

LARGEST_GIGABYTES = 20.0
"""Of a film that is fetched, unless the settings say otherwise: two hours in 4K, as they are handed over."""

STEPS = 1000
"""What a fetch counts as in a plan's progress, however large the film is: nobody knows its frames beforehand."""

TITLE = "Fetching the film"

_LONGEST = 1500
"""Letters of an address; signed ones have some hundred."""

_HINT = "Give an address such as https://example.org/film.mp4, or a file."


def is_address(text: str) -> bool:
    """Whether this is meant as an address, not as the name of a file on this computer."""
    return "://" in text


def check_address(text: str) -> str:
    """The address of a film as it is kept; raises ``InputRefused`` for what leads to no server, or carries a password.

    A part behind ``#`` is for browsers alone and goes.
    """
    address = text.strip()
    if len(address) > _LONGEST:
        raise InputRefused(f"The address is too long: {len(address)} characters.", f"At most {_LONGEST} are allowed.")
    if not address.isprintable() or " " in address:
        raise InputRefused("The address has blanks or control characters in it.", _HINT)
    try:
        parts = urlsplit(address)
        _ = parts.port  # out of range is an error, told when asked
    except ValueError as exc:
        raise InputRefused(f"“{address}” is no address: {exc}.", _HINT) from exc
    if parts.scheme not in {"http", "https"}:
        raise InputRefused(f"Films are fetched from http and https addresses, not from {parts.scheme}.", _HINT)
    if not parts.hostname:
        raise InputRefused(f"“{address}” names no server.", _HINT)
    if parts.username is not None or parts.password is not None:
        raise InputRefused(
            "The address has a user's name or a password in it.",
            "It would be kept and shown as it is. Fetch the film yourself, and give the file.",
        )
    return urlunsplit(parts._replace(fragment=""))


def redirected(address: str, location: str) -> str:
    """Where a server leads on to; raises ``InputRefused`` for what is no address, or less safe than the one before."""
    further = check_address(urljoin(address, location.strip().replace(" ", "%20")))
    if address.startswith("https:") and not further.startswith("https:"):
        raise InputRefused(
            "The film's server leads on to an address that is not encrypted.",
            "Give that address itself if you trust it.",
        )
    return further


def file_of(address: str) -> Path | None:
    """The file that an address stands for, None for one of a server that films are fetched from.

    A file on a network share of Windows has the server's name in front: ``file://server/share/film.mp4``.
    """
    parts = urlsplit(address)
    path = f"//{parts.netloc}{parts.path}" if parts.netloc else parts.path
    return Path(url2pathname(path)) if parts.scheme == "file" else None


def place(address: str) -> str:
    """Where a film comes from, in a word: the server, or the file."""
    file = file_of(address)
    return file.name if file else urlsplit(address).hostname or address


def title_of(address: str) -> str:
    """What a film is called until somebody names it: its file, without the ending."""
    last = clean(unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]))
    stem, dot, ending = last.rpartition(".")
    return (stem if dot and stem and len(ending) <= 5 else last) or place(address)


def ending_of(address: str) -> str:
    """The ending of the file an address names, in small letters and without its dot; empty if it has none."""
    return PurePosixPath(urlsplit(address).path).suffix[1:].lower()


def fetch_plan(
    address: str, *, command: tuple[str, ...], partial: Path, target: Path, most: int, room: int, token: str
) -> Plan:
    """What fetches a film to ``target``; ``command`` starts the process that does it.

    ``partial`` is where that keeps what has come, to go on from there another time; ``most`` the bytes a film may have,
    ``room`` those it will need, 0 where nobody knows.
    """
    output = target.with_name(f".{target.stem}-{token}.part{target.suffix}")
    file = file_of(address)
    step = Step(
        title=TITLE,
        argv=(*command, address, str(partial), str(output), str(most)),
        inputs=(file,) if file else (),
        outputs=(output,),
        frames=STEPS,
    )
    return Plan((step,), output, target, expected=None, room=room, way="fetch")
