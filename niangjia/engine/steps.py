"""The deterministic recipe: code, organisation code, former name, name and district, look-alikes.

First the strong pairs are found and judged; a left row with one best strong pair is settled.
For the rest look-alikes are found, for people to decide. Every pair carries its facts, so that
the reasons shown are those the decision was taken on. All orders end in the rows' ids: the
result does not depend on the order of the rows.

A scoring engine adds finders to ``similar_pairs`` and a step that turns facts into grades.
"""

from niangjia.engine.recipe import Step

# Rule: (what the officer reads, probability that such a link is right).
# Probabilities of single candidates are shares of right links, measured on pairs with known truth
# and rounded down; code_shared, code_or_name, org_name and the former names, of which those pairs
# hold too few, are set with caution. Several candidates divide the share among them.
RULES: dict[str, tuple[str, float]] = {
    "code": ("统一社会信用代码", 0.99),
    "org": ("组织机构代码", 0.99),
    "former": ("曾用名", 0.97),
    "name_district": ("名称与区县", 0.98),
    "name": ("名称唯一", 0.97),
    "code_shared": ("代码被多家使用", 0.9),
    "code_branch": ("代码一致但分支机构不同", 0.6),
    "code_or_name": ("代码与名称指向不同单位", 0.4),
    "org_name": ("组织机构代码一致但名称不同", 0.6),
    "former_unsure": ("曾用名待核实", 0.6),
    "name_code": ("名称相同但代码不同", 0.1),
    "name_several": ("名称相同的不止一家", 0.9),
    "name_elsewhere": ("名称相同但区县或区划不同", 0.9),
    "name_generic": ("名称笼统", 0.6),
    "form": ("组织形式不同", 0.4),
    "branch": ("分支机构不同", 0.1),
    "sound": ("名称同音", 0.9),
    "short": ("简称", 0.6),
}

CROWD = 20  # rows of one name in one district looked at; more of them are not told apart anyway


def _text(values: dict[str, tuple[str, float]]) -> str:
    return ", ".join(f"('{rule}', {share})" for rule, (_, share) in values.items())


BORROWED = Step(
    "borrowed",
    "找出借用总部代码的分支机构",
    """
    SELECT DISTINCT l.id FROM left_rows l JOIN right_rows r ON l.code = r.code
    WHERE l.code <> '' AND l.tail <> '' AND l.tail <> r.tail AND l.core = r.core
    """,
)

_FORMERS = (
    "SELECT id, unnest(string_split(formers, chr(10))) AS key FROM {side}_rows WHERE formers <> ''"
)

STRONG_PAIRS = Step(
    "strong_pairs",
    "按代码、曾用名和名称找对应",
    f"""
    WITH named AS (
        SELECT id, core, tail, generic, key, district FROM right_rows WHERE core <> ''
        QUALIFY row_number() OVER (PARTITION BY core, tail, district ORDER BY id) <= {CROWD}
    ), coded AS (
        SELECT id, code FROM right_rows WHERE code <> ''
        QUALIFY row_number() OVER (PARTITION BY code ORDER BY id) <= {CROWD}
    ), organised AS (
        SELECT id, org FROM right_rows WHERE org <> ''
        QUALIFY row_number() OVER (PARTITION BY org ORDER BY id) <= {CROWD}
    ), formerly AS ({_FORMERS.format(side="right")})
    SELECT l.id AS left_id, r.id AS right_id FROM left_rows l JOIN coded r USING (code)
    UNION
    SELECT l.id, r.id FROM left_rows l JOIN organised r USING (org)
    UNION
    SELECT l.id, r.id FROM ({_FORMERS.format(side="left")}) l
    JOIN named r USING (key) WHERE NOT r.generic
    UNION
    SELECT l.id, r.id FROM left_rows l JOIN formerly r USING (key) WHERE NOT l.generic
    UNION
    SELECT l.id, r.id FROM left_rows l JOIN named r USING (core, tail)
    WHERE NOT l.generic OR (l.key = r.key AND l.district = r.district)
    """,
)


