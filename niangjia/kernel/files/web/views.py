"""Downloads."""

from django.http import FileResponse

from niangjia.kernel.files import actions
from niangjia.kernel.files.enums import CONTENT_TYPES, FileKind
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import BUSINESS_ROLES


@page("GET", roles=BUSINESS_ROLES)
def file_download(request: ActorRequest, file_id: int) -> FileResponse:
    file, content = actions.open_common(file_id=file_id, by=request.actor)
    response = FileResponse(
        content,
        as_attachment=True,  # never shown in the page: what a stranger sent stays a download
        filename=file.name,
        content_type=CONTENT_TYPES[FileKind(file.kind)],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
