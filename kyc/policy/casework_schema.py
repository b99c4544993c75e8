"""The shape of what a policy says of people's work: queues, hours, and when four eyes are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from kyc.model.hours import BusinessHours
from kyc.policy.casework import DEFAULT_HOURS, OCCASIONS, Terms, indonesian_hours
from kyc.policy.part import Number, Part

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
QueueName = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]


def _known_occasion(name: str) -> str:
    if name not in OCCASIONS:
        raise ValueError(f"unknown occasion {name!r}, known are {', '.join(OCCASIONS)}")
    return name


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone, expected one such as Asia/Jakarta")
    return name


# A list and no `on:`, which YAML reads as the truth value.
Occasions = tuple[Annotated[str, AfterValidator(_known_occasion)], ...]


class SlaPart(Part):
    """How many business hours a queue gives a case."""

    hours: Number = Field(gt=0, le=2000)


class HoursPart(Part):
    """Business hours; holidays are added to the shipped ones when the zone is an Indonesian one."""

    zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Jakarta"
    days: tuple[Day, ...] = Field(("mon", "tue", "wed", "thu", "fri"), min_length=1)
    start: time = Field(time(9), alias="from")
    end: time = Field(time(17), alias="to")
    holidays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> HoursPart:
        if self.start >= self.end:
            raise ValueError("business hours begin before they end, on the same day")
        return self

    def to_model(self) -> BusinessHours:
        """Return the frozen hours."""
        shipped = indonesian_hours()
        is_indonesian = self.zone in ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
        return BusinessHours(
            zone=self.zone,
            days=frozenset(map(_DAYS.index, self.days)),
            start=self.start,
            end=self.end,
            holidays=frozenset(self.holidays) | (shipped.holidays if is_indonesian else frozenset()),
            yearly=shipped.yearly if is_indonesian else frozenset(),
        )


def terms_of(four_eyes: Occasions, sla: Mapping[str, SlaPart], hours: HoursPart | None) -> Terms:
    """Return the frozen terms; what a policy leaves out is as shipped."""
    given = {queue: part.hours for queue, part in sla.items()}
    calendar = hours.to_model() if hours else indonesian_hours()
    return Terms({**DEFAULT_HOURS, **given}, tuple(dict.fromkeys(four_eyes)), calendar)