def facts(pairs: str) -> str:
    """What is true of each pair; ``*_fit``: higher is better, 0 speaks against."""
    return f"""
    SELECT p.left_id, p.right_id,
        l.code <> '' AND l.code = r.code AS code_same,
        l.code <> '' AND r.code <> '' AND l.code <> r.code AND b.id IS NULL AS code_other,
        b.id IS NOT NULL AS code_borrowed,
        l.org <> '' AND l.org = r.org AS org_same,
        list_contains(string_split(l.formers, chr(10)), r.key) AS was_left,
        list_contains(string_split(r.formers, chr(10)), l.key) AS was_right,
        l.core = r.core AS core_same,
        l.core[:2] = r.core[:2] AS core_near,
        l.tail = r.tail AS tail_same,
        l.sound = r.sound AS sound_same,
        CASE WHEN l.form = r.form THEN 2
            WHEN l.form IN ('', '公司') AND r.form IN ('', '公司', '有限公司') THEN 1
            WHEN r.form IN ('', '公司') AND l.form IN ('', '公司', '有限公司') THEN 1
            WHEN '' IN (l.form, r.form) THEN 1 ELSE 0 END AS form_fit,
        CASE WHEN l.divisions = r.divisions THEN 2
            WHEN '' IN (l.divisions, r.divisions) THEN 1
            WHEN list_has_all(string_split(l.divisions, chr(10)), string_split(r.divisions, chr(10)))
                OR list_has_all(string_split(r.divisions, chr(10)), string_split(l.divisions, chr(10)))
            THEN 1 ELSE 0 END AS division_fit,
        CASE WHEN l.district = '' OR r.district = '' THEN 1
            WHEN l.district = r.district THEN 2 ELSE 0 END AS district_fit,
        l.generic OR r.generic AS generic
    FROM {pairs} p
    JOIN left_rows l ON l.id = p.left_id JOIN right_rows r ON r.id = p.right_id
    LEFT JOIN borrowed b ON b.id = l.id
    """


STRONG = Step("strong", "核对代码、名称与区县", facts("strong_pairs"))

GRADED = Step(
    "graded",
    "排定先后",
    """
    SELECT *,
        CASE
            WHEN code_same AND tail_same THEN 'code'
            WHEN code_same THEN 'code_branch'
            WHEN org_same AND tail_same AND core_near THEN 'org'
            WHEN org_same THEN 'org_name'
            WHEN core_same AND tail_same AND generic THEN 'name_generic'
            WHEN core_same AND tail_same AND code_other THEN 'name_code'
            WHEN core_same AND tail_same AND form_fit = 0 THEN 'form'
            WHEN core_same AND tail_same AND district_fit = 0 THEN 'name_elsewhere'
            WHEN core_same AND tail_same AND district_fit = 2 THEN 'name_district'
            WHEN core_same AND tail_same AND division_fit = 0 THEN 'name_elsewhere'
            WHEN core_same AND tail_same THEN 'name'
            WHEN code_other OR district_fit = 0 OR generic THEN 'former_unsure'
            ELSE 'former'
        END AS rule,
        district_fit * 10 + division_fit * 3 + form_fit AS closeness
    FROM strong
    """,
)

CONTESTED = Step(
    "contested",
    "看是否只有一家",
    """
    SELECT *,
        count(*) OVER same_rule AS equals,
        count(*) OVER same_closeness AS ties,
        max(closeness) OVER same_rule AS closest,
        bool_or(rule IN ('code', 'org', 'org_name') OR (rule = 'code_branch' AND NOT code_borrowed))
            OVER whole AS has_identity,
        bool_or(core_same AND tail_same AND form_fit > 0) OVER whole AS has_name,
        bool_or(rule IN ('name', 'name_district')) OVER whole AS has_clear_name,
        count(*) FILTER (rule IN ('name', 'name_district', 'name_elsewhere')) OVER whole AS named
    FROM graded
    WINDOW whole AS (PARTITION BY left_id), same_rule AS (PARTITION BY left_id, rule),
        same_closeness AS (PARTITION BY left_id, rule, closeness)
    """,
)

