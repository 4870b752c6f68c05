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

from indexer.commands.web_options import VARIABLES
from indexer.vectors import MEMORY_MB
from service.errors import SettingsError
from service.generate import DEFAULT, OFFERED, Options

PREFIX = "DATELINE_"
CONFIG_VARIABLE = "DATELINE_CONFIG"
_INDEXERS = {name.removeprefix(PREFIX) for name in VARIABLES}
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
    generator: str = Field(
        default=DEFAULT, description=f"Who composes the answers: {', '.join(OFFERED)}."
    )
    llm_base_url: str | None = Field(
        default=None, description="Address of a chat model's API, for any that speaks OpenAI's."
    )
    llm_api_key: SecretStr | None = Field(
        default=None, description="Key for that API; else the provider's own variable is read."
    )
    llm_temperature: float | None = Field(
        default=None, ge=0, le=2, description="Sampling temperature; else the provider's."
    )
    llm_timeout: float = Field(
        default=60.0, gt=0, description="Seconds that a chat model has for an answer."
    )
    llm_retries: int = Field(
        default=2, ge=0, le=10, description="How often a chat model that failed is asked again."
    )
    llm_answer_tokens: int = Field(
        default=600, ge=16, description="Most tokens that a chat model may write."
    )
    llm_prompt_tokens: int = Field(
        default=4_000, ge=500, description="About how many tokens a chat model gets to read."
    )
    reader_model: Path | None = Field(
        default=None, description="GGUF file for the generator `reader`; else the packaged one."
    )
    reader_threads: int = Field(
        default=0, ge=0, description="Threads of the reader's model; 0: one a core."
    )
    reranker: str | None = Field(
        default=None, description="Cross-encoder that re-ranks: a hub name or a folder; else none."
    )
    vector_memory_mb: int = Field(
        default=MEMORY_MB,
        ge=1,
        description="Memory for searching a large archive's vectors (environment only).",
    )
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

    def options(self) -> Options:
        """Return what generators are told of these settings."""
        return Options(
            base_url=self.llm_base_url,
            api_key=self.llm_api_key,
            temperature=self.llm_temperature,
            timeout=self.llm_timeout,
            retries=self.llm_retries,
            answer_tokens=self.llm_answer_tokens,
            prompt_tokens=self.llm_prompt_tokens,
            reader_model=self.reader_model,
            reader_threads=self.reader_threads,
        )

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
    known = {name.upper() for name in Settings.model_fields} | {"CONFIG"} | _INDEXERS
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
