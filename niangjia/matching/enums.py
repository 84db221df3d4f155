"""Words of the matching room (domain.md B.10, glossary J)."""

from django.db.models import TextChoices


class Source(TextChoices):
    """Who handed a list over; the order is the order of linking."""

    REGISTRATION = "registration", "行政审批"
    TAX = "tax", "税务"
    STATISTICS = "statistics", "统计"
    SOCIAL = "social", "人社"
    PARTY = "party", "组织部"
    UNION = "union", "工会"


BUSINESS_SOURCES = (Source.REGISTRATION, Source.TAX, Source.STATISTICS, Source.SOCIAL)
ORGANISATION_SOURCES = (Source.PARTY, Source.UNION)


class Extent(TextChoices):
    """A full list closes what it no longer names; an increment only adds and changes."""

    FULL = "full", "全量"
    INCREMENT = "increment", "增量"


class Zone(TextChoices):
    """What a link is worth."""

    AUTO = "auto", "确认"
    REVIEW = "review", "待复核"
    REJECTED = "rejected", "已否定"


class Stage(TextChoices):
    """How far people have come with a link; only the last one changes the ledger."""

    OPEN = "open", "待复核"
    SECOND = "second", "待第二人"
    DISPUTED = "disputed", "待仲裁"
    DECIDED = "decided", "已定"


class Round(TextChoices):
    """In which capacity somebody answered."""

    FIRST = "first", "初判"
    SECOND = "second", "第二人"
    ARBITER = "arbiter", "仲裁"
    AGAIN = "again", "改判"


class ChangeKind(TextChoices):
    """What moved entries from one enterprise to another."""

    DECISION = "decision", "复核"
    MERGE = "merge", "合并"
    SEPARATE = "separate", "拆开"
    UNDO = "undo", "撤销"
    TRIAL = "trial", "采用试算"


class AuditKind(TextChoices):
    """What a random audit asks."""

    AUTO = "auto", "自动确认的对不对"
    UNMATCHED = "unmatched", "未对应的有没有漏"


class TrialKind(TextChoices):
    """Why stored pairs are scored anew beside the old."""

    THRESHOLD = "threshold", "调整阈值"
    MODEL = "model", "换用模型"


class TrialState(TextChoices):
    READY = "ready", "待采用"
    APPLIED = "applied", "已采用"
    DISCARDED = "discarded", "已放弃"


class Status(TextChoices):
    """Whether the enterprise still lives."""

    ACTIVE = "active", "存续"
    SUSPENDED = "suspended", "停业"
    CLOSED = "closed", "注销吊销"
    UNKNOWN = "unknown", "未知"


class Verdict(TextChoices):
    """What a gap rule says of an enterprise; those not hit are not kept."""

    HIT = "hit", "缺口"
    PENDING = "pending", "待核实"


class TradeGroup(TextChoices):
    """Which question a trade rule answers."""

    NEW_FORM = "new_form", "新就业形态"
    EIGHT = "eight", "八大领域"


class Field(TextChoices):
    """Values of the ledger that several departments report."""

    NAME = "name", "名称"
    USCC = "uscc", "统一社会信用代码"
    UNIT = "unit", "所在地"
    STATUS = "status", "状态"
    TRADE = "trade", "行业"
    HEADCOUNT = "headcount", "职工人数"
    REGISTERED_ON = "registered_on", "成立日期"
    ADDRESS = "address", "住所"


class TaskState(TextChoices):
    """From lead to closed (domain.md B.10, first half)."""

    LEAD = "lead", "线索"
    ASSIGNED = "assigned", "列入任务清单"
    CONTACTED = "contacted", "已走访"
    INTENT = "intent", "有意向"
    RETURNED = "returned", "退回"
    NOT_REQUIRED = "not_required", "不需建会"
    ESTABLISHED = "established", "已建会"


CLOSED_STATES = frozenset({TaskState.NOT_REQUIRED, TaskState.ESTABLISHED})
OPEN_STATES = frozenset(TaskState) - CLOSED_STATES


class TaskOrigin(TextChoices):
    GAP = "gap", "比对缺口"
    REGISTRATION = "registration", "新登记"


class TaskReason(TextChoices):
    """Why a task was closed or returned; the list belongs to the step."""

    NO_STAFF = "no_staff", "无职工"
    DEREGISTERED = "deregistered", "已注销或吊销"
    MERGED = "merged", "已合并"
    COVERED = "covered", "已由联合工会覆盖"
    SINGLE = "single", "单独建会"
    JOINT = "joint", "加入联合工会"
    KNOWN = "known", "核实早已建会"
    ELSEWHERE = "elsewhere", "不在本辖区"
    NOT_FOUND = "not_found", "查无此企业"
    OTHER_TRADE = "other_trade", "行业归属不符"
    OTHER = "other", "其他"


class MetWith(TextChoices):
    """Whom the officer met, by function and never by name (data minimisation)."""

    OWNER = "owner", "企业负责人"
    PARTY = "party", "党组织负责人"
    PERSONNEL = "personnel", "人事行政"
    WORKERS = "workers", "职工代表"
    GROUP = "group", "建会筹备人员"


class Attitude(TextChoices):
    WILLING = "willing", "愿意建会"
    HESITANT = "hesitant", "观望"
    UNWILLING = "unwilling", "不愿建会"


class Clock(TextChoices):
    """Terms of the task list, dated data."""

    FIRST_VISIT = "first_visit", "列入清单至首次走访"
    CLOSING = "closing", "首次走访至销号"
    ANSWER = "answer", "部门答复意见"


class MaterialKind(TextChoices):
    LEAFLET = "leaflet", "宣传单"
    GUIDE = "guide", "指南"


class SyncStage(TextChoices):
    """三同步: what the firm does and what the union should do with it."""

    PLANNING = "planning", "规划与筹备"
    OPENING = "opening", "开业与成立"
    RUNNING = "running", "投产与运行"
