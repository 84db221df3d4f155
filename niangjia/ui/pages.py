"""Page or part, confirm page: the two ways a view answers."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def wants_part(request: HttpRequest) -> bool:
    """True if htmx asks for a piece of a page it already shows."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render ``page``, or the ``part`` it includes when htmx asks for it.

    Pending messages come along with a part as toasts, out of band.
    """
    if not wants_part(request):
        response = render(request, page, context, status=status)
    else:
        response = HttpResponse(render_to_string(part, context, request), status=status)
        if len(get_messages(request)):
            response.write(render_to_string("ui/_toasts.html", {"out_of_band": True}, request))
    patch_vary_headers(response, ["HX-Request"])
    return response


def confirmed(request: HttpRequest) -> bool:
    """True once the person has said yes, in the dialog or on the confirm page."""
    return request.POST.get("confirmed") == "1"


def confirm_page(
    request: HttpRequest, *, title: str, message: str, label: str = "确定", back: str = ""
) -> HttpResponse:
    """Ask once more; what was sent is sent again with the answer. For pages without JavaScript."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        came_from = "/"
    context = {"title": title, "message": message, "label": label, "sent": sent}
    context["back"] = back or came_from
    return render(request, "ui/confirm.html", context)
