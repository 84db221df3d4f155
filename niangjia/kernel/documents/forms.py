"""What people type on the pages of papers, numbers and checks."""

from django import forms
from django.utils import timezone

from niangjia.kernel.documents import queries
from niangjia.kernel.documents.enums import UNNUMBERED
from niangjia.kernel.scope.queries import unit_choices

SEAL_LIMIT = 20 * 1024 * 1024  # bytes


def day_field(label, **more):
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class CodeChoice(forms.ModelChoiceField):
    def label_from_instance(self, code):
        usage = f"（{code.usage}）" if code.usage else ""
        return f"{code.word}{usage} {code.unit.short_name}"


class _WithCode(forms.Form):
    """Choose among the 机关代字 open to the actor."""

    code = CodeChoice(queryset=None, label="机关代字", empty_label="请选择")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].queryset = queries.open_codes(scope)
        self.fields["dated"].initial = timezone.localdate


class IssueForm(_WithCode):
    dated = day_field("成文日期", help_text="文号的年份以它为准。")

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind in UNNUMBERED:
            self.fields["code"].required = False
            self.fields["code"].empty_label = "不编文号"
            self.fields["code"].help_text = "这类文件一般不编文号。"


class TakeForm(_WithCode):
    title = forms.CharField(
        label="公文标题", max_length=200, help_text="用于登记在系统之外起草的公文。"
    )
    dated = day_field("成文日期")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会一直留在登记簿里。",
    )  # fmt: skip


class ScanForm(forms.Form):
    received_on = day_field("收到日期", initial=timezone.localdate)
    note = forms.CharField(label="说明", max_length=200, required=False)


class CodeForm(forms.Form):
    unit = forms.TypedChoiceField(label="单位", coerce=int)
    word = forms.CharField(label="机关代字", max_length=12, help_text="例如：淄总工发")
    usage = forms.CharField(
        label="用于", max_length=60, required=False, help_text="例如：党组发文、函、办公室"
    )
    valid_from = day_field("启用日期", initial=timezone.localdate)
    first = forms.IntegerField(
        label="启用当年的起始序号", min_value=1, max_value=999_999, initial=1,
        help_text="从纸质登记簿接续时填下一个号；第二年起一律从 1 开始。",
    )  # fmt: skip
    source = forms.CharField(label="依据", max_length=200, help_text="启用的通知或规定及其文号。")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(scope)


class CloseForm(forms.Form):
    valid_to = day_field("停用日期", initial=timezone.localdate, help_text="自这一天起不再取号。")


class SealForm(forms.Form):
    file = forms.FileField(
        label="PDF 文件", help_text="只在核验时读一遍，不保存；不超过 20 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > SEAL_LIMIT:
            raise forms.ValidationError("文件超过 20 MB：请上传发出时的电子文件，不要上传扫描件。")
        return file
