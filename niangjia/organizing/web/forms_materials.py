"""What is asked of a material: the file, what it is, until when it holds."""

from django import forms

from niangjia.organizing.actions.materials import HandedIn
from niangjia.organizing.enums.materials import OF_FIRM, OF_PERSON
from niangjia.organizing.web.forms_unions import day_field

ACCEPT = "application/pdf,image/jpeg,image/png"


def file_field(label="文件", **kwargs):
    widget = forms.ClearableFileInput(attrs={"accept": ACCEPT})
    told = {"required": "请选择文件", "empty": "文件是空的，没有任何内容。"}
    help_text = "PDF 或照片，不超过 20 MB。"
    return forms.FileField(
        label=label, widget=widget, error_messages=told, help_text=help_text, **kwargs
    )


class HandInForm(forms.Form):
    kind = forms.ChoiceField(label="这是什么")
    title = forms.CharField(
        label="名称（选填）", max_length=200, required=False, help_text="不填就用类别的名字。"
    )
    file = file_field()
    valid_from = day_field("有效期起（选填）", required=False)
    valid_to = day_field("有效期止（选填）", required=False, help_text="长期有效的空着。")
    kinds = OF_PERSON

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.value, k.label) for k in self.kinds]

    @property
    def sent(self):
        told, file = self.cleaned_data, self.cleaned_data["file"]
        days = {n: told[n] for n in ("valid_from", "valid_to")}
        return HandedIn(told["kind"], told["title"], file, file.name, **days)


class FirmHandInForm(HandInForm):
    kinds = OF_FIRM
