"""A stored file as an answer: always a download, never kept by caches."""

from pathlib import PurePosixPath

from django.http import FileResponse

from niangjia.kernel.files.enums import CONTENT_TYPES
from niangjia.kernel.files.rules import ENDINGS


def handed_out(name, content):
    kind = ENDINGS.get(PurePosixPath(name).suffix.lower().lstrip("."))
    told = CONTENT_TYPES.get(kind, "application/octet-stream")
    response = FileResponse(content, as_attachment=True, filename=name, content_type=told)
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-store"
    return response
