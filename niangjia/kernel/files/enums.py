"""Kinds of file the house takes in, by content."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    XLSX = "xlsx", "Excel 工作簿（xlsx）"
    XLS = "xls", "Excel 97 工作簿（xls）"
    CSV = "csv", "文本表格（csv）"
    PDF = "pdf", "PDF"
    PNG = "png", "PNG 图片"
    JPEG = "jpeg", "JPEG 图片"
    DOCX = "docx", "Word 文档（docx）"
    ZIP = "zip", "压缩包（zip）"


EVERY_KIND = frozenset(FileKind)
SHEETS = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.CSV})
PAPERS = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.DOCX, FileKind.XLSX})

CONTENT_TYPES = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.CSV: "text/csv",
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ZIP: "application/zip",
}
