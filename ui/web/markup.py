"""Pages as text: every word that is not ours is escaped where it enters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from app.domain.office import Office, OfficeKind
from app.intake.progress_shown import RATINGS_ZH, Progress, RatingOf, Right
from app.receipts.phrases import date_zh

_SITE = "信访事项办理情况查询"
_CALLABLE = re.compile(r"[0-9+][0-9-]{4,19}", re.A)
PROBLEM = "problem"
"""Id of what is wrong with a question; the fields concerned are described by it."""


@dataclass(frozen=True)
class Asked:
    """What was typed; shown again, so that nothing has to be typed twice."""

    number: str = ""
    code: str = ""


@dataclass(frozen=True)
class Wrong:
    """Why a question got no answer.

    Attributes:
        fields: those to look at again, by name.
    """

    title: str
    text: str
    fields: tuple[str, ...] = ()


def page(title: str, body: str) -> str:
    """A whole page; its title has no number, for it stays in the history of a browser that others use."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>{escape(title)} - {_SITE}</title>
<link rel="stylesheet" href="/progress.css">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<header><p>{_SITE}</p></header>
<main id="main" tabindex="-1">
{body}
</main>
<footer>
<p>本页不显示姓名、证件号码、电话和反映的内容。查询码等于钥匙，请不要交给别人。</p>
<p>用别人的手机或者电脑查完以后，请关闭本页。</p>
</footer>
</body>
</html>
"""


def form(asked: Asked, wrong: Wrong | None = None) -> str:
    """The question, with what is wrong above it."""
    alert = _alert(wrong) if wrong else ""
    said = {name: _described(name, wrong) for name in ("number", "code")}
    return f"""{alert}<h1>查询办理情况</h1>
<p>请拿出来访登记回执，照着填写下面两项。</p>
<form method="post" action="/progress" autocomplete="off" novalidate>
<p><label for="number">来访编号或登记编号</label>
<span class="hint" id="number-hint">在回执右上方，例如 110199001261123011A0001X。</span>
<input id="number" name="number" value="{escape(asked.number)}" required maxlength="120"
 autocapitalize="characters" autocorrect="off" spellcheck="false"{said["number"]}></p>
<p><label for="code">查询码</label>
<span class="hint" id="code-hint">在回执上每个事项旁边，是字母和数字，例如 7K3MQ9TX2HVB。大小写都可以。</span>
<input id="code" name="code" value="{escape(asked.code)}" required maxlength="40"
 autocapitalize="characters" autocorrect="off" spellcheck="false"{said["code"]}></p>
<p><button type="submit">查询</button></p>
</form>
<h2>也可以用回执上的二维码</h2>
<p>用手机扫一扫，会得到一行以 JF1: 开头的文字。把整行文字粘贴到上面的编号框里，查询码就不用填了。</p>
<h2>没有回执，或者看不清</h2>
<p>请到登记的窗口当面查询，窗口可以补打回执。</p>"""


def notice(wrong: Wrong) -> str:
    """A page that only says what is wrong, and the way back."""
    return f'{_alert(wrong)}<p><a href="/">返回查询</a></p>'


def result(found: Sequence[Progress], asked: Asked, said: str = "", wrong: Wrong | None = None) -> str:
    """What is known of the matters.

    Args:
        said: what was just done.
    """
    done = (
        f'<div class="done" role="status" tabindex="-1" autofocus><p>{escape(said)}</p></div>\n'
        if said
        else ""
    )
    alert = _alert(wrong) if wrong else ""
    matters = "\n".join(_matter(one, asked) for one in found)
    again = '<p class="again"><a href="/">再查一件</a></p>'
    return f"{done}{alert}<h1>办理情况</h1>\n{_as_of(found[0].asked_on)}\n{matters}\n{again}"


def _alert(wrong: Wrong) -> str:
    """Has the focus when the page opens: that is how it is read out where no script runs."""
    return f"""<div class="problem" id="{PROBLEM}" role="alert" tabindex="-1" autofocus>
