"""Where the matters of organising's inbox items lie, where that is below the desk."""

from niangjia.kernel.notifications.kinds import lies_at
from niangjia.organizing.models import DataRequest, JoinEvent, PeriodTable, Union

path_of_union = lies_at(Union, "unit__path")
path_of_table = lies_at(PeriodTable, "unit__path")
path_of_request = lies_at(DataRequest, "person__path")
path_of_event = lies_at(JoinEvent, "union__unit__path")
