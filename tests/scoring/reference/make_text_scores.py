"""Writes text_scores.jsonl: token F1 as SQuAD 2.0's evaluation script computes it, and ROUGE-L as rouge-score does.

    python3 -m venv venv
    venv/bin/pip install rouge-score==0.1.2
    venv/bin/pip install --no-deps transformers==4.57.6
    venv/bin/python make_text_scores.py

The functions of SQuAD's script are read out of the package `transformers`, which has them word for word in
data/metrics/squad_metrics.py, without loading what else the package needs.
"""

import ast
import collections
import importlib.util
import json
import pathlib
import random
import re
import string

from rouge_score import rouge_scorer

HERE = pathlib.Path(__file__).parent
WANTED = ("normalize_answer", "get_tokens", "compute_exact", "compute_f1")


def squad():
    package = pathlib.Path(importlib.util.find_spec("transformers").origin).parent
    tree = ast.parse((package / "data" / "metrics" / "squad_metrics.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in WANTED]
    scope = {"re": re, "string": string, "collections": collections}
    exec(compile(ast.Module(functions, []), "squad_metrics.py", "exec"), scope)
    return scope["compute_f1"]


PAIRS = [
    ("Paris", "Paris"),
    ("The city of Paris.", "paris city"),
    ("In the city of Paris!", "Paris city"),
    ("", ""),
    ("", "Paris"),
    ("Paris", ""),
    ("the", "a"),
    ("the", "Paris"),
    ("a b c a b", "a a b b c c"),
    ("red, green and blue", "blue, green, red"),
    ("twenty-one", "twenty one"),
    ("U.S.A.", "USA"),
    ("It's 3.14!", "its 314"),
    ("theatre an anthem athe", "theatre anthem"),
    ("The quick brown fox jumps over the lazy dog.", "A quick brown dog jumps over a lazy fox."),
    ("The cat was found under the bed.", "the cat was under the bed"),
    ("police killed the gunman", "police kill the gunman"),
    ("the gunman kill police", "police killed the gunman"),
    ("one  two\tthree\nfour", "one two three four"),
    ("a the an", "the"),
    ("x_y z", "x y z"),
    ("$1,000.50", "1000.50"),
    ("Denver Broncos", "The Denver Broncos won the title"),
    ("no", "yes"),
    ("1 2 3 4 5 6 7 8 9 10", "10 9 8 7 6 5 4 3 2 1"),
]

WORDS = "the a an cat dog, sat. on mat! and ran-far 42 3.5 it's RED Blue".split()


def random_pairs(count):
    source = random.Random(7)
    sentence = lambda: " ".join(source.choice(WORDS) for _ in range(source.randint(0, 14)))
    return [(sentence(), sentence()) for _ in range(count)]


def main():
    f1 = squad()
    rouge = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
    rows = []
    for expected, output in PAIRS + random_pairs(200):
        rows.append({
            "expected": expected,
            "output": output,
            "token_f1": f1(expected, output),
            "rouge_l": rouge.score(expected, output)["rougeL"].fmeasure,
        })
    (HERE / "text_scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


main()
