"""Sections of GB/T 4754-2017, and the 20-item list of older union forms (domain.md A.4)."""

SECTIONS = {
    "A": "农、林、牧、渔业", "B": "采矿业", "C": "制造业",
    "D": "电力、热力、燃气及水生产和供应业", "E": "建筑业", "F": "批发和零售业",
    "G": "交通运输、仓储和邮政业", "H": "住宿和餐饮业", "I": "信息传输、软件和信息技术服务业",
    "J": "金融业", "K": "房地产业", "L": "租赁和商务服务业", "M": "科学研究和技术服务业",
    "N": "水利、环境和公共设施管理业", "O": "居民服务、修理和其他服务业", "P": "教育",
    "Q": "卫生和社会工作", "R": "文化、体育和娱乐业", "S": "公共管理、社会保障和社会组织",
    "T": "国际组织",
}  # fmt: skip
"""The 20 sections (domain.md A.4)."""

LAST_DIVISION = [
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"),
    (65, "I"), (69, "J"), (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"),
    (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
]  # fmt: skip
"""The last two-digit division of each section."""


def section_of_code(code: str) -> str:
    """The section letter of a code such as ``5437`` or ``G5437``; ``""`` if it has none."""
    if code[:1] in SECTIONS and (code[1:].isdigit() or not code[1:]):
        return code[0]
    if len(code) < 2 or not code[:2].isdigit():
        return ""
    division = int(code[:2])
    return next((letter for last, letter in LAST_DIVISION if 0 < division <= last), "")


def old_trade(section: str) -> str:
    """The item of the older 20-item list: ``A`` → ``01`` … ``T`` → ``20``; ``""`` for none."""
    return f"{ord(section[0]) - ord('A') + 1:02d}" if section[:1] in SECTIONS else ""


def section_of_old(item: str) -> str:
    """The section of an item of the 20-item list: ``01`` or ``1`` → ``A``; ``""`` for none."""
    number = int(item) if item.isdigit() and len(item) <= 2 else 0
    return chr(ord("A") + number - 1) if 1 <= number <= 20 else ""
