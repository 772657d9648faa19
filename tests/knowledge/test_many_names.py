"""Figures are found among thousands of names that share most of their words, as written and as officials type."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from knowledge.base import Knowledge
from tests.bench import synthetic
from tests.conftest import copy_database
from tests.knowledge import asking

# The least share of first figures that are right, by the way of typing; synthetic.questions says which there are.
LEAST = {"as_written": 0.98, "no_marks": 0.98, "chatty": 0.98, "telex": 0.97, "one_slip": 0.93}


def test_names_that_share_their_words_are_told_apart(knowledge_path: Path, tmp_path: Path, now: datetime) -> None:
    path = copy_database(knowledge_path, tmp_path / "knowledge.db")
    synthetic.add(path, 20_000)
    asked = synthetic.questions(path, 800)  # of fewer one alias more or less makes another sample
    knowledge = Knowledge.open(path)
    right: Counter[str] = Counter()
    wrong = []
    for question in asked:
        result = asking.put(knowledge, question.text, (), now).result
        first = result.facts[0].id if result.status == "answered" and result.facts else None
        right[question.form] += first == question.fact
        if first not in (None, question.fact):
            wrong.append(question.text)
    knowledge.store.close()
    assert wrong == []
    put = Counter(question.form for question in asked)
    assert {form: right[form] / put[form] for form, least in LEAST.items() if right[form] < least * put[form]} == {}
