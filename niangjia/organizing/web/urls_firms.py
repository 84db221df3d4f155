"""URLs below ``/organizing/firms/``: a firm at the counter."""

from django.urls import path

from niangjia.organizing.web.views import firm_materials, firms

FIRM = "<int:employer_id>/"
urlpatterns = [
    path("", firms.firm_list, name="firm_list"),
    path(FIRM, firms.firm_detail, name="firm_detail"),
    path(f"{FIRM}materials/new/", firm_materials.material_new, name="material_new"),
    path("materials/<int:material_id>/", firm_materials.material_open, name="material_open"),
    path(
        "materials/<int:material_id>/remove/",
        firm_materials.material_remove,
        name="material_remove",
    ),
    path(f"{FIRM}found/", firms.firm_found, name="firm_found"),
]
