from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "niangjia.kernel.imports"
