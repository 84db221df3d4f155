"""What the joining desk types."""

from django import forms
from django.utils import timezone

from niangjia.organizing.actions.ceremony import OATH
from niangjia.organizing.actions.join_codes import REFRESH, REFRESH_LEAST, REFRESH_MOST
from niangjia.organizing.enums.members import CodeKind
from niangjia.organizing.queries.join_desk import union_choices
from niangjia.organizing.web.forms_join import NamedForm


def day_box():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _ForUnion(forms.Form):
    """``union``: among those the actor may act for; one of them is chosen by itself."""

    union = forms.TypedChoiceField(label="工会", coerce=int)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        choices = union_choices(actor.scope)
        self.fields["union"].choices = choices if len(choices) == 1 else [("", "请选择"), *choices]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="申请人会收到短信，也能凭查询码看到；请写清缺什么、怎么改。",
    )  # fmt: skip


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="查看用途", max_length=100,
        help_text="写入留痕，本人在“谁看过我”里能看到。例如：电话核对单位名称。",
    )  # fmt: skip


class FindForm(forms.Form):
    """Sent by POST, so that no number stands in an address."""

    number = forms.CharField(
        label="证件号码或手机号", max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class CodeForm(_ForUnion):
    place = forms.CharField(
        label="张贴处", max_length=60, help_text="例如：单位食堂、某某驿站、街道服务大厅。"
    )
    kind = forms.ChoiceField(label="类别", choices=CodeKind.choices, initial=CodeKind.STATIC)
    refresh = forms.IntegerField(
        label="动态码更换间隔（秒）", initial=REFRESH, min_value=REFRESH_LEAST,
        max_value=REFRESH_MOST,
    )  # fmt: skip
    valid_from = forms.DateField(label="启用日期", initial=timezone.localdate, widget=day_box())
    valid_to = forms.DateField(
        label="停用日期", required=False, widget=day_box(), help_text="不填则一直有效。"
    )
    field_order = ["union", "place", "kind", "refresh", "valid_from", "valid_to"]


class EventFactsForm(forms.Form):
    title = forms.CharField(label="名称", max_length=100)
    held_on = forms.DateField(label="日期", initial=timezone.localdate, widget=day_box())
    begins_at = forms.TimeField(
        label="时间", required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    place = forms.CharField(label="地点", max_length=100, required=False)
    expected = forms.IntegerField(label="预计人数", required=False, min_value=1, max_value=100_000)
    oath = forms.CharField(
        label="入会誓词", initial=OATH, required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    gift = forms.CharField(label="入会礼包", max_length=100, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class EventForm(EventFactsForm, _ForUnion):
    field_order = ["union", "title"]


class TextForm(forms.Form):
    title = forms.CharField(label="标题", max_length=100)
    body = forms.CharField(label="正文", widget=forms.Textarea(attrs={"rows": 14}))
    source = forms.CharField(label="依据", max_length=300)


class AnswerForm(forms.Form):
    grant = forms.ChoiceField(
        label="处理", choices=[("1", "同意，按请求办理"), ("0", "不予办理")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label="答复", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会员在自己的页面看到；不予办理的必须写明理由。",
    )  # fmt: skip


class HomeForm(forms.Form):
    union = forms.TypedChoiceField(label="兜底工会", coerce=int)
    document_number = forms.CharField(label="文号", max_length=60, required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["union"].choices = [("", "请选择"), *choices]


class PackForm(_ForUnion):
    day = forms.DateField(label="使用日期", initial=timezone.localdate, widget=day_box())
    venue = forms.CharField(label="场所", max_length=60)


class WindowForm(_ForUnion, NamedForm):
    """First page at the window: who, and which union they want to join."""

    field_order = ["union", "name", "document_kind", "number"]
