"""What the office has ready before the first task: leaflets, and routes by trade."""

from datetime import date

from niangjia.kernel.scope.actor import Actor
from niangjia.matching.actions.task_rules import add_route
from niangjia.matching.actions.task_visits import add_material
from niangjia.matching.enums import MaterialKind
from niangjia.matching.models import Material, TaskRoute
from niangjia.sample.tree import Tree

LEAFLETS = ("职工入会服务指南", "致企业的一封信：建会这样办")
PRINTED = 20_000
"""Two titles, about 40,000 copies (domain.md K 5)."""

ROUTES = (
    ("张店区", "网约车", ("5413",), ("网约车", "网络预约出租")),
    ("桓台县", "物流", ("543", "59"), ("物流", "货运")),
    ("淄川区", "物业", ("702",), ("物业",)),
)
SOURCE = "示例数据：三家行业工会联合会承办本行业"


def furnish(tree: Tree, by: Actor, since: date) -> None:
    """Leaflets and routes, once; what is there stays."""
    why = "示例城市的资料与派单规则只建一次"
    known = set(Material.objects.unscoped(reason=why).values_list("title", flat=True))
    for title in LEAFLETS:
        if title not in known:
            add_material(title=title, kind=MaterialKind.LEAFLET, printed=PRINTED, by=by)
    routed = set(TaskRoute.objects.unscoped(reason=why).values_list("label", flat=True))
    for place, label, codes, words in ROUTES:
        if label in routed:
            continue
        add_route(
            unit_id=tree.by_name[place].pk, target_id=tree.by_name[f"{place}{label}行业"].pk,
            label=label, codes=codes, words=words, source_text=SOURCE, valid_from=since, by=by,
        )  # fmt: skip
