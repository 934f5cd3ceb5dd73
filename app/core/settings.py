"""Settings from DAREN_… variables; what would be unsafe stops the start with a sentence."""

import base64
import difflib
import json
import os
import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.core.crypto import Keyring
from app.core.errors import UnsafeSetting
from app.core.shapes import Currency, Zone

ROOT = Path(__file__).parents[2]


class Cpm(BaseModel):
    """What a thousand views cost on one network in one country, in minor units; who says so, of which day it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price: int = Field(ge=1)
    currency: Currency
    source: str = Field(min_length=1, max_length=200)
    on: date


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Everything that can be set from outside; docs/settings.md has a line for each."""

    model_config = SettingsConfigDict(env_prefix="DAREN_", extra="ignore", frozen=True)

    env: Literal["development", "production"] = "development"
    database_url: str = "sqlite+aiosqlite:///daren.db"
    base_url: str = "http://127.0.0.1:8000"
    data_key: SecretStr | None = None
    old_data_keys: SecretStr | None = None
    index_key: SecretStr | None = None
    files_dir: Path = Path("var/files")
    mail_dir: Path = Path("var/mail")
    smtp_url: SecretStr | None = None
    mail_from: str = "daren <no-reply@localhost>"
    gateway_url: SecretStr | None = None
    youtube_key: SecretStr | None = None
    instagram_token: SecretStr | None = None
    outbound_allow: str = ""
    simulated_platform: str = ""
    picture_share: float = Field(default=0.1, ge=0.0, le=1.0)
    cpm: Annotated[dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+/[A-Z]{2}$")], Cpm], NoDecode,
                   BeforeValidator(_from_json)] = {}
    fsync: Literal["on", "off"] = "on"
    worker: Literal["inside", "outside"] = "inside"
    questionnaires_dir: Path = ROOT / "questionnaires"
    time_zone: Zone = "Asia/Shanghai"
    currency: Currency = "CNY"
    password_cost: Literal["strong", "light"] = "strong"

    @property
    def is_production(self) -> bool:
        """Whether unsafe settings must stop the start."""
        return self.env == "production"

    @property
    def allowed_origins(self) -> frozenset[str]:
        """host:port pairs that the outbound door admits although they are not public."""
        return frozenset(part.strip() for part in self.outbound_allow.split(",") if part.strip())


def load() -> Settings:
    """Read and judge the settings; raises UnsafeSetting with one sentence."""
    known = {f"DAREN_{name.upper()}" for name in Settings.model_fields}
    for name in os.environ:
        if name.startswith("DAREN_") and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "; see docs/settings.md"
            raise UnsafeSetting(name, f"there is no such setting{hint}")
    try:
        settings = Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        raise UnsafeSetting(f"DAREN_{str(fault['loc'][0]).upper()}", str(fault["msg"])) from error
    judge(settings)
    return settings


def judge(settings: Settings) -> None:
    """Refuse what must not run: an unknown store anywhere, unsafe settings in production."""
    if not settings.database_url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise UnsafeSetting("DAREN_DATABASE_URL", "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    for setting, is_alone, other in (
        ("DAREN_DATA_KEY", settings.data_key is not None and settings.index_key is None, "DAREN_INDEX_KEY"),
        ("DAREN_INDEX_KEY", settings.index_key is not None and settings.data_key is None, "DAREN_DATA_KEY"),
        ("DAREN_OLD_DATA_KEYS", settings.old_data_keys is not None and settings.data_key is None, "DAREN_DATA_KEY"),
    ):
        if is_alone and not settings.is_production:
            raise UnsafeSetting(setting, f"is set without {other}; set both, or neither")
    if not settings.is_production:
        return
    for setting, wrong, why in (
        ("DAREN_BASE_URL", urlsplit(settings.base_url).scheme != "https", "must be https in production"),
        ("DAREN_DATA_KEY", settings.data_key is None, "is required in production (32 bytes, base64)"),
        ("DAREN_INDEX_KEY", settings.index_key is None, "is required in production (32 bytes, base64)"),
        ("DAREN_FSYNC", settings.fsync == "off", "must be on in production"),
        ("DAREN_SIMULATED_PLATFORM", bool(settings.simulated_platform), "is not allowed in production"),
        ("DAREN_OUTBOUND_ALLOW", bool(settings.outbound_allow), "is not allowed in production"),
        ("DAREN_PASSWORD_COST", settings.password_cost == "light", "must be strong in production"),
    ):
        if wrong:
            raise UnsafeSetting(setting, why)


def _key(setting: str, value: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UnsafeSetting(setting, "must be 32 bytes in base64")
    return key


def keys_file(settings: Settings) -> Path:
    """Where development keeps its keys: beside the SQLite file, else in the working folder."""
    url = settings.database_url
    database = Path(url.split("///", 1)[1]) if url.startswith("sqlite") else Path("daren.db")
    return database.with_name(database.name + ".keys")


def snapshot_file(settings: Settings) -> Path:
    """Where people are kept packed for matching: beside the SQLite file, else with the other files."""
    url = settings.database_url
    if not url.startswith("sqlite"):
        return settings.files_dir / "people.packed"
    database = Path(url.split("///", 1)[1])
    return database.with_name(database.name + ".packed")


def keyring(settings: Settings) -> Keyring:
    """The keys that seal personal data: from the settings, or made once in a 0600 file in development."""
    if settings.data_key and settings.index_key:
        data = _key("DAREN_DATA_KEY", settings.data_key.get_secret_value())
        old = settings.old_data_keys.get_secret_value().split(",") if settings.old_data_keys else []
        return Keyring(data, _key("DAREN_INDEX_KEY", settings.index_key.get_secret_value()),
                       tuple(_key("DAREN_OLD_DATA_KEYS", one) for one in old))
    path = keys_file(settings)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("data", "index")}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        print(f"daren: made development keys in {path}", file=sys.stderr)  # noqa: T201 - named once, for a person
    stored = json.loads(path.read_text())
    return Keyring(_key(str(path), stored["data"]), _key(str(path), stored["index"]))