DECIDED = Step(
    "decided",
    "定下唯一对应",
    """
    SELECT *,
        CASE rule
            WHEN 'code' THEN equals = 1 AND (core_near OR NOT has_clear_name)
            WHEN 'org' THEN equals = 1 AND NOT EXISTS (
                FROM graded g WHERE g.left_id = c.left_id AND g.rule = 'code')
            WHEN 'former' THEN equals = 1 AND NOT has_identity AND NOT has_name
            WHEN 'name_district' THEN NOT has_identity AND closeness = closest AND ties = 1
                AND (equals = 1 OR (division_fit = 2 AND form_fit = 2))
            WHEN 'name' THEN NOT has_identity AND equals = 1 AND named = 1
            ELSE false
        END AS settled
    FROM contested c
    """,
)

SETTLED = Step("settled", "定下唯一对应", "SELECT DISTINCT left_id FROM decided WHERE settled")

SIMILAR_PAIRS = Step(
    "similar_pairs",
    "为其余各家找相近的",
    f"""
    WITH rest AS (FROM left_rows ANTI JOIN settled ON left_rows.id = settled.left_id),
    wanted AS (FROM right_rows WHERE NOT generic AND (
        core IN (SELECT core FROM rest) OR sound IN (SELECT sound FROM rest)
        OR brand IN (SELECT brand FROM rest))),
    cored AS (FROM wanted
        QUALIFY row_number() OVER (PARTITION BY core, district ORDER BY tail, id) <= {CROWD}),
    branded AS (FROM wanted WHERE length(brand) >= 2
        QUALIFY row_number() OVER (PARTITION BY brand, district ORDER BY tail, id) <= {CROWD})
    SELECT l.id AS left_id, r.id AS right_id FROM rest l JOIN cored r USING (core)
    WHERE NOT l.generic AND (length(l.core) >= 4 OR l.district = r.district)
        AND (contains(l.tail, r.tail) OR contains(r.tail, l.tail))
    UNION
    SELECT l.id, r.id FROM rest l JOIN cored r USING (sound, tail)
    WHERE NOT l.generic AND (length(l.core) >= 4 OR l.district = r.district)
    UNION
    SELECT l.id, r.id FROM rest l JOIN branded r USING (brand, tail)
    WHERE l.trade <> r.trade AND (length(brand) >= 4 OR l.district = r.district)
        AND (contains(l.trade, r.trade) OR contains(r.trade, l.trade))
    """,
)

SIMILAR = Step("similar_facts", "核对相近的", facts("similar_pairs"))

ALIKE = Step(
    "alike",
    "排定相近的先后",
    """
    SELECT *, CASE
            WHEN core_same AND tail_same THEN 'form'
            WHEN core_same THEN 'branch'
            WHEN sound_same THEN 'sound'
            ELSE 'short'
        END AS rule,
        district_fit * 10 + division_fit * 3 + form_fit AS closeness,
        count(*) OVER (PARTITION BY left_id, rule) AS equals
    FROM similar_facts ANTI JOIN strong USING (left_id, right_id)
    WHERE NOT code_other AND district_fit + form_fit > 1
    """,
)

