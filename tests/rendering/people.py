"""Invented people: unassigned area code 110199, names and streets put together at random."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_2

from app.scanning.specimens import ResidentCard

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰荣辉建国文斌婷雪晨宇浩轩梓涵诗琪"
RARE = "翀赟犇骉堃喆玥祎飏淼龑䶮𫖯𬱖𫍲𬭎𬸣昺晟翊珩璟垚"
DOTTED = ("阿依古丽·买买提", "巴特尔·哈斯", "木沙江·吐尔洪", "次仁·卓玛")
STREETS = ("虚构路", "样例街道", "假设巷", "测试大道", "演示里")


@dataclass(frozen=True)
class Person:
    """A card's words and what a reader has to give back."""

    card: ResidentCard
    rare: bool

    @property
    def fields(self) -> dict[str, str]:
        year, month, day = self.card.birth
        return {
            "name": self.card.name,
            "sex": {"男": "male", "女": "female"}[self.card.sex],
            "ethnicity": self.card.ethnicity,
            "birth_date": f"{year}-{month:02d}-{day:02d}",
            "address": "".join(self.card.address),
            "number": self.card.number,
        }


def invented(dice: random.Random, *, wrong_check: bool = False) -> Person:
    """One person; a quarter have a rare character in the name, an eighth a name with a dot."""
    kind = dice.random()
    name = dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2))))
    if kind < 0.25:
        name = name[:-1] + dice.choice(RARE)
    elif kind < 0.375:
        name = dice.choice(DOTTED)
    born = date(1945, 1, 1) + timedelta(days=dice.randrange(60 * 365))
    sex = dice.choice("男女")
    sequence = dice.randrange(50) * 2 + (sex == "男")
    body = f"110199{born:%Y%m%d}{900 + sequence}"
    check = mod_11_2.calc_check_digit(body)
    if wrong_check:
        check = dice.choice([digit for digit in "0123456789X" if digit != check])
    address = f"北京市样例区{dice.choice(STREETS)}{dice.randrange(1, 999)}号"
    if dice.random() < 0.7:
        address += f"{dice.randrange(1, 30)}号楼{dice.randrange(1, 9)}单元{dice.randrange(100, 2900)}室"
    lines = tuple(address[i : i + 13] for i in range(0, len(address), 13))
    card = ResidentCard(
        name, sex, dice.choice(("汉", "汉", "回", "维吾尔", "土家", "满")),
        (born.year, born.month, born.day), lines, body + check,
    )  # fmt: skip
    return Person(card, kind < 0.25)
