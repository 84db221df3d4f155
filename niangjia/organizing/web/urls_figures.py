"""URLs below ``/organizing/figures/``."""

from django.urls import path, register_converter

from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.web.views import definitions, figures


class KeyConverter:
    """One of the figures, so that no view has to look."""

    regex = "|".join(FigureKey.values)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(KeyConverter, "figure")

urlpatterns = [
    path("", figures.figure_home, name="figure_home"),
    path("definitions/", definitions.definition_list, name="definition_list"),
    path("definitions/<figure:key>/", definitions.definition_detail, name="definition_detail"),
    path(
        "definitions/<figure:key>/change/",
        definitions.definition_change,
        name="definition_change",
    ),
    path(
        "definitions/<figure:key>/withdraw/",
        definitions.definition_withdraw,
        name="definition_withdraw",
    ),
    path("<figure:key>/", figures.figure_detail, name="figure_detail"),
    path("<figure:key>/unions/", figures.figure_unions, name="figure_unions"),
    path("<figure:key>/unions/<int:union_id>/", figures.figure_people, name="figure_people"),
]
