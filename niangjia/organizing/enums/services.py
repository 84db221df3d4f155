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
    "organizing.offer_prepare": "备好免申即享事项",
    "organizing.offer_accept": "确认免申即享事项",
    "organizing.offer_decline": "不需要免申即享事项",
    "organizing.offer_lapse": "免申即享事项不再适用",
    "organizing.offer": "免申即享",
}


class OfferState(TextChoices):
    """免申即享: prepared by the house, answered by nobody but the member."""

    PREPARED = "prepared", "待本人确认"
    ACCEPTED = "accepted", "本人已确认"
    DECLINED = "declined", "本人不需要"
    LAPSED = "lapsed", "不再适用"
