"""The form that the gallery shows, empty and wrongly filled."""

from django import forms


class VisitForm(forms.Form):
    name = forms.CharField(label="企业名称", max_length=100)
    day = forms.DateField(label="走访日期", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label="走访方式",
        choices=[("", "请选择"), ("visit", "上门"), ("phone", "电话"), ("meeting", "座谈")],
    )
    headcount = forms.IntegerField(label="职工数", min_value=1, help_text="以签订劳动合同的为准。")
    topics = forms.MultipleChoiceField(
        label="企业关心的问题",
        choices=[("fee", "经费"), ("law", "劳动合同"), ("benefit", "职工福利")],
        widget=forms.CheckboxSelectMultiple,
    )
    wish = forms.ChoiceField(
        label="建会意向",
        choices=[("yes", "有意向"), ("later", "再考虑"), ("no", "不需建会")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    told = forms.BooleanField(label="已当面说明建会的程序和好处", required=False)
