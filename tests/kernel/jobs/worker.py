"""A worker process for the tests: the real one, with the trial jobs loaded.

It begins when the file named on the command line is there: starting Python takes longer than
the test itself, so that two workers are made ready at the same time.
"""

import os
import sys
import time
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    django.setup()
    import tests.kernel.jobs.trial_jobs  # noqa: F401
    from niangjia.kernel.jobs.worker import run_worker

    while not Path(sys.argv[1]).exists():
        time.sleep(0.02)
    run_worker()
