"""Settings of the service: read once, at the edge, from the environment and one TOML file."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from service.errors import SettingsError
from service.generate import DEFAULT

PREFIX = "DATELINE_"
CONFIG_VARIABLE = "DATELINE_CONFIG"
DEFAULT_CONFIG = Path("dateline.toml")


class Settings(BaseSettings):
    """What an operator can set: `DATELINE_PORT=9000`, or `port = 9000` in `dateline.toml`.

    The environment wins over the file.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    index: Path = Field(default=Path(".dateline"), description="Folder of the index.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    generator: str = Field(default=DEFAULT, description="Who composes the answers.")
    admin_key: SecretStr | None = Field(
        default=None,
        min_length=1,
        description="Key that may add and remove articles; without it nobody may.",
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins whose pages may call the API; comma-separated in the environment.",
    )
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="Largest request body.")
    log_questions: bool = Field(default=False, description="Write questions into the log.")

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in their order: arguments, environment, file."""
        file = TomlConfigSettingsSource(settings_cls, toml_file=_config_file(os.environ))
        return init_settings, env_settings, file


def read_settings() -> Settings:
    """Return the settings. Raises SettingsError naming the setting, its fault and the remedy."""
    _refuse_unknown(os.environ)
    named = os.environ.get(CONFIG_VARIABLE)
    if named and not Path(named).is_file():
        raise SettingsError(f"{CONFIG_VARIABLE} names {named}, which is not a file; correct it")
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        where = _config_file(os.environ)
        raise SettingsError(f"{where} cannot be read as TOML ({error}); mend it") from error


def _config_file(environ: Mapping[str, str]) -> Path:
    return Path(environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {name.upper() for name in Settings.model_fields} | {"CONFIG"}
    for variable in environ:
        prefix, name = variable.upper()[: len(PREFIX)], variable.upper()[len(PREFIX) :]
        if prefix == PREFIX and name not in known:
            raise SettingsError(f"unknown setting {variable}; {_nearest(name, known, PREFIX)}")


def _explain(error: ValidationError) -> str:
    faults = []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            faults.append(f"unknown setting {name!r}; {_nearest(name, Settings.model_fields)}")
        else:
            faults.append(f"the setting {name!r} ({PREFIX}{name.upper()}): {fault['msg']}")
    return "; ".join(faults)


def _nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    names = sorted(known)
    if near := get_close_matches(name, names, n=1):
        return f"did you mean {prefix}{near[0]}?"
    return f"there are: {', '.join(prefix + each for each in names)}"
