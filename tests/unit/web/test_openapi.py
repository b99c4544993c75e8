"""The published description is the one the program gives, and its examples are examples of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from kyc.web.app import bare_app
from kyc.web.scopes import SCOPES

ROOT = Path(__file__).parents[3]


def test_the_committed_description_is_up_to_date() -> None:
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert committed == bare_app().openapi(), "run: python -m kyc.web > docs/openapi.json"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in bare_app().openapi()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_is_named_explained_and_tells_of_problems() -> None:
    names = []
    for path, method, operation in operations():
        names.append(operation["operationId"])
        assert operation["description"], (path, method)
        assert operation["responses"]["default"]["content"]["application/problem+json"], (path, method)
        assert "security" in operation, (path, method)
        parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert ("Idempotency-Key" in parameters) == (method == "post" and path != "/v1/oauth/token"), (path, method)
    assert len(names) == len(set(names))


def test_every_operation_names_the_problems_to_reckon_with() -> None:
    told = {operation["operationId"]: operation for _, _, operation in operations()}
    expected = {
        "change_applicant": {"401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503"},
        "create_applicant": {"401", "403", "409", "413", "415", "422", "429", "503"},
        "read_verification": {"401", "403", "404", "429", "503"},
        "is_alive": set(),
    }
    for name, statuses in expected.items():
        assert {status for status in told[name]["responses"] if status[0] in "45"} - {"400"} == statuses, name


def test_problems_that_operations_share_are_problems() -> None:
    shared = bare_app().openapi()["components"]["responses"]
    assert {name for name, answer in shared.items() if "application/problem+json" in answer["content"]} == set(shared)
    for _, _, operation in operations():
        for status, answer in operation["responses"].items():
            assert "$ref" not in answer or answer["$ref"] == f"#/components/responses/Problem{status}"


def test_examples_are_valid_and_every_body_has_one() -> None:
    document = bare_app().openapi()
    schemas = document["components"]["schemas"]
    for name, shape in schemas.items():
        for example in shape.get("examples", ()):
            Draft202012Validator({**shape, "components": document["components"]}).validate(example)
        if name.endswith("In") and not shape.get("examples"):
            texts = [key for key in shape["properties"] if "examples" not in shape["properties"][key]]
            assert name in NEEDS_NONE, (name, texts)


NEEDS_NONE = {"ConsentIn", "MonitorIn", "QueryIn", "ResubmissionIn", "SecretIn", "SelfieIn"}  # stand inside others


def test_the_docs_name_every_code_and_scope() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    rooms = [*(ROOT / "kyc" / "web").glob("*.py"), *(ROOT / "kyc" / "web" / "api").glob("*.py")]
    rooms += [
        ROOT / "kyc" / "services" / "onboarding" / f"{name}.py" for name in ("applicants", "documents", "verifications")
    ]
    codes = {code for room in rooms for code in re.findall(r'"([A-Z]{2,12}\.[A-Z_0-9]{3,})"', room.read_text("utf-8"))}
    assert len(codes) > 30
    assert not {code for code in codes if f"`{code}`" not in text}
    assert not {scope for scope in SCOPES if f"`{scope}`" not in text}
