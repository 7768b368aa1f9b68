"""Environment variables -> one frozen Settings, or a plain sentence that says what to change."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import fullmatch
from typing import Any, get_type_hints

import limits

# Passkeys, and providers' rules for redirects, know "localhost" but no numbers.
LOCALHOST = dict.fromkeys(("127.0.0.1", "0.0.0.0", "::1", "::"), "localhost")  # noqa: S104 names, not an address

OPEN, INVITATION, APPROVAL, CLOSED = SIGNUP_MODES = ("open", "invitation", "approval", "closed")

# As many random letters as nobody can try: who has the secret can make sessions of anybody.
SECRET_LEAST = 32

PROVIDER_SETTINGS = (
    ("google_client_id", "google_client_secret"),
    ("github_client_id", "github_client_secret"),
    ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
)
# What nobody on the way can change.
TRUSTWORTHY = ("https://", "http://localhost:", "http://127.0.0.1:", "http://[::1]:")

# "Tintype <no-reply@example.org>", or the address alone.
SENDER = r"[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+"


class StartError(Exception):
    """Tintype cannot start; the text is one plain sentence that says what to do."""


class SettingsError(StartError):
    """The environment does not make sense; the text is one sentence for the person who starts Tintype."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting there is; the README's table lists the same names in capitals."""

    tintype_env: str = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    demo: bool = True
    public_url: str = ""
    allowed_hosts: str = ""
    proxy_hops: int = 0
    drain_seconds: int = 0
    grace_seconds: int = 20

    mongodb_uri: str = ""
    mongodb_database: str = "tintype"
    redis_url: str = ""
    min_free_mb: int = 500

    secret_key: str = ""
    secret_key_fallbacks: str = ""
    session_days: int = 30
    session_idle_days: int = 14
    proof_minutes: int = 30
    trusted_days: int = 30
    hash_threads: int = 2
    hash_queue: int = 32
    login_limit: str = "10/minute"
    guess_limit: str = "10/hour"
    guess_wait_seconds: int = 1
    guess_wait_most_seconds: int = 60
    signup_limit: str = "10/hour"
    signup_mode: str = OPEN
    write_limit: str = "120/minute"
    upload_limit: str = "200/hour"
    editor_limit: str = "200/hour"

    smtp_host: str = ""
    smtp_port: int = 0
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: str = "starttls"
    smtp_seconds: int = 60
    mail_from: str = ""
    mail_retry_seconds: int = 60
    mail_hours: int = 24
    mail_limit: str = "10/hour"

    web_processes: int = 1
    worker_threads: int = 2
    log_level: str = "info"

    image_max_mb: int = 30
    image_max_megapixels: int = 50
    video_max_mb: int = 500
    video_max_minutes: int = 10
    album_max: int = 20
    upload_hours: int = 24
    draft_days: int = 30
    schedule_days: int = 90
    child_memory_mb: int = 1536
    child_seconds: int = 60
    video_memory_mb: int = 4096
    video_seconds_per_second: int = 20
    video_threads: int = 2
    media_attempts: int = 3
    lease_seconds: int = 20
    requeue_seconds: int = 15
    reconcile_minutes: int = 10
    media_base_url: str = ""
    media_cache_mb: int = 64

    active_days: int = 14
    fan_out_most: int = 10_000

    socket_buffer_kb: int = 256
    socket_topics: int = 400
    socket_messages_per_second: int = 20

    provider_limit: str = "60/minute"
    google_client_id: str = ""
    google_client_secret: str = ""
    github_client_id: str = ""
    github_client_secret: str = ""
    github_url: str = "https://github.com"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "your organisation"

    @property
    def secrets(self) -> tuple[str, ...]:
        """SECRET_KEY, and behind it those before, which are still believed."""
        return (self.secret_key, *self.secret_key_fallbacks.split())

    @property
    def address(self) -> str:
        """What addresses of this site begin with, in mails and at providers: never what a request says of itself."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{LOCALHOST.get(self.host, host)}:{self.port}"

    @property
    def production(self) -> bool:
        """Whether this is a public site: then the secret must be given, not made."""
        return self.tintype_env == "production"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over https only when the site is reached over https."""
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read Settings from `environ`. Raises SettingsError with one plain sentence."""
    values = {
        name: _parse(name.upper(), environ[name.upper()], kind)
        for name, kind in get_type_hints(Settings).items()
        if environ.get(name.upper(), "").strip()
    }
    settings = Settings(**values)
    if settings.tintype_env not in ("development", "production"):
        raise SettingsError("TINTYPE_ENV must be development or production.")
    if settings.signup_mode not in SIGNUP_MODES:
        raise SettingsError(f"SIGNUP_MODE must be one of {', '.join(SIGNUP_MODES)}, not {settings.signup_mode!r}.")
    for name in (name for name in values if name.endswith("_limit")):
        _check_limit(name.upper(), values[name])
    _check_secret(settings)
    _check_providers(settings)
    if not settings.secret_key:
        values["secret_key"] = _made_secret(settings)
    _check_address(settings)
    _check_mail(settings)
    return Settings(**values)


@cache
def current() -> Settings:
    """This process's Settings, read from the environment once."""
    return load()


