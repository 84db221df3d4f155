"""The console script ``niangjia``. Commands are loaded when called: ``match`` needs no Django."""

from importlib import import_module

import click

COMMANDS = {
    "up": ("niangjia.cli.up", "up", "起服务：网页与后台任务，一条命令。"),
    "demo": ("niangjia.cli.demo", "demo", "示例城市：比对、台账、任务清单，然后起服务。"),
    "match": ("niangjia.cli.match", "match", "两份名册比对成一份结果文件，不需要数据库。"),
    "seal": ("niangjia.cli.seal", "seal", "盲比：名册换成令牌，不给出名称和代码也能数重合。"),
    "engine": ("niangjia.cli.engine", "engine", "比对引擎：用已知对错的名册训练，解释一对。"),
    "import": ("niangjia.cli.import_list", "import_list", "从命令行导入一份部门名册。"),
    "backup": ("niangjia.cli.backup", "backup", "备份数据库与附件到一个文件。"),
    "restore": ("niangjia.cli.backup", "restore", "从备份文件恢复。"),
    "audit": ("niangjia.cli.audit", "audit", "核对留痕链。"),
    "figures": ("niangjia.cli.figures", "figures", "某一天的统计数字；核对会员存数。"),
    "doctor": ("niangjia.cli.doctor", "doctor", "检查缺什么、怎么补。"),
    "account": ("niangjia.cli.account", "account", "建立第一个系统管理员账号。"),
}


class Lazy(click.Group):
    """Imports a command's module only when it is called or asked for its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="niangjia")
def main() -> None:
    """娘家：工会联合会的工作平台。"""
