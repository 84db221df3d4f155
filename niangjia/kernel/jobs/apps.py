from django.apps import AppConfig

NAMES = {
    "jobs.start": "提交后台任务",
    "jobs.cancel": "取消后台任务",
    "jobs.retry": "重新运行后台任务",
    "jobs.jobrun": "后台任务",
}


class JobsConfig(AppConfig):
    name = "niangjia.kernel.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds(NAMES)
