"""One at a time, by name: for what no single row stands for."""

from niangjia.kernel.locks.advisory import Busy, hold, lock_number, try_hold

__all__ = ["Busy", "hold", "lock_number", "try_hold"]
