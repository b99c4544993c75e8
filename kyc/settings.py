"""The environment, read once into one frozen record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# What is no number, or without end, is no age.
Days = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Settings of one installation; each is an environment variable with the prefix `KYC_`."""

    model_config = SettingsConfigDict(env_prefix="KYC_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("kyc"), description="Where everything is kept.")
    policy: Path | None = Field(default=None, description="Policy file; the built-in one when unset.")
    registry: Path | None = Field(
        default=None, description="Mapping file of the population registry (docs/registry.md); none when unset."
    )
    readers: str = Field(default="rapidocr,tesseract", description="Text readers in order of trust.")
    embedders: str = Field(default="sface,dlib", description="Face embedders whose scores are fused.")
    dlib: Literal["face_recognition", "direct"] = Field(
        default="face_recognition",
        description="Reach dlib through face_recognition, or directly without its 68-point model.",
    )
    models: Path | None = Field(
        default=None, description="Folder with model weights that take the place of the wheels' own."
    )
    isolate: bool = Field(default=True, description="Run native engines in processes of their own.")
    engine_timeout: float = Field(default=60.0, gt=0, description="Seconds an engine may take for one image.")

    database: str | None = Field(
        default=None, description="sqlite:///FILE or postgresql://…; a file in the home folder when unset."
    )
    blobs: str | None = Field(
        default=None, description="file:///FOLDER or s3://BUCKET/PREFIX; a folder in the home folder when unset."
    )
    keyring: str | None = Field(
        default=None,
        description="Key-encryption keys: file:PATH, env:NAME or command:ARGV; a file in the home folder when unset.",
    )
    issuer: str = Field(default="kyc", description="Who issues access tokens, as their claim `iss` says.")
    token_seconds: int = Field(default=900, ge=60, le=3600, description="How long an access token is valid.")
    rate: int = Field(default=600, ge=1, description="Requests a client may make in a minute; each process counts.")
    lease_seconds: float = Field(
        default=60.0, ge=1, description="How long a claim lasts unless renewed: so soon a dead worker is replaced."
    )
    attempts: int = Field(default=3, ge=1, description="How often a verification is begun before it ends in error.")
    batch: int = Field(default=10, ge=1, le=100, description="Verifications that a worker claims at once under load.")
    prefect: bool = Field(default=True, description="Run verifications as Prefect flows; else the plain line.")
    prefect_port: int = Field(
        default=4207, ge=1, le=65535, description="Where our own Prefect server listens, unless PREFECT_API_URL is set."
    )
    private_webhooks: bool = Field(
        default=False, description="FOR DEVELOPMENT: let webhooks go to http:// and to this machine."
    )
    console_tenant: str = Field(
        default="default", description="Whose users sign in to the console; empty: the sign-in page asks."
    )
    console_totp: bool = Field(default=True, description="Ask every user of the console for a second factor.")
    console_idle_minutes: int = Field(default=30, ge=1, description="Minutes after which an unused session ends.")
    console_session_hours: int = Field(default=10, ge=1, le=24, description="Hours after which any session ends.")
    console_http: bool = Field(
        default=False, description="FOR DEVELOPMENT: let browsers send the console's cookies without TLS."
    )
    open_metrics: bool = Field(default=False, description="Serve /metrics without a token.")

    keep_declared_days: int = Field(default=1826, ge=1, description="Days that declared data are kept.")
    keep_report_days: int = Field(default=1826, ge=1, description="Days that reports are kept.")
    keep_evidence_days: int = Field(default=1826, ge=1, description="Days that what was read of documents is kept.")
    keep_images_days: int = Field(default=1826, ge=1, description="Days that images are kept.")
    keep_events_days: int = Field(
        default=90, ge=7, description="Days that an event which was delivered or given up can be sent once more."
    )
    keep_runs_days: int = Field(default=400, ge=1, description="Days that finished re-screening runs are listed.")
    input_days: int = Field(
        default=30, ge=1, description="Days an applicant has to hand in what was asked for, before it expires."
    )
    housekeeping: bool = Field(
        default=True, description="Let workers do the chores: retention, expiry, sweeping, checkpoints, lists' ages."
    )
    rescreening: bool = Field(
        default=True, description="Let workers re-screen customers when a list changes; else cron or Prefect does."
    )
    list_ages: dict[str, Days] = Field(
        default={}, description='Days after which single lists are stale, as JSON: {"us_ofac_sdn": 2}.'
    )
    list_age_days: Days = Field(default=7, description="Days after which any other published list is stale.")
    list_mirrors: dict[str, str] = Field(
        default={},
        description="Mirrors to fetch lists from, as JSON: list to https:// addresses in order; `publisher` is one.",
    )
    list_folder: Path | None = Field(
        default=None,
        description="Folder where files of lists are dropped, known by their shape; then none is fetched.",
    )
    refresh_hours: float = Field(
        default=0, ge=0, description="Hours between refreshes of the lists by workers; 0 leaves it to cron or Prefect."
    )

    signing_key: Path | None = Field(
        default=None,
        description="PKCS#12 or PEM (key and certificates) that signs PDF reports; one in the home folder when unset.",
    )
    signing_passphrase: SecretStr | None = Field(default=None, description="What opens KYC_SIGNING_KEY, if needed.")

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or f"sqlite:///{self.home.absolute() / 'kyc.db'}"

    @property
    def blobs_url(self) -> str:
        """Where sealed images are kept."""
        return self.blobs or (self.home.absolute() / "blobs").as_uri()

    @property
    def keyring_file(self) -> Path | None:
        """The keyring of the embedded default, which is made on first use; None when the operator names another."""
        return None if self.keyring else self.home.absolute() / "keys" / "keyring"

    @property
    def reader_names(self) -> tuple[str, ...]:
        """The text readers' names, in order."""
        return tuple(name.strip() for name in self.readers.split(",") if name.strip())

    @property
    def embedder_names(self) -> tuple[str, ...]:
        """The face embedders' names, in order."""
        return tuple(name.strip() for name in self.embedders.split(",") if name.strip())
