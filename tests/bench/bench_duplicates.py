"""What the duplicate check costs: one new matter held against many known ones, and a matter imported."""

import random
import statistics
import sys
import time
from collections.abc import Callable

from app.duplicates.prepared import index_terms, pack, prepare, unpack
from app.duplicates.ranking import rank
from app.duplicates.record import MatterText
from app.duplicates.score import compare

KNOWN = 1000
CANDIDATES = 200
_SPOKEN = """
    水渠 垮了 梨园 赔偿 村委会 镇政府 去年 七月 二百三十六棵 每棵四十 三组 柳湾村 没有
    答复 工资 拖欠 老板 工地 医院 报销 三万八千 低保 名单 公示 征地 青苗 补偿款
    每亩2400元 道路 塌方 路灯 自来水 停水 学费 收据 合同 退款 房产证
"""
_WORDS = _SPOKEN.split()


def invented(chance: random.Random, length: int) -> MatterText:
    """A matter whose facts have about `length` code points."""
    facts = ""
    while len(facts) < length:
        facts += chance.choice(_WORDS) + chance.choice(("", "", ",", "。"))
    demand = "要求" + "".join(chance.sample(_WORDS, 3))
    return MatterText(place="雾泽县青石镇柳湾村", unit="青石镇政府", demand=demand, facts=facts[:length])


def timed(what: str, count: int, work: Callable[[int], object]) -> None:
    """Run `work` for 0 … count-1 and print median and worst in milliseconds of processor time."""
    took = []
    for i in range(count):
        start = time.process_time()
        work(i)
        took.append((time.process_time() - start) * 1000)
    sys.stdout.write(
        f"{what}: median {statistics.median(took):.3f} ms, worst {max(took):.2f} ms, n={count}\n"
    )


def main() -> None:
    """Measure everyday and very long texts."""
    chance = random.Random(1)
    for length in (120, 1000, 20_000):
        known = [invented(chance, length) for _ in range(KNOWN if length < 10_000 else 60)]
        query = invented(chance, length)
        timed(f"compare, facts of {length}", len(known), lambda i, q=query, k=known: compare(q, k[i]))
        timed(f"prepare, pack and index, facts of {length}", len(known), lambda i, k=known: imported(k[i]))
        kept = [(i, prepare(one)) for i, one in enumerate(known[:CANDIDATES])]
        packed = [pack(one) for _, one in kept]
        timed(f"unpack, facts of {length}", len(packed), lambda i, p=packed: unpack(p[i]))
        asked = [prepare(invented(chance, length)) for _ in range(20)]
        timed(f"rank {len(kept)}, facts of {length}", len(asked), lambda i, a=asked, k=kept: rank(a[i], k))


def imported(matter: MatterText) -> None:
    """What an import does with each matter."""
    kept = prepare(matter)
    pack(kept)
    index_terms(kept)


if __name__ == "__main__":
    main()
