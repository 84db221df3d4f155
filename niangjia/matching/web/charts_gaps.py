"""The picture of a rule's runs."""

from django.urls import reverse

from niangjia.ui.charts import Chart, Series, Shape


def hits_per_day(found):
    """Hits and pending firms of the newest run of each day."""
    return Chart(
        code="gap_days", title="各日结果", shape=Shape.LINE, unit="户",
        labels=[f"{line.run.as_of:%Y-%m-%d}" for line in found.points],
        series=[
            Series("缺口", [line.hits for line in found.points]),
            Series("待核实", [line.pending for line in found.points]),
        ],
        urls=[reverse("matching:gap_run", args=[line.run.pk]) for line in found.points],
        definition=found.rule.basis,
        as_of=found.newest.run.as_of if found.newest else None,
    )  # fmt: skip
