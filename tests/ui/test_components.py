"""Each component renders its states, and never lets a value break out of its place."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.test import RequestFactory

Draw = Callable[..., str]
EVIL = '"><script>alert(1)</script>'


class VisitForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")])
    agreed = forms.BooleanField(label="同意", required=False)
    ways = forms.MultipleChoiceField(
        label="方式", choices=[("x", "走访")], widget=forms.CheckboxSelectMultiple
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_button_is_a_link_with_href_and_a_button_without(draw: Draw) -> None:
    assert draw('<c-button href="/a/">走</c-button>').startswith("<a ")
    assert 'type="submit"' in draw('<c-button type="submit">存</c-button>')


def test_button_passes_undeclared_attributes_on(draw: Draw) -> None:
    html = draw('<c-button hx-get="/x/" data-n="3" class="wide">走</c-button>')

    assert 'hx-get="/x/"' in html
    assert 'data-n="3"' in html
    assert html.count("class=") == 1
    assert "wide" in html


@pytest.mark.parametrize(
    "source",
    [
        '<c-button href="{{ evil }}" data-x="{{ evil }}">x</c-button>',
        '<c-button :data-x="evil">x</c-button>',
        '<c-badge :title="evil">{{ evil }}</c-badge>',
        '<c-fact label="{{ evil }}" :value="evil" source="{{ evil }}" />',
        '<c-card title="{{ evil }}" :note="evil">x</c-card>',
        '<c-stat-tile :label="evil" :value="evil" :definition="evil" />',
        '<c-empty :title="evil">{{ evil }}</c-empty>',
        '<c-progress :label="evil" done="1" />',
        '<c-event :title="evil" :by="evil" />',
    ],
)
def test_no_value_breaks_out_of_its_place(draw: Draw, source: str) -> None:
    html = draw(source, evil=EVIL)

    assert "<script" not in html
    assert "script" in html  # it is there, as text


def test_icon_is_hidden_from_readers_unless_named(draw: Draw) -> None:
    assert 'aria-hidden="true"' in draw('<c-icon name="home" />')
    assert 'role="img" aria-label="首页"' in draw('<c-icon name="home" label="首页" />')


def test_fact_shows_value_and_where_it_comes_from(draw: Draw) -> None:
    html = draw(
        '<c-fact label="职工数" :value="n" source="人社" :as_of="on" rule="人社优先" />',
        n=1286,
        on=date(2022, 3, 1),
    )

    assert "1,286" in html
    for word in ("人社", "2022-03-01", "人社优先"):
        assert word in html


def test_fact_without_a_source_has_no_pop_over(draw: Draw) -> None:
    assert "<details" not in draw('<c-fact label="电话" value="" />')
    assert "—" in draw('<c-fact label="电话" />')


def test_stepper_marks_the_current_step_for_readers(draw: Draw) -> None:
    html = draw('<c-stepper :steps="steps" :at="2" />', steps=["上传", "对列", "预览"])

    assert html.count('aria-current="step"') == 1
    assert html.index("已完成") < html.index('aria-current="step"') < html.index("预览")


@pytest.mark.parametrize(("done", "total", "width"), [(0, 10, 0), (5, 10, 50), (20, 10, 100)])
def test_progress_stays_between_nothing_and_all(
    draw: Draw, done: int, total: int, width: int
) -> None:
    html = draw('<c-progress :done="done" :total="total" />', done=done, total=total)

    assert f'aria-valuenow="{width}"' in html


def test_progress_of_unknown_length_names_no_figure(draw: Draw) -> None:
    html = draw("<c-progress />")

    assert "进行中" in html
    assert "aria-valuenow" not in html


def test_form_ties_errors_and_help_to_the_input(draw: Draw) -> None:
    html = draw('<c-form :form="form" />', form=VisitForm({}))

    assert 'aria-describedby="id_name_help id_name_errors"' in html
    assert 'aria-invalid="true"' in html
    assert "请先改正标出的内容" in html
    assert 'type="hidden" name="secret"' in html
    assert "csrfmiddlewaretoken" in html


def test_form_groups_have_a_legend_and_ticks_a_label_behind(draw: Draw) -> None:
    html = draw('<c-form :form="form" />', form=VisitForm())

    assert '<legend class="form-label">方式' in html
    assert html.index('name="agreed"') < html.index("同意")
    assert "请先改正" not in html


def test_get_form_carries_no_token(draw: Draw) -> None:
    html = draw('<c-form :form="form" method="get" />', form=VisitForm())

    assert "csrfmiddlewaretoken" not in html


def test_timeline_writes_moments_in_local_time(draw: Draw) -> None:
    html = draw(
        '<c-timeline><c-event title="已派发" :at="at" by="王干事" /></c-timeline>',
        at=datetime(2022, 3, 1, 1, 30, tzinfo=UTC),
    )

    assert "2022-03-01 09:30" in html


def test_tabs_mark_the_open_one(draw: Draw) -> None:
    html = draw(
        '<c-tabs><c-tab href="?a" active="1" count="3">甲</c-tab><c-tab href="?b">乙</c-tab></c-tabs>'
    )

    assert html.count("aria-current") == 1
    assert '<span class="nj-count">3</span>' in html


def test_denied_and_error_are_announced(draw: Draw) -> None:
    for source in ("<c-denied>不归您管。</c-denied>", "<c-error>没有保存。</c-error>"):
        assert 'role="alert"' in draw(source)


def test_stat_tile_is_a_link_to_the_list_behind_it(draw: Draw) -> None:
    html = draw('<c-stat-tile label="工会" :value="7198" unit="家" href="/unions/" />')

    assert '<a href="/unions/"><b>7,198</b>' in html
    assert "查看名单" in html


def test_components_work_outside_a_page(draw: Draw, rf: RequestFactory) -> None:
    assert "首页" in draw("<c-denied />")


def test_absent_day_is_a_dash_even_below_an_absent_row(draw: Draw) -> None:
    html = draw("<b>{{ home.valid_from|day }}</b><i>{{ home.seen_at|moment }}</i>", home=None)

    assert "<b>—</b><i>—</i>" in html
