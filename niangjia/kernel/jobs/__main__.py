"""``python -m niangjia.kernel.jobs``: the worker by itself."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    django.setup()
    from niangjia.kernel.jobs.worker import run_worker

    run_worker(concurrency=int(os.environ.get("NIANGJIA_JOBS", "2")))


if __name__ == "__main__":
    main()
