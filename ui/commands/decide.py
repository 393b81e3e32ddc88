"""`station decide`: state and outcome of a matter from its dates (domain reference 4)."""

import argparse
from datetime import date
from typing import Any

from app.config import Settings
from app.domain.local_rules import LocalRules
from app.domain.matter import Facts, OfficeRelation, Purpose, Route
from app.domain.matter_state import COURSE, EVENTS, MatterDates, derive_state, running_terms
from app.domain.matter_terms import Counting, terms_now
from app.domain.words import OUTCOMES_ZH, STATES_ZH
from app.errors import BadInput
from app.intake.json_input import read_json
from app.intake.step_notes import uncovered
from app.rulepacks import load_rulepack, local_rules
from ui.commands.input_fields import Fields
from ui.commands.world import DONE, World, read_text

HELP = "由日期推定事项状态和处理方式（从标准输入读 JSON）"

_DATES = (*EVENTS, "extended_to")
_KEYS = ("today", "office", "facts", "route", "purpose", "kind", *_DATES, "supported", "settings")
_UNKNOWN = "unknown"


def configure(parser: argparse.ArgumentParser) -> None:
    """Everything comes on standard input."""
    parser.epilog = '例：{"today":"2026-11-22","office":"same","facts":"same","received_on":"2026-11-10"}'


def run(args: argparse.Namespace, world: World) -> int:
    """Decide one case and answer."""
    answer = decide_case(read_json(read_text("-")))
    dates = "".join(f" {kind}：{day}" for kind, day in answer["dates"].items())
    for sentence in answer["warnings"]:
        world.say(sentence)
    world.answer(
        answer, f"{STATES_ZH[answer['state']]} → {OUTCOMES_ZH[answer['outcome']]}({answer['rule_id']}){dates}"
    )
    return DONE


def decide_case(data: object) -> dict[str, Any]:
    """State, outcome, notices, articles and running terms of a case, each date with how it was counted.

    A step whose day cannot be shown is `"unknown"`: a reply or review opinion without proof of
    service leaves its window open, any other makes the state `unsure`.

    Raises:
        BadInput: unknown or missing fields, wrong types, events after today, impossible orders.
    """
    fields = Fields(data, _KEYS)
    today = fields.day("today", needed=True)
    office = fields.choice("office", [o.value for o in OfficeRelation], needed=True)
    facts = fields.choice("facts", [f.value for f in Facts], needed=True)
    dates = _dates(fields)
    local, settings = _rules(fields)
    fields.done()
    assert today is not None  # noqa: S101  done() has refused what was missing
    assert office is not None  # noqa: S101
    assert facts is not None  # noqa: S101
    rules = load_rulepack(local=local)
    try:
        state = derive_state(dates, today, rules.calendar, settings)
        terms = running_terms(dates, state, rules.calendar, settings)
        counting = Counting(rules.calendar, settings, rules.local.terms, None)
        explained = {term.kind: term for term in terms_now(dates, state, counting) if term.kind in terms}
    except OverflowError as error:
        raise BadInput(["算出的期限超出了历法范围，请核对年份。"]) from error
    decision = rules.table.decide(state, OfficeRelation(office), Facts(facts), settings)
    return {
        "state": state,
        "rule_id": decision.rule_id,
        "outcome": decision.outcome,
        "notices": list(decision.notices),
        "articles": list(decision.articles),
        "confirm_by": decision.confirm_by,
        "dates": {kind: day.isoformat() for kind, day in terms.items()},
        "how": {kind: term.how for kind, term in explained.items()},
        "warnings": uncovered(tuple(explained.values())),
        "tell_visitor": decision.tell_visitor,
        "right_remaining": decision.right_remaining,
    }


def _dates(fields: Fields) -> MatterDates:
    unproven = frozenset(name for name in COURSE if fields.raw(name) == _UNKNOWN)
    days: dict[str, date | None] = {name: fields.day(name) for name in _DATES if name not in unproven}
    route = fields.choice("route", [r.value for r in Route])
    purpose = fields.choice("purpose", [p.value for p in Purpose])
    return MatterDates(
        **days,
        supported=fields.yes_no("supported"),
        route=Route(route) if route else None,
        purpose=Purpose(purpose) if purpose else None,
        simple=fields.choice("kind", ["ordinary", "simple"]) == "simple",
        unproven=unproven,
    )


def _rules(fields: Fields) -> tuple[LocalRules, Settings]:
    """The packs named in the settings, and the settings over them."""
    given = fields.mapping("settings")
    try:
        local = local_rules(packs=Settings.of(given).rule_packs)
        return local, local.settings_under(given)
    except ValueError as error:
        fields.refuse(f"settings.{error}", "没有这项设置，或取值不合规定。")
        return LocalRules(), Settings()
