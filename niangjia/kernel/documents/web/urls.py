"""URLs of papers; the public ones are short, for they stand in QR codes."""

from django.urls import include, path

from niangjia.kernel.documents.web import public_views, register_views, sample_views, views

PAPER = "papers/<int:paper_id>/"
app_name = "documents"
inside = [
    path(PAPER, views.paper_detail, name="paper_detail"),
    path(f"{PAPER}issue/", views.paper_issue, name="paper_issue"),
    path(f"{PAPER}void/", views.paper_void, name="paper_void"),
    path(f"{PAPER}print/", views.paper_print, name="paper_print"),
    path(f"{PAPER}scan/", views.paper_scan, name="paper_scan"),
    path(f"{PAPER}file/<str:form>/", views.paper_file, name="paper_file"),
    path("seals/", views.seal_check, name="seal_check"),
    path("codes/", register_views.code_list, name="code_list"),
    path("codes/new/", register_views.code_new, name="code_new"),
    path("codes/<int:code_id>/close/", register_views.code_close, name="code_close"),
    path("numbers/take/", register_views.number_take, name="number_take"),
    path("numbers/<int:number_id>/void/", register_views.number_void, name="number_void"),
    path("checks/<int:check_id>/revoke/", register_views.check_revoke, name="check_revoke"),
    path("samples/", sample_views.sample_list, name="sample_list"),
    path("samples/<str:code>/image/", sample_views.sample_image, name="sample_image"),
    path("samples/<str:code>/<str:form>/", sample_views.sample_file, name="sample_file"),
]
urlpatterns = [
    path("q/<str:token>/", public_views.link_open, name="link_open"),
    path("check/", public_views.check_start, name="check_start"),
    path("check/<str:code>/", public_views.check_show, name="check_show"),
    path("documents/", include(inside)),
]
