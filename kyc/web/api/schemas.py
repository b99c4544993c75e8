"""What all wire types share: nothing unknown comes in, every key goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from watchlists.countries import alpha3
from watchlists.dates import PartialDate

_ID = "[0-7][0-9a-hjkmnp-tv-z]{25}"


class Wire(BaseModel):
    """A JSON object of the interface."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def as_bytes(self) -> bytes:
        """The object in UTF-8; what is unknown is null, never absent."""
        return self.model_dump_json(by_alias=True).encode()


T = TypeVar("T", bound=Wire)


def read(kind: type[T], given: Any) -> T:
    """Hold an object that came otherwise than as a JSON body against its published shape.

    Raises:
        RequestValidationError: pointing into the body.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from None


class Problem(Wire):
    """An error (RFC 9457)."""

    type: Annotated[str, Field(examples=["urn:kyc:problem:CONSENT.MISSING"])]
    title: str
    status: int
    detail: str
    instance: Annotated[str, Field(description="The request, as X-Request-Id names it.")]
    code: Annotated[str, Field(description="Stable; see the table in docs/api.md.", examples=["CONSENT.MISSING"])]
    errors: Sequence[FaultOut] = ()


class FaultOut(Wire):
    """One thing wrong with a request: at a JSON pointer into the body, or in a parameter."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None


def _single_spaced(text: str) -> str:
    bare = " ".join(text.split())
    if not bare:
        raise ValueError("expected a text that is not empty")
    return bare


def _date(text: str) -> str:
    return str(PartialDate.parse(text))


def _country(text: str) -> str:
    code = alpha3(text)
    if code is None:
        raise ValueError("expected an ISO 3166-1 country code")
    return code


def _instant(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("expected a time with its zone")
    return at


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_single_spaced)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_single_spaced)]
PartialDay = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
    AfterValidator(_date),
    Field(description="YYYY, YYYY-MM or YYYY-MM-DD.", examples=["1990-01-01"]),
]
Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z]{2,3}$"),
    AfterValidator(_country),
    Field(description="ISO 3166-1, alpha-2 or alpha-3; answered as alpha-3.", examples=["IDN"]),
]
Gender = Literal["male", "female"]
Instant = Annotated[datetime, AfterValidator(_instant), Field(examples=["2026-11-22T08:00:00Z"])]


def id_of(prefix: str, example: str = "01m808tx000000000000000000") -> Any:
    """The type of an id of one kind."""
    pattern = StringConstraints(pattern=f"^{prefix}_{_ID}$")
    return Annotated[str, pattern, Field(examples=[f"{prefix}_{example}"])]


ApplicantId = id_of("app")
ImageId = id_of("doc")
VerificationId = id_of("ver")
ConsentId = id_of("con")
EndpointId = id_of("whk")
DeliveryId = id_of("dlv")
EventId = id_of("evt")
HoldId = id_of("hld")

Problem.model_rebuild()