<h2>{escape(wrong.title)}</h2>
<p>{escape(wrong.text)}</p>
</div>
"""


def _described(name: str, wrong: Wrong | None) -> str:
    if wrong is None or name not in wrong.fields:
        return f' aria-describedby="{name}-hint"'
    return f' aria-describedby="{PROBLEM} {name}-hint" aria-invalid="true"'


def _matter(one: Progress, asked: Asked) -> str:
    parts = [
        f'<article><h2>登记编号 <span class="number">{escape(one.reg_no)}</span></h2>',
        f'<p class="stage">{escape(one.stage)}</p>',
        f"<h3>接下来</h3><p>{escape(one.next_step)}</p>",
    ]
    if one.promised is not None and one.promised.until is not None:
        until = f"<strong>{date_zh(one.promised.until)}</strong>{_left(one.promised.until, one.asked_on)}"
        parts.append(f"<p>最迟应在 {until} {escape(one.promised.text)}。</p>")
    if one.rights:
        rights = "".join(f"<li>{_right(right, one.asked_on)}</li>" for right in one.rights)
        parts.append(f'<section class="rights"><h3>您的权利</h3><ul>{rights}</ul></section>')
    units = [("拟办单位" if one.proposed else "责任单位", escape(one.unit))] if one.unit else []
    units += _contact(one.office) if one.office else []
    if units:
        told = "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in units)
        parts.append(f"<h3>找谁</h3><dl>{told}</dl>")
    if one.steps:
        steps = "".join(f"<li>{date_zh(day)}　{escape(words)}</li>" for words, day in one.steps)
        parts.append(f"<h3>经过</h3><ol>{steps}</ol>")
    if one.may_rate:
        parts.append(_rating(one, asked))
    return "\n".join([*parts, "</article>"])


def _as_of(day: date) -> str:
    return f'<p class="hint">截至 {date_zh(day)}</p>'


def _right(right: Right, today: date) -> str:
    if right.until is None:
        return f"{escape(right.text)}。"
    last = f"最后一天是 <strong>{date_zh(right.until)}</strong>{_left(right.until, today)}"
    return f"{escape(right.text)}，{last}。"


def _left(until: date, today: date) -> str:
    days = (until - today).days
    return f"（还有 {days} 天）" if days > 0 else "（就是今天）" if days == 0 else f"（已过 {-days} 天）"


def _contact(office: Office) -> list[tuple[str, str]]:
    phone = escape(office.phone)
    if _CALLABLE.fullmatch(office.phone):
        phone = f'<a href="tel:{phone}">{phone}</a>'
    told = (("地址", escape(office.address)), ("电话", phone), ("时间", escape(office.hours)))
    return [("登记单位", escape(office.name)), *((label, text) for label, text in told if text)]


def _rating(one: Progress, asked: Asked) -> str:
    groups = "".join(_choices(one, about) for about in one.may_rate)
    apart = "两家分别评价，可以只评一家。" if len(one.may_rate) > 1 else ""
    return f"""<section class="rating"><h3>评价</h3>
<p>{apart}评过以后还可以改。评价不影响您的权利。</p>
<form method="post" action="/rating" autocomplete="off">
<input type="hidden" name="number" value="{escape(asked.number)}">
<input type="hidden" name="code" value="{escape(asked.code)}">
<input type="hidden" name="matter" value="{escape(one.reg_no)}">
{groups}
<p><button type="submit">提交评价</button></p>
</form></section>"""


def _choices(one: Progress, about: RatingOf) -> str:
    legend = f"责任单位：{one.unit}"
    if about is RatingOf.OFFICE:
        told = "信访部门" if one.office is None or one.office.kind is OfficeKind.XINFANG else "登记单位"
        legend = f"{told}：{one.office.name}" if one.office else told
    choices = "".join(
        f'<label class="choice"><input type="radio" name="{about}" value="{value}"'
        f"{' checked' if one.ratings.get(about) == value else ''}> {text}</label>"
        for value, text in RATINGS_ZH.items()
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{choices}</fieldset>"
