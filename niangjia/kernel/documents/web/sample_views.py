"""One paper of each kind with sample data: to see how it will look before there is any."""

from django.http import Http404, HttpResponse

from niangjia.kernel.documents import printing
from niangjia.kernel.documents.enums import OFFICIAL
from niangjia.kernel.documents.samples import SAMPLES
from niangjia.kernel.documents.web.asking import STAFF, shown
from niangjia.kernel.documents.web.views import TYPES
from niangjia.kernel.scope.access import ActorRequest, page
from niangjia.kernel.scope.enums import Role

READERS = STAFF | {Role.SYSTEM_ADMIN}
SIZES = {"small": 40, "large": 110}  # points per inch


def _sample(code):
    if code not in SAMPLES:
        raise Http404("没有这个样张。")
    return SAMPLES[code][1]()


@page("GET", roles=READERS)
def sample_list(request: ActorRequest) -> HttpResponse:
    samples = [(code, label, make().kind in OFFICIAL) for code, (label, make) in SAMPLES.items()]
    return shown(request, "documents/sample_list.html", samples=samples)


@page("GET", roles=READERS)
def sample_image(request: ActorRequest, code: str) -> HttpResponse:
    ppi = SIZES.get(request.GET.get("size", ""), SIZES["small"])
    pages = printing.preview(_sample(code), ppi=ppi)
    response = HttpResponse(pages[0], content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@page("GET", roles=READERS)
def sample_file(request: ActorRequest, code: str, form: str) -> HttpResponse:
    made = {"pdf": printing.pdf, "docx": printing.docx}.get(form, lambda _: None)(_sample(code))
    if made is None:
        raise Http404("这种样张没有这个格式。")
    response = HttpResponse(made, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="sample-{code}.{form}"'
    return response
