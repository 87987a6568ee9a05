"""Tokens and keys of services: in the system's keyring, or in the environment; in no file of ours."""

import logging
import os

import keyring
from keyring.errors import KeyringError

from vidstudio.errors import StorageRefused

REPLICATE, OPENAI = "replicate", "openai"
_VARIABLES = {REPLICATE: "REPLICATE_API_TOKEN", OPENAI: "OPENAI_API_KEY"}
_SERVICE = "vidstudio"

_log = logging.getLogger(__name__)


def variable(provider: str) -> str:
    """The environment variable with a provider's token: the one its own tools read, else one of ours."""
    return _VARIABLES.get(provider) or f"VIDSTUDIO_{provider.upper().replace('-', '_')}_KEY"


def read_token(provider: str = REPLICATE) -> str:
    """The token, the environment's before the keyring's; empty if there is none."""
    token = os.environ.get(variable(provider), "").strip()
    if token:
        return token
    try:
        return (keyring.get_password(_SERVICE, provider) or "").strip()
    except (KeyringError, OSError, RuntimeError) as exc:
        _log.info("No keyring: %s", type(exc).__name__)
        return ""


def save_token(token: str, provider: str = REPLICATE) -> None:
    """Put the token into the keyring, an empty one: take it out; raises ``StorageRefused`` where there is none."""
    try:
        if token.strip():
            keyring.set_password(_SERVICE, provider, token.strip())
        elif keyring.get_password(_SERVICE, provider) is not None:
            keyring.delete_password(_SERVICE, provider)
    except (KeyringError, OSError, RuntimeError) as exc:
        raise StorageRefused(
            "This system has no keyring to keep the token in.",
            f"Set the environment variable {variable(provider)} instead.",
        ) from exc
