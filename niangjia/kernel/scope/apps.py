from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "niangjia.kernel.scope"
    verbose_name = "组织树与范围"
