"""Codes by short message: how often they may be sent, and how long one is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Brake:
    """How often. An address may be a whole factory behind one line: its share is larger, and
    ``crowd`` times larger at a ceremony."""

    pause: timedelta = timedelta(seconds=60)
    an_hour: int = 5
    a_day: int = 10
    visitor_an_hour: int = 60
    crowd: int = 20
    house_a_day: int = 50_000
    good_for: timedelta = timedelta(minutes=5)
    tries: int = 5


BRAKE = Brake()


def sending_problem(
    sent: Sequence[datetime],
    *,
    from_visitor: int,
    from_house: int,
    now: datetime,
    crowd: bool = False,
    brake: Brake = BRAKE,
) -> str:
    """Why no code may be sent now, or "". ``sent``: moments of the last day to this phone;
    ``from_visitor``: codes this address has asked for within the hour; ``from_house``: all of
    the day. The same words for every phone, known or not.
    """
    if sent and (left := max(sent) + brake.pause - now) > timedelta(0):
        return f"刚刚发送过，请 {int(left.total_seconds()) + 1} 秒后再试。"
    if sum(at > now - timedelta(hours=1) for at in sent) >= brake.an_hour:
        return "这个手机号一小时内获取验证码次数太多，请一小时后再试，或到工会窗口办理。"
    if len(sent) >= brake.a_day:
        return "这个手机号今天获取验证码次数太多，请明天再试，或到工会窗口办理。"
    if from_visitor >= brake.visitor_an_hour * (brake.crowd if crowd else 1):
        return "这个网络一小时内获取验证码次数太多，请换用手机流量，或稍后再试。"
    if from_house >= brake.house_a_day:
        return "今天验证码发送量已达上限，请明天再试，或到工会窗口办理。"
    return ""
