"""Settings shared by window and command line: the environment first, then a TOML file a person can edit.

Tokens and keys of services are not among them: they live in the keyring or the environment (``services/secrets.py``).
"""

import os
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from tomlkit.exceptions import TOMLKitError

from vidstudio.core.appearance import Appearance
from vidstudio.core.fetch import LARGEST_GIGABYTES
from vidstudio.core.refine import PRICE
from vidstudio.errors import SettingsRefused, StorageRefused
from vidstudio.paths import Places, VideoStorage, expanded, is_text


class Settings(BaseSettings):
    """Every setting with its default. Names in the file are the field names."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True, case_sensitive=True
    )  # case_sensitive: $FFMPEG is not our ffmpeg

    video_storage_path: Path | None = Field(
        default=None, validation_alias=AliasChoices("VIDEO_STORAGE_PATH", "video_storage_path")
    )
    ffmpeg: str = Field(default="", validation_alias=AliasChoices("VIDSTUDIO_FFMPEG", "ffmpeg"))
    replicate_base_url: str = Field(
        default="", validation_alias=AliasChoices("REPLICATE_BASE_URL", "replicate_base_url")
    )
    openai_base_url: str = Field(default="", validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"))
    planner_model: str = Field(default="", validation_alias=AliasChoices("VIDSTUDIO_PLANNER_MODEL", "planner_model"))
    image_model: str = Field(default="", validation_alias=AliasChoices("VIDSTUDIO_IMAGE_MODEL", "image_model"))
    refinement_price: Decimal = Field(
        default=PRICE,
        ge=0,
        le=1000,
        decimal_places=4,
        validation_alias=AliasChoices("VIDSTUDIO_REFINEMENT_PRICE", "refinement_price"),
    )
    monthly_budget: Decimal | None = Field(
        default=None,
        ge=0,
        le=100_000,
        decimal_places=4,
        validation_alias=AliasChoices("VIDSTUDIO_MONTHLY_BUDGET", "monthly_budget"),
    )
    pictures_at_once: int = Field(
        default=4, ge=1, le=16, validation_alias=AliasChoices("VIDSTUDIO_PICTURES_AT_ONCE", "pictures_at_once")
    )
    cache_gigabytes: float = Field(
        default=10.0, ge=0, le=10_000, validation_alias=AliasChoices("VIDSTUDIO_CACHE_GIGABYTES", "cache_gigabytes")
    )
    largest_film: float = Field(
        default=LARGEST_GIGABYTES,
        gt=0,
        le=100_000,
        validation_alias=AliasChoices("VIDSTUDIO_LARGEST_FILM", "largest_film"),
    )
    export_name: str = Field(default="", validation_alias=AliasChoices("VIDSTUDIO_EXPORT_NAME", "export_name"))
    exports_at_once: int = Field(
        default=0, ge=0, le=16, validation_alias=AliasChoices("VIDSTUDIO_EXPORTS_AT_ONCE", "exports_at_once")
    )
    hardware_encoders: bool = Field(
        default=False, validation_alias=AliasChoices("VIDSTUDIO_HARDWARE_ENCODERS", "hardware_encoders")
    )
    appearance: Appearance = Field(
        default=Appearance.SYSTEM, validation_alias=AliasChoices("VIDSTUDIO_APPEARANCE", "appearance")
    )

    look_for_updates: bool | None = Field(
        default=None, validation_alias=AliasChoices("VIDSTUDIO_LOOK_FOR_UPDATES", "look_for_updates")
    )

    @field_validator("video_storage_path")
    @classmethod
    def _named_by_text(cls, folder: Path | None) -> Path | None:
        if folder is not None and not is_text(folder):
            raise ValueError("its name is no text (UTF-8)")
        return folder

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the framework's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values, then the environment, then the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    def storage(self, places: Places) -> VideoStorage:
        """Where films are kept."""
        root = self.video_storage_path
        return VideoStorage(expanded(root) if root else places.videos)


def load_settings(places: Places) -> Settings:
    """The settings as they are now; raises ``SettingsRefused`` naming what is wrong with file or environment."""
    file = places.settings_file

    class _FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    hint = f"Correct or remove {file}."
    try:
        return _FromFile()
    except ValidationError as exc:
        first = exc.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "value"
        why = first["msg"].removeprefix("Value error, ")
        if name in os.environ:
            raise SettingsRefused(f"{name} can't be used: {why}.", "Correct or unset it.") from exc
        name = name.lower().removeprefix("vidstudio_")
        raise SettingsRefused(f"The setting {name} in {file} can't be used: {why}.", hint) from exc
    except OSError as exc:
        raise SettingsRefused(
            f"The settings file {file} can't be read: {exc.strerror or exc}.", "Check its permissions."
        ) from exc
    except ValueError as exc:
        raise SettingsRefused(f"The settings file {file} can't be read: {exc}.", hint) from exc


def save_settings(places: Places, changes: dict[str, Any]) -> Settings:
    """Write some settings to the file, None: take it out; the rest and its comments stay. Gives them all anew."""
    file = places.settings_file
    try:
        document = tomlkit.parse(file.read_text("utf-8")) if file.exists() else tomlkit.document()
        for name, value in changes.items():
            if value is None:
                document.pop(name, None)
            else:
                document[name] = str(value) if isinstance(value, (Path, Decimal, StrEnum)) else value
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_text(tomlkit.dumps(document), "utf-8")
        fresh.replace(file)
    except TOMLKitError as exc:
        raise SettingsRefused(f"The settings file {file} can't be read: {exc}.", "Correct or remove it.") from exc
    except OSError as exc:
        raise StorageRefused(
            f"The settings can't be saved: {exc.strerror}.", f"Check the folder {file.parent}."
        ) from exc
    return load_settings(places)