REASONS = """
    list_filter([
        CASE WHEN code_same THEN '统一社会信用代码一致' END,
        CASE WHEN code_same AND NOT tail_same THEN '分支机构不同，可能借用了总部的代码' END,
        CASE WHEN NOT code_same AND org_same THEN '组织机构代码一致' END,
        CASE WHEN was_left THEN '所记曾用名与对方名称一致' END,
        CASE WHEN was_right THEN '名称与对方所记曾用名一致' END,
        CASE WHEN core_same AND tail_same AND form_fit = 2 THEN '规范名称一致' END,
        CASE WHEN core_same AND tail_same AND form_fit = 1 THEN '规范名称一致，一方组织形式不全' END,
        CASE WHEN core_same AND tail_same AND form_fit = 0 THEN '字号和行业一致，组织形式不同' END,
        CASE WHEN core_same AND NOT tail_same AND NOT code_same THEN '字号和行业一致，分支机构不同' END,
        CASE WHEN (code_same OR org_same) AND NOT core_same AND core_near THEN '名称相近' END,
        CASE WHEN (code_same OR org_same) AND NOT core_near AND NOT was_left AND NOT was_right
            THEN '名称不同，可能已更名' END,
        CASE WHEN rule = 'sound' THEN '名称读音相同' END,
        CASE WHEN rule = 'short' THEN '字号一致，一方行业不全' END,
        CASE WHEN core_same AND tail_same AND code_other THEN '名称相同但代码不同' END,
        CASE WHEN code_borrowed AND NOT code_same THEN '所填代码属于总部，按分支机构名称比对' END,
        CASE WHEN generic THEN '名称过于笼统' END,
        CASE district_fit WHEN 2 THEN '所在区县一致' WHEN 0 THEN '所在区县不同'
            ELSE '一方没有填写区县' END,
        CASE WHEN core_same AND division_fit = 0 THEN '名称中的区划不同' END,
        CASE WHEN NOT settled AND rule = 'code' AND equals = 1 THEN '另有名称一致的单位' END,
        CASE WHEN NOT settled AND equals > 1 THEN '同样符合的有 ' || equals || ' 家' END
    ], lambda reason: reason IS NOT NULL)
"""


def final_steps(max_candidates: int) -> tuple[Step, ...]:
    """Candidates in order, at most ``max_candidates`` for one left row, and the links."""
    candidates = Step(
        "candidates",
        "整理待核实的",
        """
        SELECT * REPLACE (CASE
            WHEN settled THEN rule
            WHEN rule = 'code' AND equals > 1 THEN 'code_shared'
            WHEN rule = 'code' THEN 'code_or_name'
            WHEN rule = 'org' THEN 'org_name'
            WHEN rule = 'former' THEN 'former_unsure'
            WHEN rule IN ('name', 'name_district') AND has_identity THEN 'code_or_name'
            WHEN rule IN ('name', 'name_district') THEN 'name_several'
            ELSE rule END AS rule)
        FROM decided WHERE settled OR left_id NOT IN (SELECT left_id FROM settled)
        UNION ALL BY NAME
        SELECT *, false AS settled FROM alike
        """,
    )
    links = Step(
        "links",
        "写出结果",
        f"""
        WITH shares AS (SELECT * FROM (VALUES {_text(RULES)}) AS t (rule, share))
        SELECT left_id, right_id,
            CASE WHEN settled THEN share ELSE round(share / equals, 3) END::DOUBLE AS probability,
            CASE WHEN settled THEN 'auto' ELSE 'review' END AS zone, rule, {REASONS} AS reasons
        FROM candidates JOIN shares USING (rule)
        QUALIFY row_number() OVER (PARTITION BY left_id
            ORDER BY probability DESC, closeness DESC, right_id) <= {max_candidates}
        ORDER BY left_id, probability DESC, closeness DESC, right_id
        """,
    )
    return candidates, links


def deterministic(max_candidates: int) -> tuple[Step, ...]:
    """The whole recipe of named steps."""
    strong = (BORROWED, STRONG_PAIRS, STRONG, GRADED, CONTESTED, DECIDED, SETTLED)
    return (*strong, SIMILAR_PAIRS, SIMILAR, ALIKE, *final_steps(max_candidates))
