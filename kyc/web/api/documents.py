"""Images of documents, and selfies."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from kyc.services.onboarding import documents
from kyc.storage.unit import Unit
from kyc.web.api.schemas import ApplicantId, ImageId, Wire, read
from kyc.web.api.schemas_applicants import ImageIn, ImageList, ImageOut, SelfieIn
from kyc.web.calls import Reply, TheCall
from kyc.web.routes import GuardedRoute
from kyc.web.scopes import needs
from kyc.web.uploads import Upload, decoded, in_turn, receive

router = APIRouter(prefix="/v1", tags=["Documents"], route_class=GuardedRoute)

Applicant = Annotated[ApplicantId, Path()]
Image = Annotated[ImageId, Path()]
T = TypeVar("T", bound=Wire)
_ROLES = {"front": "document", "back": "back"}
_FILE = {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP, at most 8 MiB."}


def _body(name: str, **fields: Any) -> dict[str, Any]:
    form = {"type": "object", "required": ["file"], "properties": {"file": _FILE, **fields}}
    kinds = {
        "multipart/form-data": {"schema": form},
        "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}},
    }
    return {"requestBody": {"required": True, "content": kinds}}


@router.post(
    "/applicants/{applicant_id}/documents",
    status_code=201,
    response_model=ImageOut,
    openapi_extra=_body("ImageIn", side={"type": "string", "enum": ["front", "back"], "default": "front"}),
)
@needs("applicants:write")
async def attach_document(applicant_id: Applicant, request: Request, call: TheCall) -> Response:
    """Attach an image of a document. Only its first bytes and its size are looked at now."""
    upload = await receive(request)
    side = _checked(ImageIn, upload).side
    return await in_turn(partial(_attach, call, applicant_id, _ROLES[side], upload))


@router.post(
    "/applicants/{applicant_id}/selfies",
    status_code=201,
    response_model=ImageOut,
    openapi_extra=_body("SelfieIn"),
)
@needs("applicants:write")
async def attach_selfie(applicant_id: Applicant, request: Request, call: TheCall) -> Response:
    """Attach a selfie. Only its first bytes and its size are looked at now."""
    upload = await receive(request)
    _checked(SelfieIn, upload)
    return await in_turn(partial(_attach, call, applicant_id, "selfie", upload))


@router.get("/applicants/{applicant_id}/documents", response_model=ImageList)
@needs("applicants:read")
def list_images(applicant_id: Applicant, call: TheCall) -> Response:
    """List what is known of an applicant's images, selfies too, newest first."""
    found = call.look(lambda unit: documents.every(unit, applicant_id))
    return call.reply(Reply(ImageList.from_model(found)))


@router.get("/documents/{image_id}", response_model=ImageOut)
@needs("applicants:read")
def read_image(image_id: Image, call: TheCall) -> Response:
    """Say what is known of an image. The image itself is not given out."""
    return call.reply(Reply(ImageOut.from_model(call.look(lambda unit: documents.get(unit, image_id)))))


def _checked(kind: type[T], upload: Upload) -> T:
    """Hold the fields beside the file against the published shape; in a form the file stands for `content`."""
    return read(kind, upload.fields if upload.content is None else {**upload.fields, "content": "-"})


def _attach(call: TheCall, applicant_id: str, role: str, upload: Upload) -> Response:
    content = decoded(upload.fields["content"]) if upload.content is None else bytes(upload.content)
    meaning = Upload(content, {"role": role}).meaning()

    def work(unit: Unit) -> Reply:
        stored = documents.attach(unit, applicant_id, role, content, periods=call.periods)
        where = {"Location": f"/v1/documents/{stored.id}"}
        return Reply(ImageOut.from_model(stored), 201, where, about=applicant_id)

    return call.once(work, meaning=meaning)
