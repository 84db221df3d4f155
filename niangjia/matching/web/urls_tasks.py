"""URLs of the task list; included by ``matching.web.urls``."""

from django.urls import path

from niangjia.matching.web.views import task_materials, task_rules, task_steps, tasks

urlpatterns = [
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/mine/", tasks.own_tasks, name="task_mine"),
    path("tasks/board/", tasks.task_board, name="task_board"),
    path("tasks/map/", tasks.task_map, name="task_map"),
    path("tasks/weekly/", tasks.weekly_sheet, name="task_weekly"),
    path("tasks/give/", task_steps.task_give_many, name="task_give_many"),
    path("tasks/create/<int:run_id>/", task_steps.tasks_create, name="task_create"),
    path("tasks/<int:task_id>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:task_id>/found/", task_steps.task_found, name="task_found"),
    path("tasks/<int:task_id>/undo/", task_steps.task_undo, name="task_undo"),
    path("tasks/<int:task_id>/opinion/", task_steps.opinion_new, name="opinion_new"),
    path("tasks/<int:task_id>/sync/<slug:stage>/", task_steps.task_stage, name="task_stage"),
    path("tasks/<int:task_id>/step/<slug:name>/", task_steps.task_step, name="task_step"),
    path("task-rules/", task_rules.task_rules, name="task_rules"),
    path("task-rules/clock/", task_rules.clock_change, name="clock_change"),
    path("task-rules/route/", task_rules.route_add, name="route_add"),
    path("task-rules/route/<int:route_id>/end/", task_rules.route_end, name="route_end"),
    path("materials/", task_materials.material_list, name="material_list"),
    path(
        "materials/<int:material_id>/print/", task_materials.material_print, name="material_print"
    ),
    path("opinions/", task_materials.opinion_list, name="opinion_list"),
    path("opinions/<int:opinion_id>/", task_materials.opinion_detail, name="opinion_detail"),
]
