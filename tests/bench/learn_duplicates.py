"""Learn how much each piece of evidence counts: writes resources/duplicates/weights.json.

    python tests/bench/learn_duplicates.py DATA [--filler FILE.jsonl ...] [--write]

DATA holds labelled matters as JSON lines: `store.jsonl`, `queries.jsonl` (id, person_id, place, unit,
content_class, demand, facts, date), `qrels.jsonl` (query, id, label), `pairs.jsonl` (a, b, label) and
`groups.jsonl` (id, group, kind, topic). Each FILLER is matters of nobody in DATA, among which the labelled
ones are hidden; with several, as differently told as can be (`make_background.py` makes one), no weight leans
on how one of them is told. Nothing of the data goes into the repository.

The figures printed are cross-validated: ten folds, once with whole groups of matters left out and once with
whole topics, each query judged by weights that never saw its group. The lists of words behind the kinds were
written with such data in view, so they know its topics better than those to come: every pair is learned from
twice, with the kinds and, as often as they will fail elsewhere, without. The score is a logistic regression
with a ridge penalty, fitted by Newton steps; every weight has the sign its evidence must have, or is left
out.
"""

import argparse
import json
import math
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.duplicates.features import features
from app.duplicates.prepared import Prepared, index_terms, plan, prepare
from app.duplicates.ranking import shortlist
from app.duplicates.reading import read
from app.duplicates.record import MatterText
from app.duplicates.score import news_evidence
from app.paths import resource

SAME = ("same_matter", "same_matter_new_facts")
FOLDS = 10
CANDIDATES = 200
COMPARED = 30
RIDGE = 1.0
EXPECTED_RIDGE = 1.0
NEWS_RIDGE = 3.0
NEWS_WEIGHT = 6.0
FILLER_WEIGHT = 0.3
"""A pair with a matter of another group counts so much against one pair of the same group."""

POSITIVE_WEIGHT = 1.5
"""A matter missed costs more than one shown in vain; this puts the best threshold at the even chance."""

EXPECTED = {
    "phase_apart": -4.0,
    "stance_apart": -4.0,
    "clash_alike": -4.0,
    "disclaimer": -3.0,
    "label_apart": -2.5,
    "county_apart": -2.0,
}
"""What is known beforehand of evidence the data seldom hold: the penalty pulls weights here, not to zero."""

AGAINST = frozenset(
    {
        *("kind_apart", "role_apart", "number_apart", "label_apart", "years_apart", "county_apart"),
        *("phase_apart", "stance_apart", "place_apart", "unit_apart", "people_apart", "disclaimer"),
        *("clash_alike", "sums_alike"),
    }
)
"""Evidence that may only ever lower the score; all other may only raise it."""

LISTED = ("kind", "kind_apart", "role_apart")
KNOWN_ELSEWHERE = 0.55
"""Evidence from lists of words, and how often it speaks on matters of other topics against those of the data
(measured on `tests/fakes/matters_apart.txt`: shared kinds in 46 of 100 same pairs against 84)."""

Row = tuple[str, str, str, dict[str, float]]