def _parse(name: str, text: str, kind: type) -> Any:
    text = text.strip()
    if kind is bool:
        if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise SettingsError(f"{name} must be 0 or 1, not {text!r}.")
        return text.lower() in ("1", "true", "yes")
    try:
        value = kind(text)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {text!r}.") from None
    if kind is int and value < 0:
        raise SettingsError(f"{name} must not be negative.")
    return value


def _check_limit(name: str, text: str) -> None:
    try:
        limits.parse(text)
    except ValueError:
        raise SettingsError(f"{name} must be a number in a time, such as 10/minute, not {text!r}.") from None


def _check_address(settings: Settings) -> None:
    if settings.production and not settings.public_url:
        raise SettingsError(
            "PUBLIC_URL is missing: set it to the address that people use, such as https://example.org."
        )
    if settings.public_url and not fullmatch(r"https?://[^/?#@\s]+/?", settings.public_url):
        raise SettingsError(f"PUBLIC_URL must be an address such as https://example.org, not {settings.public_url!r}.")


def _check_secret(settings: Settings) -> None:
    if settings.production and 0 < len(settings.secret_key) < SECRET_LEAST:
        raise SettingsError(
            f"SECRET_KEY is too short: set it to a random text of at least {SECRET_LEAST} characters, "
            'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def _check_providers(settings: Settings) -> None:
    """A provider has all of its settings or none, and what it says cannot be changed on the way."""
    for names in PROVIDER_SETTINGS:
        missing = [name.upper() for name in names if not getattr(settings, name)]
        if missing and len(missing) < len(names):
            given = next(name.upper() for name in names if name.upper() not in missing)
            raise SettingsError(f"{given} is set without {' and '.join(missing)}: set all of them, or none.")
    for name in ("github_url", "oidc_issuer"):
        if not (getattr(settings, name) or TRUSTWORTHY[0]).startswith(TRUSTWORTHY):
            raise SettingsError(f"{name.upper()} must begin with https:// (http:// is for this machine only).")


def _check_mail(settings: Settings) -> None:
    if settings.smtp_tls not in ("starttls", "tls", "none"):
        raise SettingsError(f"SMTP_TLS must be starttls, tls or none, not {settings.smtp_tls!r}.")
    if settings.smtp_host and not fullmatch(SENDER, settings.mail_from):
        raise SettingsError("MAIL_FROM must say whom mail comes from, such as Tintype <no-reply@example.org>.")


def _made_secret(settings: Settings) -> str:
    """A development secret that survives restarts, so that people stay signed in."""
    if settings.production:
        raise SettingsError(
            "SECRET_KEY is missing: set it to a long random text that all Tintype processes share, "
            'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    path = settings.data_dir / "secret_key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and linked, so that two processes starting together agree on one secret.
            aside = settings.data_dir / f"secret_key.{os.getpid()}"
            aside.touch(mode=0o600)
            aside.write_text(secrets.token_urlsafe(48))
            try:
                os.link(aside, path)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"Cannot write to DATA_DIR {settings.data_dir} ({error.strerror}): "
            "free some space or choose another folder."
        ) from None
