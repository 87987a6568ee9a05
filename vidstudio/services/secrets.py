"""The token of the image service: in the system's keyring, or in the environment; in no file of ours."""

import logging
import os

import keyring
from keyring.errors import KeyringError

from vidstudio.errors import StorageRefused

VARIABLE = "REPLICATE_API_TOKEN"
_SERVICE, _USER = "vidstudio", "replicate"

_log = logging.getLogger(__name__)


def read_token() -> str:
    """The token, the environment's before the keyring's; empty if there is none."""
    token = os.environ.get(VARIABLE, "").strip()
    if token:
        return token
    try:
        return (keyring.get_password(_SERVICE, _USER) or "").strip()
    except (KeyringError, OSError, RuntimeError) as exc:
        _log.info("No keyring: %s", type(exc).__name__)
        return ""


def save_token(token: str) -> None:
    """Put the token into the keyring, an empty one: take it out; raises ``StorageRefused`` where there is none."""
    try:
        if token.strip():
            keyring.set_password(_SERVICE, _USER, token.strip())
        elif keyring.get_password(_SERVICE, _USER) is not None:
            keyring.delete_password(_SERVICE, _USER)
    except (KeyringError, OSError, RuntimeError) as exc:
        raise StorageRefused(
            "This system has no keyring to keep the token in.", f"Set the environment variable {VARIABLE} instead."
        ) from exc
