"""Invent matters of nobody, to hide labelled ones among them: writes JSON lines, shaped as for an import.

    python tests/bench/make_background.py NEAR.jsonl COUNT OUT.jsonl

The words, places and turns are its own, so that what is learned beside another background can be tried beside
this one. One in twenty lies where a matter of NEAR lies, often against the same unit, but in another class.
The same COUNT gives the same lines.
"""

import json
import random
import sys
from pathlib import Path

_COUNTIES = [
    "陇安县",
    "湘塘县",
    "桐川县",
    "鹤岭市",
    "泗桥区",
    "覃州区",
    "岷坝县",
    "绥溪县",
    "浏屏县",
    "汶台区",
    "韶泊市",
    "漕浦县",
]
_TOWNS = [
    "永丰镇",
    "高桥镇",
    "兴隆乡",
    "青云街道",
    "龙泉镇",
    "白马乡",
    "东风街道",
    "石桥镇",
    "双河镇",
    "太平乡",
    "凤凰镇",
    "平安街道",
]
_HEADS = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "周",
    "吴",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "林",
    "郭",
    "何",
    "高",
]
_TAILS = ["庄", "家湾", "家沟", "家坪", "各庄", "家寨", "家岭", "家店", "家集", "家桥"]
_FIRMS = [
    "鼎盛",
    "华泰",
    "中远",
    "金辉",
    "恒升",
    "万通",
    "德润",
    "同创",
    "瑞祥",
    "博远",
    "佳禾",
    "东昇",
    "宏图",
    "嘉业",
    "利民",
    "通达",
]
_ESTATES = [
    "阳光花园",
    "滨江新城",
    "翠湖天地",
    "世纪豪庭",
    "学府壹号",
    "东方名苑",
    "和谐家园",
    "玫瑰园",
    "御景湾",
    "香榭里",
]
_KIN = ["我父亲", "我母亲", "我爱人", "我儿子", "我女儿", "我公公", "我岳父", "我本人", "我哥", "我妹妹"]
_MONTHS = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "腊月"]
_OPENINGS = (
    "",
    "",
    "尊敬的领导:",
    "您好,",
    "我来说个事。",
    "情况是这样的,",
    "反映一个问题:",
    "本人系{village}村民,",
    "{kin}的事,",
    "打扰了,",
)
_COURSE = (
    "多次找{town}没有结果",
    "{unit}的工作人员说要开会研究",
    "打热线转回来还是他们自己答复",
    "答复书上写的跟事实不符",
    "窗口的人换了三拨",
    "说没有文件依据",
    "让我去找施工方",
    "材料交上去石沉大海",
    "拖到现在已经{n}个月",
    "他们内部互相推",
    "说等财政拨款",
)
_ENDINGS = (
    "",
    "",
    "请依法处理。",
    "盼回复。",
    "我们老百姓不容易。",
    "希望给个准话。",
    "不解决我还要来。",
    "谢谢领导。",
    "请尽快协调。",
)
_TOPICS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "国土资源/征地补偿": (
        "{county}自然资源局",
        ("要求兑付土地补偿", "请求重新丈量被征土地", "要求支付坟墓迁移费"),
        (
            "修{road}征了我家{mu}亩地,按{n}千一亩签的字",
            "工业园扩建把{village}的地圈进去,测量图上没有我家",
            "高压线塔基占地,{firm}只认{n}平方米",
        ),
        ("补偿清单上的数和卡里的数不一样", "附着物漏登了大棚和水井", "公示只贴了半天"),
    ),
    "劳动社保/拖欠工资": (
        "{county}{firm}公司",
        ("要求支付劳动报酬", "追讨加班工资", "请求发放项目结算款"),
        (
            "我在{firm}做{job},约定月底结,{month}起就没发过",
            "{firm}承包的{estate}工地,班组{n}人等着拿钱",
            "{firm}说资金周转不开,压了我们{n}个月",
        ),
        ("考勤表在他们手里", "老板{head}某把我拉黑了", "合同签的是空白页", "一共{wan}万多"),
    ),
    "城乡建设/物业管理": (
        "{estate}物业服务中心",
        ("要求更换物业企业", "请求维修公共设施", "要求退还停车费"),
        (
            "{estate}的监控坏了大半年",
            "{estate}中央空调一到夏天就停",
            "{estate}物业把架空层租给超市当仓库",
            "{estate}门岗放外来车随便进",
        ),
        ("业主群里问没人应", "一年涨了两次费", "楼栋长也管不了", "公告栏空白"),
    ),
    "民政/低保救助": (
        "{town}民政办公室",
        ("请求纳入救助范围", "要求重新核查家庭收入", "申请一次性困难补助"),
        (
            "{kin}查出重病花光积蓄",
            "{village}评救助没有开会",
            "{kin}瘫在床上多年没人照料",
            "家里失火以后住在亲戚家",
        ),
        ("入户的人没进门", "说系统里有存款", "残疾证过期了没法换", "孩子还在念书"),
    ),
    "交通运输/道路公交": (
        "{county}交通运输局",
        ("请求修缮通村公路", "建议增设站台", "要求安装防护设施"),
        (
            "{village}到{town}的水泥板断成几截",
            "{road}弯道连着出事故",
            "校门口那段路没有人行道",
            "涵洞一下雨就灌满",
        ),
        ("去年量过没下文", "大货车绕行把路压垮", "老人买药要走{n}里", "施工队留下个坑"),
    ),
    "卫生健康/医疗纠纷": (
        "{county}人民医院",
        ("请求调查诊疗过程", "要求赔偿医疗损害", "申请调取影像资料"),
        (
            "{kin}做完支架当晚出血",
            "{kin}拔管以后再没醒",
            "急诊让在走廊等了{n}小时",
            "护工把{kin}摔了一下没报告",
        ),
        ("主刀的医生是进修生", "同意书是补签的", "会诊记录只有一行", "已经火化了"),
    ),
    "教育/入学收费": (
        "{county}教育和体育局",
        ("反映校外机构收费", "请求协调孩子入学", "要求退还培训余款"),
        (
            "{firm}少儿英语关门跑路",
            "孩子户口在{village},学校说满员",
            "研学旅行强制交{n}百",
            "民办学校开学前临时涨价",
        ),
        ("发票抬头不是学校", "退款排到明年", "班主任让家长自愿签名", "剩下{n}次课"),
    ),
    "生态环境/油烟污水粉尘": (
        "{county}生态环境分局",
        ("请求取缔无证作坊", "要求治理扬尘", "反映河道污染"),
        (
            "{village}后面的搅拌站整天冒灰",
            "{firm}的排口在夜里放水",
            "豆制品作坊把废渣倒进水沟",
            "洗车场泡沫流到{road}",
        ),
        ("井里打上来的水有味", "玻璃擦了又黑", "查的人前脚走后脚开", "菜地死了一片"),
    ),
    "金融/非法集资": (
        "{county}公安局经侦大队",
        ("请求追回投资款", "要求立案侦查", "报案无人受理"),
        (
            "{firm}康养说交会员费可以住院子",
            "{firm}拿养殖分红拉人入伙",
            "{village}很多人把征地款投给了{firm}",
        ),
        ("讲课的人自称教授", "返过两个月利就停了", "合同盖的是分公司章", "我投了{wan}万"),
    ),
    "村务公开/集体资产": (
        "{village}村民委员会",
        ("请求公开账目", "反映村干部处事不公", "要求清理合同"),
        (
            "{village}的水面承包没有招标",
            "村里修广场花了{wan}万没见预算",
            "集体林卖给{firm}价钱没人知道",
        ),
        ("会议记录后补的", "村民小组长都没通知", "手印不是本人按的", "监督委员会成了摆设"),
    ),
    "城乡建设/不动产登记": (
        "{county}不动产登记中心",
        ("请求办理产权登记", "要求更正登记信息", "申请解除限制"),
        (
            "{estate}交房{n}年没有大证",
            "{kin}名下的老房子要分户",
            "{estate}地下车位重复出售",
        ),
        ("档案室说卷宗缺页", "开发单位注销了", "契税交过的票据还在", "窗口一次一个说法"),
    ),
    "公安/户籍": (
        "{town}派出所",
        ("请求更正登记项目", "要求补办证件", "申请落户"),
        ("{kin}的姓名当年写成同音字", "迁来{n}年户口还在原籍", "孩子随母姓登记不上"),
        ("要原单位开证明", "说底册发霉看不清", "驻村民警调走了", "已经跑了{n}趟"),
    ),
    "市场监管/消费维权": (
        "{county}市场监督管理局",
        ("请求退货退款", "要求惩处虚假宣传", "投诉售后"),
        (
            "在{firm}家居定的橱柜跟样品不一样",
            "{firm}美容院推销套餐{wan}万",
            "电动车骑了{n}天电池鼓包",
        ),
        ("定金条写着不退", "门店换了招牌", "客服让找厂家", "收据是手写的"),
    ),
    "农村农业/农资惠农": (
        "{county}农业农村局",
        ("请求发放补贴", "要求赔偿药害", "反映保险理赔慢"),
        (
            "打了{firm}的除草药,{mu}亩菜苗全卷叶",
            "合作社把我家的补贴领走了",
            "冰雹打坏的葡萄没人来定损",
        ),
        ("包装袋留着", "农技员看过说是药的事", "名册上是别人的电话", "一季白忙"),
    ),
}
_NEAR_SHARE = 0.05


