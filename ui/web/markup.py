"""Pages as text: every word that is not ours is escaped where it enters."""

from collections.abc import Mapping, Sequence
from html import escape

from app.intake.progress import RATINGS_ZH, Progress, RatingOf
from app.receipts.phrases import date_zh

_RATED = {RatingOf.OFFICE: "登记单位（信访部门）", RatingOf.UNIT: "责任单位"}


def page(title: str, body: str) -> str:
    """A whole page."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<link rel="stylesheet" href="/progress.css">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<header><p>信访事项办理情况查询</p></header>
<main id="main" tabindex="-1">
{body}
</main>
<footer>
<p>本页不使用 Cookie，不显示姓名、证件号码和反映内容。查询码等于钥匙，请不要交给别人。</p>
</footer>
</body>
</html>
"""


def form(number: str = "", problem: str = "") -> str:
    """The question, with what is wrong above it."""
    alert = f'<div class="problem" role="alert"><p>{escape(problem)}</p></div>' if problem else ""
    invalid = ' aria-invalid="true"' if problem else ""
    return f"""<h1>查询办理情况</h1>
{alert}
<form method="post" action="/progress" autocomplete="off">
<p><label for="number">来访编号或登记编号</label>
<span class="hint" id="number-hint">在回执右上方，例如 110199001261123011A0001X。<br>
也可以粘贴回执二维码的文字，这时不用填查询码。</span>
<input id="number" name="number" value="{escape(number)}" required maxlength="120" autocapitalize="characters"
 spellcheck="false" aria-describedby="number-hint"{invalid}></p>
<p><label for="code">查询码</label>
<span class="hint" id="code-hint">回执上每个事项旁的 12 位字母和数字，大小写和短横不限。</span>
<input id="code" name="code" maxlength="40" autocapitalize="characters" spellcheck="false"
 aria-describedby="code-hint"></p>
<p><button type="submit">查询</button></p>
</form>"""


def result(found: Sequence[Progress], number: str, code: str, thanks: bool) -> str:
    """What is known of the matters."""
    said = '<div class="done" role="status"><p>已收到您的评价，谢谢。</p></div>' if thanks else ""
    return said + "\n".join(_matter(one, number, code) for one in found) + '<p><a href="/">再查一件</a></p>'


def _matter(one: Progress, number: str, code: str) -> str:
    parts = [f"<article><h1>{escape(one.reg_no)}</h1>", f'<p class="stage">{escape(one.stage)}</p>']
    rows: list[tuple[str, str]] = [("责任单位", one.unit), ("登记单位", one.office), ("联系", one.contact)]
    told = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in rows if text)
    if told:
        parts.append(f"<dl>{told}</dl>")
    parts.append(f"<h2>接下来</h2><p>{escape(one.next_step)}</p>")
    if one.promised is not None and one.promised.until is not None:
        parts.append(
            f"<p>最迟 <strong>{date_zh(one.promised.until)}</strong> {escape(one.promised.text)}。</p>"
        )
    if one.rights:
        rights = "".join(
            f"<li>{escape(right.text)}"
            + (f"，最后一日 <strong>{date_zh(right.until)}</strong>" if right.until else "")
            + "。</li>"
            for right in one.rights
        )
        parts.append(f'<section class="rights"><h2>您的权利</h2><ul>{rights}</ul></section>')
    if one.steps:
        steps = "".join(f"<li>{date_zh(day)}　{escape(words)}</li>" for words, day in one.steps)
        parts.append(f"<h2>经过</h2><ol>{steps}</ol>")
    if one.may_rate:
        parts.append(_rating(one.ratings, number, code))
    return "\n".join([*parts, "</article>"])


def _rating(given: Mapping[str, str], number: str, code: str) -> str:
    groups = "".join(
        f"<fieldset><legend>{words}</legend>"
        + "".join(
            f'<label class="choice"><input type="radio" name="{about}" value="{value}"'
            f"{' checked' if given.get(about) == value else ''}> {text}</label>"
            for value, text in RATINGS_ZH.items()
        )
        + "</fieldset>"
        for about, words in _RATED.items()
    )
    return f"""<section><h2>评价</h2>
<p>两家分别评价，可以只评一家，可以改。评价不影响您的权利。</p>
<form method="post" action="/rating">
<input type="hidden" name="number" value="{escape(number)}">
<input type="hidden" name="code" value="{escape(code)}">
{groups}
<p><button type="submit">提交评价</button></p>
</form></section>"""
