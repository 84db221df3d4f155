"""A fixed table as a workbook or a PDF: what ``download`` and ``printout`` want of a listing."""

from niangjia.ui.downloads import download
from niangjia.ui.printouts import printout

EXPORTS = {"xlsx": download, "pdf": printout}


class PlainTable:
    """Rows and columns as they stand on the page, with title, 口径 and day."""

    conditions = ()

    def __init__(self, request, code, title, columns, rows, *, definition="", as_of=None):
        self.request, self.code, self.title = request, code, title
        self.shown, self.rows = tuple(columns), list(rows)
        self.definition, self.as_of = definition, as_of

    @property
    def total(self):
        return len(self.rows)

    def every_row(self):
        return iter(self.rows)

    def link(self):
        query = self.request.GET.copy()
        query.pop("export", None)
        return f"{self.request.path}?{query.urlencode()}"


def exported(request, table):
    """The answer with the file if one was asked for; None for the page."""
    export = EXPORTS.get(request.GET.get("export", ""))
    return export(table()) if export else None
