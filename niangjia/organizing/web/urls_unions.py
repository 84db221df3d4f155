"""URLs below ``/organizing/unions/``: the register, its tree and map, watch and radar."""

from django.urls import path

from niangjia.organizing.web.views import (
    endings,
    guide,
    overview,
    parameters,
    records,
    undo,
    unions,
    watch,
)

urlpatterns = [
    path("", unions.union_list, name="union_list"),
    path("own/", unions.union_own, name="union_own"),
    path("new/", unions.union_new, name="union_new"),
    path("tree/", overview.union_tree, name="union_tree"),
    path("tree/<int:unit_id>/", overview.union_branch, name="union_branch"),
    path("map/", overview.union_map, name="union_map"),
    path("units/<int:unit_id>/move/", endings.unit_move, name="unit_move"),
    path("moves/<int:move_id>/undo/", undo.move_undo, name="move_undo"),
    path("changes/<int:change_id>/undo/", undo.change_undo, name="change_undo"),
    path("watch/", watch.watch_home, name="watch_home"),
    path("watch/shells/", watch.shell_list, name="shell_list"),
    path("watch/duties/", watch.duty_list, name="duty_list"),
    path("parameters/", parameters.parameter_list, name="parameter_list"),
    path("parameters/change/", parameters.parameter_change, name="parameter_change"),
    path("parameters/sizes/", parameters.size_change, name="size_change"),
    path("<int:union_id>/", unions.union_detail, name="union_detail"),
    path("<int:union_id>/edit/", unions.union_edit, name="union_edit"),
    path("<int:union_id>/history/", unions.union_history, name="union_history"),
    path("<int:union_id>/guide/", guide.union_guide, name="union_guide"),
    path("<int:union_id>/letters/<slug:kind>/<str:form>/", guide.union_letter, name="union_letter"),
    path("<int:union_id>/federated/", unions.union_federated, name="union_federated"),
    path("<int:union_id>/merge/", endings.union_merge, name="union_merge"),
    path("<int:union_id>/dissolve/", endings.union_dissolve, name="union_dissolve"),
    path("<int:union_id>/add/<slug:what>/", records.record_add, name="record_add"),
    path("<int:union_id>/end/<slug:what>/<int:row_id>/", records.record_end, name="record_end"),
]
