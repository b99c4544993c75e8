"""The environment, read once into one frozen record."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation; each is an environment variable with the prefix `KYC_`."""

    model_config = SettingsConfigDict(env_prefix="KYC_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("kyc"), description="Where everything is kept.")
    policy: Path | None = Field(default=None, description="Policy file; the built-in one when unset.")
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

    @property
    def reader_names(self) -> tuple[str, ...]:
        """The text readers' names, in order."""
        return tuple(name.strip() for name in self.readers.split(",") if name.strip())

    @property
    def embedder_names(self) -> tuple[str, ...]:
        """The face embedders' names, in order."""
        return tuple(name.strip() for name in self.embedders.split(",") if name.strip())