def filled(turn: str, words: dict[str, str]) -> str:
    """A turn of phrase with its places, firms and numbers."""
    return turn.format_map(words)


def invented(chance: random.Random, number: int, near: list[dict[str, str]]) -> dict[str, str]:
    """One matter of nobody."""
    topic = chance.choice(list(_TOPICS))
    unit, demands, events, details = _TOPICS[topic]
    county, town = chance.choice(_COUNTIES), chance.choice(_TOWNS)
    village = chance.choice(_HEADS) + chance.choice(_TAILS)
    neighbour = chance.choice(near) if chance.random() < _NEAR_SHARE else None
    words = {
        "county": county,
        "town": town,
        "village": village,
        "firm": chance.choice(_FIRMS),
        "estate": chance.choice(_ESTATES),
        "kin": chance.choice(_KIN),
        "month": chance.choice(_MONTHS),
        "head": chance.choice(_HEADS),
        "job": chance.choice(("瓦工", "司机", "保洁", "电焊", "会计", "送货", "质检", "导购")),
        "road": chance.choice(("环城路", "迎宾大道", "幸福路", "滨河路", "建设北路")),
        "n": str(chance.randint(2, 29)),
        "mu": str(chance.randint(1, 14)),
        "wan": str(chance.randint(1, 60)),
    }
    words["unit"] = filled(unit, words)
    place = "".join(part for part in (county, town, village) if chance.random() < 0.75) or county
    told = words["unit"]
    if neighbour is not None and neighbour["content_class"] != topic:
        place = neighbour["place"]
        told = neighbour["unit"] if chance.random() < 0.5 else told
    parts = [filled(chance.choice(events), words)]
    parts += [filled(one, words) for one in chance.sample(details, chance.randint(0, 3))]
    parts += [filled(one, words) for one in chance.sample(_COURSE, chance.randint(0, 3))]
    facts = filled(chance.choice(_OPENINGS), words) + chance.choice((",", "。", ",")).join(parts) + "。"
    return {
        "id": f"b{number:07d}",
        "person_id": f"B{chance.randrange(10**7):07d}",
        "place": place,
        "unit": told,
        "content_class": topic if chance.random() < 0.85 else "其他/其他",
        "demand": chance.choice(demands),
        "facts": facts + chance.choice(_ENDINGS),
        "date": f"{chance.choice((2024, 2025))}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    }


def main() -> None:
    """Write the lines."""
    near = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    chance = random.Random(20261201)
    with open(sys.argv[3], "w", encoding="utf-8") as lines:
        for number in range(int(sys.argv[2])):
            lines.write(json.dumps(invented(chance, number, near), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
