"""Runs of the import and the mappings the clerks have settled."""

from typing import ClassVar

from django.db import models

from niangjia.kernel.imports.enums import Extent, RunState
from niangjia.kernel.scope.scoped import ScopedModel

_TONES: dict[str, str] = {
    RunState.PREVIEWING: "info", RunState.CONFIRMING: "info", RunState.UPLOADED: "warning",
    RunState.PREVIEWED: "warning", RunState.DONE: "success", RunState.FAILED: "danger",
}  # fmt: skip


class ImportRun(ScopedModel):
    """One file on its way in: uploaded, columns settled, checked, confirmed.

    ``mapping``: column name → position in the file (from 0). ``titles`` and ``head`` are kept so
    that the mapping page need not open the file again. ``counts``: see ``checking.Counts``;
    ``written``: see ``intake.WriteCounts``.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "unit", "intake", "label", "file", "sheet_name", "sheet_names", "kind",
            "encoding", "notes", "header_first", "header_last", "titles", "mapping", "why",
            "as_of", "extent", "amends", "state", "counts", "written", "error", "job_id",
            "returned", "failed_rows", "created_by", "created_by_id", "created_at",
            "confirmed_by", "confirmed_by_id", "finished_at",
        },
        "personal": {"head"},
    }  # fmt: skip

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    intake = models.CharField("名册代码", max_length=60)
    label = models.CharField("名册", max_length=60)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, related_name="+", verbose_name="文件"
    )
    kind = models.CharField("格式", max_length=4)
    encoding = models.CharField("编码", max_length=20, blank=True)
    sheet_name = models.CharField("工作表", max_length=100, blank=True)
    sheet_names = models.JSONField("可选工作表", default=list)
    notes = models.JSONField("读取说明", default=list)
    header_first = models.PositiveIntegerField("表头首行")
    header_last = models.PositiveIntegerField("表头末行")
    titles = models.JSONField("列名", default=list)
    head = models.JSONField("开头几行", default=list)
    mapping = models.JSONField("列的对应", default=dict)
    why = models.JSONField("对应的依据", default=dict)
    as_of = models.DateField("名册日期")
    extent = models.CharField("范围", max_length=10, choices=Extent)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="amended_by", verbose_name="补传自"
    )
    state = models.CharField("状态", max_length=12, choices=RunState, default=RunState.UPLOADED)
    counts = models.JSONField("检查计数", default=dict)
    written = models.JSONField("写入计数", default=dict)
    error = models.TextField("未成功的原因", blank=True)
    job_id = models.BigIntegerField("后台任务编号", null=True)
    returned = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="标色工作簿"
    )
    failed_rows = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="未通过行"
    )
    created_by = models.CharField("上传人", max_length=80)
    created_by_id = models.BigIntegerField("上传人账号编号", null=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_by = models.CharField("确认人", max_length=80, blank=True)
    confirmed_by_id = models.BigIntegerField("确认人账号编号", null=True)
    finished_at = models.DateTimeField("写入时间", null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit", "intake", "-id"], name="import_run_latest")]

    @property
    def tone(self) -> str:
        """The colour of the state's badge."""
        return _TONES.get(self.state, "plain")

    def __str__(self) -> str:
        return f"{self.label} {self.as_of:%Y-%m-%d} {self.file}"


class ImportMapping(ScopedModel):
    """How a unit last settled the columns of a kind of list: plain title → column name."""

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "unit", "intake", "titles", "updated_at", "updated_by"}
    }

    unit = models.ForeignKey("scope.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    intake = models.CharField("名册代码", max_length=60)
    titles = models.JSONField("列名的对应", default=dict)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    updated_by = models.CharField("更新人", max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "intake"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.intake}"
