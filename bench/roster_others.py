"""django-import-export on rows of the same workbook: plain text fields, no checks, no encryption.

Its usual way with ``use_bulk``: the whole file as a ``tablib`` dataset, a dry run for the preview,
then the import. Install it beside the house to have it measured:
``pip install "django-import-export[xlsx]~=4.4"``.
"""

import time
from typing import Any

from django.db import connection, models
from import_export import resources
from tablib import Dataset

from niangjia.engine.sheets import as_text, open_sheet
from niangjia.sample.members import HEADER, Roster

NAMES = [f"c{n}" for n in range(len(HEADER))]


class BenchRow(models.Model):
    """A row of text columns; the number is the key by which rows are found again."""

    for _name in NAMES:
        locals()[_name] = models.CharField(max_length=200, blank=True, db_index=_name == "c2")

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_other"


class RowResource(resources.ModelResource):
    class Meta:
        model = BenchRow
        import_id_fields = ("c2",)
        fields = NAMES
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True


def run(rosters: list[Roster], wanted: int) -> tuple[int, float]:
    """(rows, seconds) of reading, dry run and import."""
    with connection.schema_editor() as editor:
        connection.cursor().execute("DROP TABLE IF EXISTS bench_other")
        editor.create_model(BenchRow)
    begun = time.perf_counter()
    data = Dataset(headers=NAMES)
    for row in _rows(rosters, wanted):
        data.append(row)
    resource = RowResource()
    resource.import_data(data, dry_run=True, raise_errors=True)
    resource.import_data(data, dry_run=False, raise_errors=True)
    seconds = time.perf_counter() - begun
    rows = BenchRow.objects.count()
    connection.cursor().execute("DROP TABLE bench_other")
    return rows, seconds


def _rows(rosters: list[Roster], wanted: int) -> Any:
    """Read with the house's own reader: openpyxl, which tablib uses, takes nine times as long."""
    left = wanted
    for roster in rosters:
        for _, row in open_sheet(roster.path).data(2, list(HEADER)):
            if left == 0:
                return
            left -= 1
            yield [as_text(cell) for cell in row[: len(HEADER)]]
