"""Parts that lead to the outside world, none of which is reached: services, keyrings, certificates."""

import ssl
import sys
from importlib import import_module

import httpx
import keyring
from keyring.backend import get_all_keyring

from vidstudio.self_check.parts import Broken
from vidstudio.services.providers import IMAGES, PLANNERS, find_provider

_KEYRINGS = {"win32": ("Windows",), "darwin": ("macOS",)}
_KEYRINGS_ELSEWHERE = ("SecretService", "kwallet")


def services_load() -> str:
    """Our own planners and image services can be loaded, and the library of the first one."""
    for name in PLANNERS.ours:
        find_provider(PLANNERS, name)
    for name in IMAGES.ours:
        find_provider(IMAGES, name)
    import_module("replicate")
    return f"planners {', '.join(PLANNERS.ours)}; pictures {', '.join(IMAGES.ours)}"


def keyrings_load() -> str:
    """The keyrings of this system are in the program; whether one is running is the system's affair."""
    for name in _KEYRINGS.get(sys.platform, _KEYRINGS_ELSEWHERE):
        import_module(f"keyring.backends.{name}")
    if sys.platform.startswith("linux"):
        import_module("secretstorage")
    found = {type(each).__module__ for each in get_all_keyring()}
    if not any(name.startswith("keyring.backends.") for name in found):
        raise Broken("keyring knows none of its own backends")
    return f"in use: {keyring.get_keyring().name}"


def certificates_are_there() -> str:
    """Addresses that begin with https can be trusted or not: some authorities are known."""
    context = httpx.create_ssl_context()
    known = len(context.get_ca_certs())
    if known < 10:
        raise Broken(f"{known} certificate authorities are known, so that no service can be trusted")
    return f"{known} authorities, {ssl.OPENSSL_VERSION}"
