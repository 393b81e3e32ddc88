"""What the layouts write by themselves, beside what a paper says: labels, headings, the lines to sign on.

A PDF that another version of the program laid out is known by its words: what the register says must stand
on it, and nothing besides but these. Words that a layout no longer uses stay here, for the papers of then.
"""

from app.receipts.content import TITLE

LAYOUT_WORDS = frozenset(
    {
        *(TITLE, "您的权利（《信访工作条例》）", "您的权利", "（《信访工作条例》）", "校验码", "补打"),
        *("交来访人联", "存档联", "（预览，尚未编号）"),
        *("来访编号：", "登记编号：", "查询码：", "来访时间：", "接待窗口：", "来访人数：", "收到材料："),
        *("登记状态：", "已登记", "号窗口", "接待人", "（代表人选待确认）"),
        *("，其中代表", "您的诉求：", "处理情况：", "书面告知您", "书面告知", "最迟", "其他登记编号："),
        *("来访，已经登记。请妥善保管本回执，凭编号查询。", "来访人", "您来访反映的下列", "来访反映的下列"),
        *("问题已经登记。", "个问题已经登记。", "您于", "地址：", "电话：", "接待时间：", "年", "月", "日"),
        *("送达回证（", "送达回证", "已签收", "签名：", "送达日期：", "拒绝签收", "见证人："),
        *("送达方式：", "当面", "邮寄", "其他：", "接待人：", "来访人签名："),
        *("凭登记编号和查询码，可以到本窗口", "凭编号，可以到本窗口", "，或者拨打"),
        "查询办理情况；办理后可以作满意度评价（第二十一条）。",
        "受理、不予受理或者转送的去向，都应当书面告知您（第二十三条）。",
        "认为工作人员与您的事项有利害关系的，可以要求其回避（第二十八条）。",
        "任何组织和个人不得打击报复信访人（第十八条）。",
    }
)
