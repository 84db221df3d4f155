"""``manage.py rotate_keys``: after a new key was put first in ``NIANGJIA_KEYS``."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.kernel.accounts.rotation import rotate_everything
from niangjia.kernel.scope.actor import Actor


class Command(BaseCommand):
    help = "用当前密钥（NIANGJIA_KEYS 的第一个）重新加密全部字段和第二因素。"

    def handle(self, *args: Any, **options: Any) -> None:
        done = rotate_everything(by=Actor.system("密钥轮换"))
        for label, count in done.items():
            self.stdout.write(f"{label}:{count} 行")
        self.stdout.write("完成。旧密钥请保留在列表里，直到它签过的留痕已经归档。")
