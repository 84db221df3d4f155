from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "niangjia.kernel.clocks"
