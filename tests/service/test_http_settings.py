import json
from pathlib import Path

import pytest

from service.app import from_environment
from service.errors import GeneratorError, SettingsError
from service.settings import Settings, read_settings
from tests.conftest import Run


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DATELINE_{name.upper()}", raising=False)
    monkeypatch.delenv("DATELINE_CONFIG", raising=False)


def test_defaults_are_a_loopback_service_without_keys() -> None:
    settings = read_settings()
    assert settings.index == Path(".dateline")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.generator == "extractive"
    assert settings.admin_key is None
    assert settings.allowed_origins == ()
    assert settings.max_body_bytes == 1_000_000
    assert not settings.log_questions
    assert not settings.keys_required
    assert settings.workers == 1


@pytest.mark.parametrize(
    ("host", "wanted", "required"),
    [
        ("127.0.0.1", None, False), ("127.0.0.9", None, False), ("::1", None, False),
        ("localhost", None, False), ("0.0.0.0", None, True), ("::", None, True),
        ("192.168.1.5", None, True), ("archive.example", None, True),
        ("127.0.0.1", True, True), ("0.0.0.0", False, False),
    ],
)  # fmt: skip
def test_keys_are_required_unless_only_this_machine_can_ask(
    host: str, wanted: bool | None, required: bool
) -> None:
    assert Settings(host=host, require_keys=wanted).keys_required is required


def test_every_setting_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "INDEX": "archive", "HOST": "0.0.0.0", "PORT": "9000", "GENERATOR": "fake",
        "ADMIN_KEY": "key", "ALLOWED_ORIGINS": "https://A.example/, app://dateline.example",
        "MAX_BODY_BYTES": "5", "LOG_QUESTIONS": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"DATELINE_{name}", value)
    settings = read_settings()
    assert settings.index == Path("archive")
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)
    assert settings.allowed_origins == ("https://a.example", "app://dateline.example")
    assert settings.log_questions
    assert settings.admin_key is not None
    assert settings.admin_key.get_secret_value() == "key"
    assert "key'" not in repr(settings)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dateline.toml").write_text(
        'port = 9001\nhost = "::1"\nallowed_origins = ["https://a.example"]\n'
    )
    monkeypatch.setenv("DATELINE_PORT", "9002")
    settings = read_settings()
    assert (settings.host, settings.port) == ("::1", 9002)
    assert settings.allowed_origins == ("https://a.example",)


def test_the_file_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("other.toml").write_text("port = 9003\n")
    monkeypatch.setenv("DATELINE_CONFIG", "other.toml")
    assert read_settings().port == 9003


def test_an_empty_admin_key_is_no_admin_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ADMIN_KEY", "")
    assert read_settings().admin_key is None
    Path("dateline.toml").write_text('admin_key = ""\n')
    with pytest.raises(SettingsError, match="admin_key"):
        read_settings()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DATELINE_PROT", "1", "did you mean DATELINE_PORT"),
        ("DATELINE_ZZZ", "1", "DATELINE_ADMIN_KEY"),
        ("DATELINE_PORT", "many", "DATELINE_PORT"),
        ("DATELINE_PORT", "0", "DATELINE_PORT"),
        ("DATELINE_CONFIG", "nothing.toml", "nothing.toml"),
        ("DATELINE_KEY_RATE", "often", "60/minute"),
        ("DATELINE_WORKERS", "0", "DATELINE_WORKERS"),
        ("DATELINE_ALLOWED_ORIGINS", "*", "https://news.example"),
        ("DATELINE_ALLOWED_ORIGINS", "https://a.example,null", "https://news.example"),
        ("DATELINE_ALLOWED_ORIGINS", "https://a.example/page", "https://news.example"),
        ("DATELINE_REQUIRE_KEYS", "perhaps", "DATELINE_REQUIRE_KEYS"),
    ],
)
def test_a_faulty_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=words):
        read_settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1", "did you mean port"),
        ("port = 'x'", "'port'"),
        ("port = ", "TOML"),
        ("admin_key = 5", "admin_key"),
    ],
)
def test_a_faulty_file_is_named(text: str, words: str) -> None:
    Path("dateline.toml").write_text(text)
    with pytest.raises(SettingsError, match=words):
        read_settings()


def test_the_app_is_made_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_INDEX", "archive")
    assert from_environment().state.settings.index == Path("archive")
    monkeypatch.setenv("DATELINE_GENERATOR", "oracle")
    with pytest.raises(GeneratorError, match="oracle"):
        from_environment()


class TestCommand:
    def test_every_setting_is_shown_with_its_origin(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("dateline.toml").write_text('port = 9001\nallowed_hosts = ["a.example"]\n')
        monkeypatch.setenv("DATELINE_HOST", "::1")
        monkeypatch.setenv("DATELINE_ADMIN_KEY", "hunter2")
        rows = {row["name"]: row for row in json.loads(run("settings", "--json").out)}
        assert set(rows) == set(Settings.model_fields)
        shown = {name: (row["value"], row["origin"]) for name, row in rows.items()}
        assert shown["port"] == (9001, "dateline.toml")
        assert shown["allowed_hosts"] == (["a.example"], "dateline.toml")
        assert shown["host"] == ("::1", "DATELINE_HOST")
        assert shown["workers"] == (1, "default")
        assert shown["admin_key"][1] == "DATELINE_ADMIN_KEY"
        assert "hunter2" not in run("settings").out + run("settings", "--json").out

    def test_a_faulty_setting_is_named(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATELINE_PROT", "1")
        outcome = run("settings")
        assert outcome.code == 1
        assert "did you mean DATELINE_PORT" in outcome.message

    def test_the_version_is_told(self, run: Run) -> None:
        outcome = run("--version")
        assert outcome.code == 0
        assert outcome.out.split()[0] == "dateline"
        assert outcome.out.split()[1][0].isdigit()
