"""What other modules may call; everything else is the module's own business."""

from niangjia.organizing.queries.parameters import parameters_for

__all__ = ["parameters_for"]
