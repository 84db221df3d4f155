"""What rule books set for unions: parameters and tables of sizes, with how they are read."""

from django.db.models import TextChoices


class Measure(TextChoices):
    """How the value of a parameter is read."""

    SHARE = "share", "分数"
    CALENDAR_DAYS = "calendar", "自然日"
    WORKING_DAYS = "working", "工作日"
    MONTHS = "months", "个月"
    PERSONS = "persons", "人"
    YEARS = "years", "年"
    SECONDS = "seconds", "秒"


class ParameterCode(TextChoices):
    """What a rule book sets, as dated data (domain.md B.2-B.11)."""

    TIPPING_MEMBERS = "tipping_members", "应建会人数"
    CAMPAIGN_EMPLOYEES = "campaign_employees", "集中建会职工人数"
    WOMEN_COMMITTEE_FROM = "women_committee_from", "女职工委员会起点人数"
    DELEGATES_FROM = "delegates_from", "可开代表大会的人数"
    FULL_TIME_CHAIR_FROM = "full_time_chair_from", "专职主席起点人数"
    PREPARATORY_MIN = "preparatory_min", "筹备组最少人数"
    PREPARATORY_MAX = "preparatory_max", "筹备组最多人数"
    TERM_YEARS = "term_years", "基层任期"
    QUORUM = "quorum", "到会比例"
    MAJORITY = "majority", "当选比例"
    EXTRA_CANDIDATES = "extra_candidates", "委员差额比例"
    NOTICE_DAYS = "notice_days", "候选人公示"
    APPLICATION_REPLY = "application_reply", "建会请示批复"
    RESULT_REPLY = "result_reply", "选举结果批复"
    LEGAL_PERSON_APPLY = "legal_person_apply", "法人登记申请"
    LEGAL_PERSON_DECIDE = "legal_person_decide", "法人登记决定"
    CERTIFICATE_CHANGE = "certificate_change", "登记事项变更"
    CERTIFICATE_RENEW = "certificate_renew", "证书换领提前"
    TERM_WARN_FIRST = "term_warn_first", "换届首次提醒"
    TERM_WARN_SECOND = "term_warn_second", "换届再次提醒"
    TERM_WARN_LAST = "term_warn_last", "换届最后提醒"
    TERM_POSTPONED = "term_postponed", "一次延期换届"
    SHELL_MONTHS = "shell_months", "空壳工会认定"
    DEEMED_LEFT_MONTHS = "deemed_left_months", "视为退会"
    BORROWED_MONTHS = "borrowed_months", "借调转会"
    CHAIR_VACANCY_MONTHS = "chair_vacancy_months", "主席补选"
    JOIN_DECIDE = "join_decide", "入会申请审批"
    TRANSFER_DECIDE = "transfer_decide", "会籍转接办理"
    DATA_REQUEST = "data_request", "个人信息请求答复"
    RATING_REPLY = "rating_reply", "差评答复"
    CARD_STEP = "card_step", "会员码更换"


class SizeTable(TextChoices):
    """Tables of persons by members (domain.md B.4)."""

    COMMITTEE = "committee", "委员会人数"
    AUDIT = "audit", "经审会人数"
    DELEGATES = "delegates", "代表人数"
