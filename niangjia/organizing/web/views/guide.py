"""What the union does next: elections and changes, with what to hand in and drafts of it."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render

from niangjia.kernel.documents.api import NotPrintable, render_docx, render_pdf
from niangjia.kernel.scope.access import page
from niangjia.organizing.policies.unions import HANDS, KEEPERS, OWN, READERS
from niangjia.organizing.queries.union_guide import guide_for
from niangjia.organizing.queries.union_letters import letter_for
from niangjia.ui.texts import file_name

FORMS = {"pdf": render_pdf, "docx": render_docx}


@page("GET", roles=READERS)
def union_guide(request, union_id):
    found = guide_for(request.actor.scope, union_id)
    context = {"guide": found, "union": found.union}
    roles = {"owns": OWN, "hands": HANDS, "keeps": KEEPERS}
    context |= {name: request.actor.has(*those) for name, those in roles.items()}
    return render(request, "organizing/unions/guide.html", context)


@page("GET", roles=OWN)
def union_letter(request, union_id, kind, form):
    letter = letter_for(request.actor.scope, union_id, kind)
    if form not in FORMS:
        raise Http404("只有 docx 和 pdf")
    try:
        content = BytesIO(FORMS[form](letter))
    except NotPrintable as refusal:
        messages.error(request, str(refusal))
        return redirect("organizing:union_guide", union_id)
    return FileResponse(content, as_attachment=True, filename=file_name(letter.title, form))
