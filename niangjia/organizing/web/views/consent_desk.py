"""Wordings of notices: all versions, and a new one."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions.consents import word_consent
from niangjia.organizing.policies.consents import may_word
from niangjia.organizing.queries.consents import all_texts, current_texts
from niangjia.organizing.web.forms_join_desk import TextForm
from niangjia.organizing.web.join_answers import READERS, ask


@page("GET", roles=READERS)
def text_list(request):
    context = {"texts": all_texts(), "may_word": may_word(request.actor)}
    return render(request, "organizing/consent_list.html", context)


@page("GET", "POST", roles=READERS)
def text_new(request, purpose):
    current = current_texts().get(purpose)
    if current is None:
        raise Http404("没有这种告知书。")
    known = {"title": current.title, "body": current.body, "source": current.source_text}
    form = TextForm(request.POST or None, initial=known)

    def deed(**told):
        made = word_consent(purpose=purpose, by=request.actor, **told)
        return f"第{made.number}版已发布，会员下次打开会员页时重新选择。"

    back = reverse("organizing:text_list")
    lead = "旧版留存。文本变了，以前的同意不自动转到新版。"
    return ask(request, form, deed, back=back, title=f"发布新版：{current.title}", lead=lead,
               submit="发布")  # fmt: skip
