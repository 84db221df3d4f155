"""The pages under /imports/, read without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.kernel.imports import actions, work
from niangjia.kernel.imports.enums import RunState
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.api import Silent
from niangjia.kernel.scope.enums import Role
from tests.engine.sheet_files import write_csv, write_xlsx, zip_bomb
from tests.kernel.imports.lists import COLUMNS, HEADER, WRITTEN, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(login, city):
    return login(city, Role.CLERK)


def sent(client, path, **changed):
    with path.open("rb") as file:
        data = {"intake": "tests.firms", "as_of": "2026-06-30", "extent": "full", "file": file}
        return client.post("/imports/new/", data | changed)


def only_run() -> ImportRun:
    return ImportRun.objects.unscoped(reason="测试").select_related("unit").get()


def posted_mapping(**changed):
    chosen = {f"column-{at}": column.name for at, column in enumerate(COLUMNS)}
    return chosen | changed


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def bring_to_preview(run, clerk):
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)
    work.check_list(Silent(), run.pk)


def test_the_clerks_way_through_the_pages(client, tmp_path, django_capture_on_commit_callbacks):
    file = write_xlsx(
        tmp_path / "名单.xlsx", [["名册"], HEADER, line(1), line(2, headcount="许多")]
    )
    response = sent(client, file)
    run = only_run()
    assert response.status_code == 302
    assert response.url == f"/imports/{run.pk}/mapping/"

    page = text_of(client.get(response.url))
    assert "表头在第 2 行" in page
    assert "按列名" in page
    assert page.count("<select") == len(COLUMNS)

    response = client.post(f"/imports/{run.pk}/mapping/", posted_mapping())
    assert response.url == f"/imports/{run.pk}/"
    assert "正在检查" in text_of(client.get(response.url))

    work.check_list(Silent(), run.pk)
    work.return_workbooks(Silent(), run.pk)
    page = text_of(client.get(f"/imports/{run.pk}/"))
    assert "确认导入 1 行" in page
    assert "下载标色工作簿" in page
    assert "只下载未通过的行" in page
    assert "淄博001商贸有限公司" in page

    client.post(f"/imports/{run.pk}/confirm/")
    assert only_run().state == RunState.CONFIRMING
    work.write_list(Silent(), run.pk)
    page = text_of(client.get(f"/imports/{run.pk}/"))
    assert "写入结果" in page
    assert f"amends={run.pk}" in page
    assert len(WRITTEN) == 1


@pytest.mark.parametrize("named", ["空文件.xlsx", "照片.xlsx", "炸弹.xlsx"])
def test_refused_files_say_why_on_the_page(client, tmp_path, named):
    file = tmp_path / named
    if named.startswith("炸弹"):
        zip_bomb(file)
    else:
        file.write_bytes(b"" if named.startswith("空") else b"\x89PNG\r\n\x1a\n" + bytes(99))
    response = sent(client, file)

    assert response.status_code == 200
    page = text_of(response)
    assert "没有收下这个文件" in page
    assert {"空": "空的", "照": "PNG", "炸": "压缩炸弹"}[named[0]] in page
    assert not ImportRun.objects.unscoped(reason="测试").exists()


def test_without_a_file_or_with_a_day_to_come(client, tmp_path):
    response = client.post(
        "/imports/new/", {"intake": "tests.firms", "as_of": "2026-06-30", "extent": "full"}
    )
    assert "没有选择文件" in text_of(response)

    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = sent(client, write_csv(tmp_path / "a.csv", ["名称,数"]), as_of=tomorrow)
    assert "名册日期不能晚于今天" in text_of(response)


def test_with_javascript_the_refusal_is_shown_too(client, tmp_path):
    file = write_csv(tmp_path / "a.csv", ["1,2", "3,4"])
    with file.open("rb") as opened:
        data = {"intake": "tests.firms", "as_of": "2026-06-30", "extent": "full", "file": opened}
        headers = {"HX-Request": "true", "HX-Boosted": "true"}
        response = client.post("/imports/new/", data, headers=headers)

    assert response.status_code == 200
    assert "没有找到表头" in text_of(response)


def test_a_missing_key_column_is_named_on_the_mapping_page(client, tmp_path):
    sent(client, write_csv(tmp_path / "a.csv", ["企业名称,从业人数", "甲公司,3"]))
    run = only_run()
    page = text_of(client.get(f"/imports/{run.pk}/mapping/"))
    assert "还缺必需的列" in page
    assert "“统一社会信用代码”" in page

    response = client.post(f"/imports/{run.pk}/mapping/", {"column-0": "name"})
    assert response.status_code == 200
    assert "缺少必需的列" in text_of(response)


def test_one_purpose_for_two_columns_is_refused(client, tmp_path):
    sent(client, write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))
    response = client.post(
        f"/imports/{only_run().pk}/mapping/", posted_mapping(**{"column-2": "name"})
    )

    assert response.status_code == 200
    page = text_of(response)
    assert "“企业名称”被选了两次" in page
    assert page.count("选了两次") >= 3


def test_the_header_can_be_moved(client, tmp_path):
    sent(client, write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1), line(2)]))
    run = only_run()
    client.post(f"/imports/{run.pk}/reread/", {"header_first": 2, "header_last": 2})
    assert only_run().header_first == 2

    response = client.post(f"/imports/{run.pk}/reread/", {"header_first": "x"}, follow=True)
    assert "请填写表头所在的行号" in text_of(response)


def test_problems_are_paged_and_filtered_by_column(client, tmp_path, upload, clerk):
    rows = [line(n, headcount="许多", district="火星") for n in range(60)]
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows]))
    bring_to_preview(run, clerk)
    page = text_of(client.get(f"/imports/{run.pk}/problems/?column=从业人数&page=2"))

    assert "共 60 个问题" in page
    assert "第 2 / 2 页" in page
    assert "认不出" not in page
    assert "没有这样的问题" in text_of(client.get(f"/imports/{run.pk}/problems/?verdict=duplicate"))


def test_giving_up(client, tmp_path):
    sent(client, write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))
    run = only_run()
    response = client.post(f"/imports/{run.pk}/abandon/", follow=True)

    assert "已放弃" in text_of(response)
    response = client.post(f"/imports/{run.pk}/confirm/", follow=True)
    assert "当前状态或岗位不允许" in text_of(response)


def test_the_list_filters_by_state(client, tmp_path):
    sent(client, write_xlsx(tmp_path / "名单.xlsx", [HEADER, line(1)]))

    assert "名单.xlsx" in text_of(client.get("/imports/"))
    assert "名单.xlsx" in text_of(client.get("/imports/?state=uploaded&intake=tests.firms"))
    assert "名单.xlsx" not in text_of(client.get("/imports/?state=done"))
    assert client.get("/imports/?state=nonsense").status_code == 200


def test_the_same_file_again_is_announced(client, tmp_path, upload, clerk):
    file = write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)])
    first = upload(file)
    bring_to_preview(first, clerk)
    actions.take_confirm(run_id=first.pk, by=clerk)
    work.write_list(Silent(), first.pk)
    second = upload(file)

    assert "同一个文件已于" in text_of(client.get(f"/imports/{second.pk}/"))


def test_leaders_read_and_do_not_write(login, city, tmp_path, upload, clerk):
    leader = login(city, Role.LEADER)
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))
    bring_to_preview(run, clerk)

    page = text_of(leader.get(f"/imports/{run.pk}/"))
    assert "确认导入" not in page
    assert leader.get("/imports/").status_code == 200
    assert leader.post(f"/imports/{run.pk}/confirm/").status_code == 403
    assert leader.get("/imports/new/").status_code == 403


def test_other_units_and_other_posts_see_nothing(login, city, east, west, tmp_path, upload, clerk):
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))
    outside, liaison = login(east, Role.CLERK), login(west, Role.LIAISON)
    other_business = login(city, Role.ORGANISER)  # loads other kinds of list

    for path in ("", "mapping/", "problems/"):
        assert outside.get(f"/imports/{run.pk}/{path}").status_code == 404
        assert other_business.get(f"/imports/{run.pk}/{path}").status_code == 404
        assert liaison.get(f"/imports/{run.pk}/{path}").status_code == 403
    assert "a.xlsx" not in text_of(other_business.get("/imports/"))
    assert "a.xlsx" not in text_of(outside.get("/imports/"))


def test_part_is_what_the_page_contains(client, tmp_path, upload):
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))
    page = client.get(f"/imports/{run.pk}/").content.decode()
    part = client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    plain = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]+"')

    assert plain.sub(r"\1", part).strip() in plain.sub(r"\1", page)
    assert "<html" not in part


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    client, tmp_path, upload, size, django_assert_max_num_queries
):
    for n in range(size):
        upload(write_xlsx(tmp_path / f"{n}.xlsx", [HEADER, line(n)]))
    client.get("/imports/")
    with django_assert_max_num_queries(12) as captured:
        client.get("/imports/")
    assert len([q for q in captured if "imports_importrun" in q["sql"]]) == 2


def test_the_empty_form_can_be_downloaded(client):
    response = client.get("/imports/template/tests.firms/")

    assert response.content[:2] == b"PK"
    assert client.get("/imports/template/none/").status_code == 404


def test_a_cleared_preview_says_so(client, tmp_path, upload):
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1)]))

    assert "检查结果已清理" in text_of(client.get(f"/imports/{run.pk}/problems/"))
