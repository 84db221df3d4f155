"""How the member's own pages are shown."""

from django.shortcuts import render


def own_page(request, template, **context):
    context |= {"member": request.member, "person": request.member.person}
    return render(request, template, context)
