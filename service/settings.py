"""Settings of the service: read once, at the edge, from the environment and one TOML file."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
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
from service.access.origins import origin_of
from service.conversations import HOURS
from service.errors import KeysError, SettingsError
from service.generate import DEFAULT, OFFERED, Options

PREFIX = "DATELINE_"
CONFIG_VARIABLE = "DATELINE_CONFIG"
_INDEXERS = {name.removeprefix(PREFIX) for name in VARIABLES}
DEFAULT_CONFIG = Path("dateline.toml")
# Extensions of browsers and apps have origins of schemes of their own.
_APP_ORIGIN = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*://[\w.:-]+")


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
    cluster: str | None = Field(
        default=None,
        description="Ray cluster that serves an index in shards: HOST:PORT, or `local`.",
    )
    replicas: int = Field(
        default=2, ge=1, le=64, description="Copies of each shard that a cluster serves from."
    )
    holders: int | None = Field(
        default=None,
        ge=1,
        description="Processes that share one copy of all shards; else one for each processor.",
    )
    routers: int = Field(
        default=1, ge=1, le=64, description="Processes of a cluster that compose answers."
    )
    shard_seconds: float = Field(
        default=4.0, gt=0, description="Seconds that a shard has; then an answer goes without it."
    )
    admin_key: SecretStr | None = Field(
        default=None,
        min_length=1,
        description="Key that may add and remove articles; without it nobody may.",
    )
    require_keys: bool | None = Field(
        default=None,
        description="Whether asking takes a key too; else it does unless we listen on loopback.",
    )
    key_rate: str = Field(default="600/minute", description="How often a key may ask.")
    address_rate: str = Field(
        default="60/minute",
        description="How often an address may ask that shows no secret key; loopback always may.",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Host names that we answer to; else, without keys on loopback, loopback's.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses of proxies whose X-Forwarded-For is believed, comma-separated.",
    )
    workers: int = Field(default=1, ge=1, le=64, description="Processes that share the index.")
    answering: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Answers made at a time in a process; 0: two a core, shared among workers.",
    )
    waiting: int = Field(
        default=64, ge=1, le=10_000, description="Questions that may wait in a process."
    )
    body_seconds: float = Field(
        default=20.0, gt=0, description="Seconds that a request's body may take to arrive."
    )
    shutdown_seconds: int = Field(
        default=30, ge=0, description="Seconds that answers in the making have when we are stopped."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins whose pages may call the API; comma-separated in the environment.",
    )
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="Largest request body.")
    conversation_hours: float = Field(
        default=HOURS, gt=0, le=8_760, description="Hours that a conversation is kept after a turn."
    )
    log_questions: bool = Field(default=False, description="Write questions into the log.")
    traces: bool = Field(
        default=False,
        description="Send traces to OTEL_EXPORTER_OTLP_ENDPOINT; takes the extra `otel`.",
    )

    @field_validator("allowed_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_origin, value))

    @field_validator("key_rate", "address_rate")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        return rate_as_written(value)

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach the service."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def keys_required(self) -> bool:
        """Tell whether asking takes a key."""
        return not self.is_loopback if self.require_keys is None else self.require_keys

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
        file = TomlConfigSettingsSource(settings_cls, toml_file=config_file())
        return init_settings, env_settings, file


def _origin(text: str) -> str:
    if _APP_ORIGIN.fullmatch(text):
        return text
    try:
        return origin_of(text)
    except KeysError as error:
        raise ValueError(str(error)) from error


def rate_as_written(text: str) -> str:
    """Return a rate such as `60/minute` as it is. Raises ValueError for what is none."""
    from limits import parse

    try:
        parse(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a rate; write it as 60/minute") from error
    return text


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
        where = config_file()
        raise SettingsError(f"{where} cannot be read as TOML ({error}); mend it") from error


def config_file() -> Path:
    """Return the file that settings are read from, whether or not it exists."""
    return Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)


def set_in_file() -> frozenset[str]:
    """Return the names of the settings that the file sets."""
    file = config_file()
    return frozenset(tomllib.loads(file.read_text("utf-8"))) if file.is_file() else frozenset()


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
