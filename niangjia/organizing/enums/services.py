"""Words of 一网通办: matters a citizen can start, grades of 好差评, what is offered unasked."""

from django.db.models import IntegerChoices, TextChoices


class Matter(TextChoices):
    JOIN = "join", "入会申请"
    TRANSFER = "transfer", "会籍转接"
    FOUNDING = "founding", "建会一件事"


class Grade(IntegerChoices):
    """Five grades (国办发〔2019〕51号); the first three are satisfied."""

    VERY_GOOD = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "基本满意"
    BAD = 2, "不满意"
    VERY_BAD = 1, "非常不满意"


SATISFIED = (Grade.VERY_GOOD, Grade.GOOD, Grade.FAIR)
BAD_MARKS = (Grade.BAD, Grade.VERY_BAD)


class RatingState(TextChoices):
    NONE = "none", "无需答复"
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"


DEEDS = {
    "organizing.rate": "评价办理",
    "organizing.rate_reply": "答复差评",
    "organizing.rating": "好差评",
}
