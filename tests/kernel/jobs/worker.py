"""A worker process for the tests: the real one, with the trial jobs loaded."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    django.setup()
    import tests.kernel.jobs.trial_jobs  # noqa: F401
    from niangjia.kernel.jobs.worker import run_worker

    run_worker()
