"""``niangjia account create-admin``: the first account of a fresh house."""

import secrets

import click


@click.group()
def account() -> None:
    """账号。其余账号由系统管理员在网页上建立。"""


@account.command("create-admin")
@click.option("--username", prompt="账号", help="登录账号。")
@click.option("--name", prompt="姓名", help="姓名。")
@click.option("--unit", prompt="最上级工会全称", help="例如：淄博市总工会。")
@click.option(
    "--role",
    type=click.Choice(["system_admin", "security_admin", "audit_admin"]),
    default="system_admin",
    show_default=True,
    help="三员之一；三员必须是三个不同的账号。",
)
def create_admin(username: str, name: str, unit: str, role: str) -> None:
    """建立三员之一。初始口令只显示一次，首次登录必须更换。"""
    from niangjia.cli.django import migrate, start

    start()
    migrate()
    from django.db import transaction
    from django.utils import timezone

    from niangjia.kernel.accounts.models import Account, Post
    from niangjia.kernel.audit.models import record
    from niangjia.kernel.scope.actions import plant_unit
    from niangjia.kernel.scope.actor import Actor
    from niangjia.kernel.scope.enums import UnitKind
    from niangjia.kernel.scope.models import Unit

    if Account.objects.filter(username=username).exists():
        raise click.ClickException(f"账号 {username} 已经存在，请换一个。")
    password = f"Nj-{secrets.token_urlsafe(12)}"
    with transaction.atomic():
        top = Unit.objects.unscoped(reason="最上级单位").filter(parent=None).first()
        if top is not None and top.name != unit:
            raise click.ClickException(f"最上级工会已经是“{top.name}”，请用这个名称。")
        top = top or plant_unit(parent=None, kind=UnitKind.CITY, name=unit)
        person = Account.objects.create_user(
            username, password, name=name, must_change_password=True
        )
        post = Post.objects.create(
            account=person, unit=top, role=role, valid_from=timezone.localdate()
        )
        record("accounts.create", on=post, by=Actor.system("命令行"), username=username, role=role)
    click.echo(f"账号 {username} 已建立，初始口令：{password}")
