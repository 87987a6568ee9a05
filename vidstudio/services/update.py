"""Asks the project's address for the newest version: one request that says nothing, one small answer."""

import json
from contextlib import suppress

import httpx

from vidstudio.core.control import Control
from vidstudio.core.update import VARIABLE, Newest, is_version
from vidstudio.errors import InputRefused
from vidstudio.services.images.download import may_be_asked
from vidstudio.services.images.transport import origin
from vidstudio.services.web.refusals import House
from vidstudio.services.web.wire import Wire

LARGEST = 16 * 1024
"""Bytes of an answer."""

_SILENCE = 5.0
_HOUSE = House("the project's address", "key", model="newest version")
_HEADERS = {"User-Agent": "vidstudio", "Accept": "application/json"}


def newest_version(address: str, control: Control) -> Newest:
    """What is told there; no version, no cookie and no name goes along, and no redirect is followed.

    Raises:
        InputRefused: the address is neither ``https:`` nor this machine's, or the answer is none of ours.
        ImageServiceError: or one of its kinds, where nobody answers.
    """
    url = _checked(address)
    with (
        Wire(_HOUSE, control, "", _SILENCE, headers=_HEADERS) as wire,
        wire.exchange("GET", url) as response,
    ):
        content = b""
        for chunk in wire.chunks(response, _SILENCE):
            content += chunk
            if len(content) > LARGEST:
                raise InputRefused("The answer about the newest version is too long.")
    return _read(content, url)


def _checked(address: str) -> httpx.URL:
    with suppress(httpx.InvalidURL):
        url = httpx.URL(address)
        if may_be_asked(url):
            return url
    raise InputRefused("The address of the newest version can't be used.", f"Correct or unset {VARIABLE}.")


def _read(content: bytes, url: httpx.URL) -> Newest:
    with suppress(ValueError, RecursionError, TypeError, KeyError, httpx.InvalidURL):
        found = json.loads(content)
        version, page = found["version"], httpx.URL(found["page"])
        if is_version(version) and not page.userinfo and origin(page) == origin(url):
            return Newest(version, str(page))
    raise InputRefused("The answer about the newest version can't be used.")