def lines(path: Path) -> list[dict[str, str]]:
    """Objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def kept(one: dict[str, str]) -> Prepared:
    """A line of the data in its kept form."""
    return prepare(
        MatterText(
            one["place"],
            one["unit"],
            one["content_class"],
            one["demand"],
            one["facts"],
            date.fromisoformat(one["date"]),
            frozenset({one["person_id"]}),
        )
    )


class Data:
    """The labelled set, with candidates from an inverted index over store and filler."""

    def __init__(self, folder: Path, filler: Path | None) -> None:
        self.queries = lines(folder / "queries.jsonl")
        store = lines(folder / "store.jsonl")
        others = lines(filler) if filler else []
        self.matters = {one["id"]: kept(one) for one in (*store, *others, *self.queries)}
        self.groups = {one["id"]: one for one in lines(folder / "groups.jsonl")}
        self.labels = {(q["query"], q["id"]): q["label"] for q in lines(folder / "qrels.jsonl")}
        self.relevant: dict[str, set[str]] = defaultdict(set)
        for (query, known), label in self.labels.items():
            if label in SAME:
                self.relevant[query].add(known)
        self.pairs = lines(folder / "pairs.jsonl")
        self.dates = {one["id"]: one["date"] for one in (*store, *self.queries)}
        self._ids = [one["id"] for one in (*store, *others)]
        self._index: dict[str, list[int]] = defaultdict(list)
        self._people: dict[bytes, list[int]] = defaultdict(list)
        for i, known in enumerate(self._ids):
            for term in index_terms(self.matters[known]):
                self._index[term].append(i)
            for person in self.matters[known].persons:
                self._people[person].append(i)

    def candidates(self, query: Prepared) -> list[str]:
        """As the store finds them: the best by rare terms, and everything of the same person."""
        index = self._index
        asked = plan(query, lambda ts: {t: len(index[t]) for t in ts if t in index}, len(self._ids))
        found: dict[int, float] = defaultdict(float)
        for term, weight in asked:
            for i in index[term]:
                found[i] += weight
        best = sorted(found, key=lambda i: -found[i])[:CANDIDATES]
        for person in query.persons:
            best += self._people[person][:50]
        return [self._ids[i] for i in dict.fromkeys(best)]

    def rare(self, query: Prepared) -> dict[str, float]:
        """As `plan` weighs the terms of a query."""
        total = len(self._ids)
        counts = {t: max(1, len(self._index.get(t, ()))) for t in index_terms(query)}
        return {t: math.log(1 + total / n) / math.log(1 + total) for t, n in counts.items()}

    def rows(self) -> tuple[list[Row], list[Row], list[Row]]:
        """(query with each candidate compared in full, labelled pairs, same pairs with evidence of news)."""
        ranked: list[Row] = []
        for one in self.queries:
            query = self.matters[one["id"]]
            ids, rare = self.candidates(query), self.rare(query)
            for i in shortlist(query, [self.matters[k] for k in ids], COMPARED):
                values = dict(features(read(query), read(self.matters[ids[i]]), rare).values)
                label = self.labels.get((one["id"], ids[i]), "different")
                ranked.append((one["id"], ids[i], label, values))
        labelled: list[Row] = []
        news: list[Row] = []
        for pair in self.pairs:
            later, earlier = pair["a"], pair["b"]
            if self.dates[later] < self.dates[earlier]:
                later, earlier = earlier, later
            mine, theirs = read(self.matters[later]), read(self.matters[earlier])
            evidence = features(mine, theirs, self.rare(self.matters[later]))
            labelled.append((later, earlier, pair["label"], dict(evidence.values)))
            if pair["label"] in SAME and self.groups[earlier]["kind"] != "N":
                news.append((later, earlier, pair["label"], news_evidence(mine, theirs, evidence)))
        return ranked, labelled, news


def fit(
    values: np.ndarray,
    same: np.ndarray,
    weight: np.ndarray,
    ridge: float,
    signs: np.ndarray,
    expected: np.ndarray,
) -> np.ndarray:
    """Weights of a logistic regression, the bias last.

    Args:
        values: evidence, shape (pairs, n).
        signs: +1, -1 or 0 (free) for each; a weight that comes out against its sign is set to zero and the
            rest fitted again.
        expected: the weights the penalty pulls to, shape (n,).
    """
    active = np.ones(values.shape[1], bool)
    while True:
        x = np.hstack([values[:, active], np.ones((len(values), 1))])
        penalty = np.diag(np.append(np.where(expected[active] == 0.0, ridge, EXPECTED_RIDGE), 1e-3))
        beta = np.zeros(x.shape[1])
        centre = np.append(expected[active], 0.0)
        for _ in range(60):
            chance = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30, 30)))
            slope = x.T @ (weight * (chance - same)) + penalty @ (beta - centre)
            step = np.linalg.solve((x * (weight * chance * (1 - chance))[:, None]).T @ x + penalty, slope)
            beta -= step
            if np.abs(step).max() < 1e-6:
                break
        wrong = beta[:-1] * signs[active] < 0
        if not wrong.any():
            break
        places = np.flatnonzero(active)
        active[places[np.argmin(np.where(wrong, beta[:-1] * signs[active], 0.0))]] = False
    full = np.zeros(values.shape[1] + 1)
    full[:-1][active] = beta[:-1]
    full[-1] = beta[-1]
    return full


class Learner:
    """Fits on some of the pairs and judges others, over one or several backgrounds of the same data."""

    def __init__(self, worlds: list[tuple[Data, list[Row], list[Row]]]) -> None:
        self.worlds = worlds
        self.names = list(worlds[0][2][0][3])
        self.signs = np.array([-1.0 if n in AGAINST else 1.0 for n in self.names])
        self.expected = np.array([EXPECTED.get(n, 0.0) for n in self.names])
        self.listed = np.array([n in LISTED for n in self.names])
        self.rows = [row for _, ranked, labelled in worlds for row in (*ranked, *labelled)]
        self.world = np.repeat(np.arange(len(worlds)), [len(r) + len(p) for _, r, p in worlds])
        self.judged = np.concatenate([np.arange(len(r) + len(p)) < len(r) for _, r, p in worlds])
        self.x = np.array([[r[3][n] for n in self.names] for r in self.rows])
        self.y = np.array([r[2] in SAME for r in self.rows], float)
        # Pairs inside a group are learned from the list of labelled pairs, once.
        inside = np.array([self._group(r[0]) == self._group(r[1]) for r in self.rows])
        self.weight = np.where(self.judged, np.where(inside, 0.0, FILLER_WEIGHT), 1.0) / len(worlds)
        self.weight[self.y > 0] *= POSITIVE_WEIGHT

    def _group(self, known: str) -> str:
        one = self.worlds[0][0].groups.get(known)
        return one["group"] if one else known

    def learn(self, some: np.ndarray) -> np.ndarray:
        """Weights from the rows chosen."""
        some = some & (self.weight > 0)
        x, y, weight = self.x[some], self.y[some], self.weight[some]
        unlisted = np.where(self.listed, 0.0, x)
        return fit(
            np.vstack([x, unlisted]),
            np.append(y, y),
            np.append(KNOWN_ELSEWHERE * weight, (1.0 - KNOWN_ELSEWHERE) * weight),
            RIDGE,
            self.signs,
            self.expected,
        )

    def scores(self, key: str) -> list[dict[str, list[tuple[float, str]]]]:
        """Cross-validated, for each background: query → (score, known), best first; folds keep whole `key`s
        together."""
        groups = self.worlds[0][0].groups
        values = sorted({one[key] for one in groups.values()})
        np.random.default_rng(0).shuffle(values)
        fold_of = {value: i % FOLDS for i, value in enumerate(values)}
        folds = np.array([fold_of[groups[r[0]][key]] for r in self.rows])
        found: list[dict[str, list[tuple[float, str]]]] = [defaultdict(list) for _ in self.worlds]
        for fold in range(FOLDS):
            beta = self.learn(folds != fold)
            held = np.flatnonzero((folds == fold) & self.judged)
            chance = 1.0 / (1.0 + np.exp(-(self.x[held] @ beta[:-1] + beta[-1])))
            for i, p in zip(held, chance, strict=True):
                found[self.world[i]][self.rows[i][0]].append((float(p), self.rows[i][1]))
        return [{q: sorted(scored, reverse=True) for q, scored in one.items()} for one in found]


def figures(data: Data, scores: dict[str, list[tuple[float, str]]], threshold: float) -> dict[str, float]:
    """Recall, rank and yes/no of ranked candidates, as the page on the labelled set defines them."""
    kinds = {one["id"]: one["kind"] for one in data.groups.values()}
    hits = defaultdict(list)
    raised = right = 0
    wrongly = {"X": [0, 0], "F": [0, 0]}
    for one in data.queries:
        query, relevant = one["id"], data.relevant[one["id"]]
        ranked = scores.get(query, [])
        is_raised = bool(ranked) and ranked[0][0] >= threshold
        is_right = bool(ranked) and ranked[0][1] in relevant
        raised += is_raised
        right += is_raised and is_right
        if kinds[query] in wrongly:
            wrongly[kinds[query]][0] += is_raised
            wrongly[kinds[query]][1] += 1
        if relevant:
            for k in (1, 5):
                hits[f"recall@{k}"].append(sum(i in relevant for _, i in ranked[:k]) / len(relevant))
            first = next((n for n, (_, i) in enumerate(ranked[:10], 1) if i in relevant), 0)
            hits["mrr"].append(1 / first if first else 0.0)
    out = {name: float(np.mean(found)) for name, found in hits.items()}
    return out | {
        "precision": right / max(1, raised),
        "recall": right / max(1, len(hits["mrr"])),
        "hard_negatives_raised": wrongly["X"][0] / max(1, wrongly["X"][1]),
        "fresh_raised": wrongly["F"][0] / max(1, wrongly["F"][1]),
    }


def learn_news(data: Data, rows: list[Row]) -> tuple[dict[str, float], float, dict[str, float]]:
    """(weights, bias, cross-validated figures) of telling new facts from a mere re-telling."""
    names = list(rows[0][3])
    x = np.array([[r[3][n] for n in names] for r in rows])
    y = np.array([r[2] == SAME[1] for r in rows], float)
    groups = [data.groups[r[0]]["group"] for r in rows]
    order = sorted(set(groups))
    np.random.default_rng(1).shuffle(order)
    folds = np.array([order.index(g) % FOLDS for g in groups])
    signs = np.ones(len(names))
    weight = np.where(y > 0, NEWS_WEIGHT, 1.0)
    chance = np.zeros(len(y))
    for fold in range(FOLDS):
        some = folds != fold
        beta = fit(x[some], y[some], weight[some], NEWS_RIDGE, signs, 0.0 * signs)
        chance[~some] = 1.0 / (1.0 + np.exp(-(x[~some] @ beta[:-1] + beta[-1])))
    said = chance >= 0.5
    told = {
        "recall": float((said & (y > 0)).sum() / y.sum()),
        "precision": float((said & (y > 0)).sum() / max(1, said.sum())),
    }
    beta = fit(x, y, weight, NEWS_RIDGE, signs, 0.0 * signs)
    return dict(zip(names, map(float, beta[:-1]), strict=True)), float(beta[-1]), told


def show(title: str, told: dict[str, float]) -> None:
    """One line of figures."""
    sys.stdout.write(f"{title}: " + "  ".join(f"{name} {value:.3f}" for name, value in told.items()) + "\n")


def main() -> None:
    """Learn, print what to expect, and write the weights if asked to."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--filler", type=Path, nargs="*", default=[])
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--today", type=date.fromisoformat, default=date(2026, 12, 1))
    asked = arguments.parse_args()
    worlds: list[tuple[Data, list[Row], list[Row]]] = []
    for filler in asked.filler or [None]:
        data = Data(asked.data, filler)
        ranked, labelled, news = data.rows()
        worlds.append((data, ranked, labelled))
    learner = Learner(worlds)
    told: dict[str, dict[str, float]] = {}
    for key in ("group", "topic"):
        for n, ((data, _, _), scores) in enumerate(zip(worlds, learner.scores(key), strict=True), 1):
            title = f"whole {key}s left out" + (f", background {n}" if len(worlds) > 1 else "")
            told[title] = figures(data, scores, 0.5)
            show(title, told[title])
    beta = learner.learn(np.ones(len(learner.rows), bool))
    news_weights, news_bias, told["new facts"] = learn_news(data, news)
    show("new facts", told["new facts"])
    same = {name: round(float(w), 3) for name, w in zip(learner.names, beta[:-1], strict=True) if w}
    for name, weight in sorted(same.items(), key=lambda x: -abs(x[1])):
        sys.stdout.write(f"  {name:16} {weight:+.2f}\n")
    sys.stdout.write(f"  bias {beta[-1]:+.2f}\n")
    if asked.write:
        written = {
            "same": same,
            "same_bias": round(float(beta[-1]), 3),
            "news": {name: round(w, 3) for name, w in news_weights.items() if w},
            "news_bias": round(news_bias, 3),
            "learned": {
                "on": asked.today.isoformat(),
                "pairs": len(labelled),
                "queries": len(data.queries),
                "filler": [len(one.matters) - len(one.groups) for one, _, _ in worlds],
                "cross_validated": {
                    title: {name: round(v, 3) for name, v in found.items()} for title, found in told.items()
                },
            },
        }
        text = json.dumps(written, ensure_ascii=False, indent=1)
        resource("duplicates", "weights.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
