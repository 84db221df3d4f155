"""URLs below ``/organizing/periods/``."""

from datetime import date

from django.urls import path, register_converter

from niangjia.organizing.web.period_pages import DECISIONS
from niangjia.organizing.web.views import period_forms, periods


class DayConverter:
    """A day as 2022-11-30."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


class DecisionConverter:
    """One of the decisions, so that no view has to look."""

    regex = "|".join(DECISIONS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(DayConverter, "day")
register_converter(DecisionConverter, "decision")

FORM = "forms/<int:form_id>/"
urlpatterns = [
    path("", periods.period_list, name="period_list"),
    path("forms/", period_forms.period_form_list, name="period_form_list"),
    path("forms/new/", period_forms.period_form_new, name="period_form_new"),
    path(FORM, period_forms.period_form_detail, name="period_form_detail"),
    path(f"{FORM}end/", period_forms.period_form_end, name="period_form_end"),
    path(f"{FORM}<day:until>/", periods.period_summary, name="period_summary"),
    path("<int:table_id>/", periods.period_detail, name="period_detail"),
    path("<int:table_id>/report/", periods.period_report, name="period_report"),
    path("<int:table_id>/<decision:name>/", periods.period_step, name="period_step"),
]
