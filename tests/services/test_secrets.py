"""The token: in the keyring or the environment, and in no file."""

import keyring
import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from vidstudio.errors import StorageRefused
from vidstudio.services.secrets import read_token, save_token


class LockedKeyring(null.Keyring):
    """A keyring whose owner does not unlock it."""

    def get_password(self, service: str, username: str, password: str = "") -> str | None:
        raise KeyringLocked(service, username, bool(password))

    set_password = get_password


def test_a_token_is_kept_and_forgotten() -> None:
    assert read_token() == ""
    save_token("  r8_one\n")
    assert read_token() == "r8_one"
    save_token("r8_two")
    assert read_token() == "r8_two"
    save_token("")
    save_token(" ")
    assert read_token() == ""


def test_the_environment_comes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    save_token("r8_kept")
    monkeypatch.setenv("REPLICATE_API_TOKEN", " r8_given ")
    assert read_token() == "r8_given"
    monkeypatch.setenv("REPLICATE_API_TOKEN", "  ")
    assert read_token() == "r8_kept"


@pytest.mark.parametrize("backend", [fail.Keyring, LockedKeyring])
def test_a_system_without_a_keyring_is_done_without(
    backend: type[fail.Keyring], caplog: pytest.LogCaptureFixture
) -> None:
    keyring.set_keyring(backend())
    assert read_token() == ""
    with pytest.raises(StorageRefused, match="no keyring") as error:
        save_token("r8_secret")
    assert "REPLICATE_API_TOKEN" in error.value.hint
    assert "r8_secret" not in caplog.text + str(error.value)


def test_each_provider_has_a_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    save_token("r8_one")
    save_token("sk-one", "openai")
    save_token("k-one", "my-lab")
    assert [read_token(), read_token("openai"), read_token("my-lab")] == ["r8_one", "sk-one", "k-one"]
    monkeypatch.setenv("OPENAI_API_KEY", "sk-two")
    monkeypatch.setenv("VIDSTUDIO_MY_LAB_KEY", "k-two")
    assert [read_token(), read_token("openai"), read_token("my-lab")] == ["r8_one", "sk-two", "k-two"]
    save_token("", "my-lab")
    monkeypatch.delenv("VIDSTUDIO_MY_LAB_KEY")
    assert read_token("my-lab") == ""
