"""The queue of one group, with a clock of its own."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_groups import Asker, GroupQueue, Waiting
from bot.telegram_text import MOST_TEXT, units


def waiting(
    number: int, text: str, *, topic: int | None = None, alone: bool = False, person: int | None = None
) -> Waiting:
    who = number if person is None else person
    return Waiting(str(number), text, topic, Asker(who, f"Người {who}", number), alone, "vi")


def serve(queue: GroupQueue, arrivals: list[tuple[float, Waiting]]) -> list[tuple[float, str, tuple[str, ...]]]:
    """Play arrivals; return what went out: when, the text, whose updates."""
    now, arrivals = 0.0, sorted(arrivals, key=lambda one: one[0])
    sent: list[tuple[float, str, tuple[str, ...]]] = []
    while arrivals or queue.waiting:
        while arrivals and arrivals[0][0] <= now:
            queue.waiting.append(arrivals.pop(0)[1])
        if not queue.waiting:
            now = arrivals[0][0]
            continue
        if wait := queue.seconds_to_wait(now):
            now += max(0.001, min(wait, arrivals[0][0] - now) if arrivals and arrivals[0][0] > now else wait)
            continue
        bundle = queue.take(now)
        queue.note_sent(now)
        queue.remember(now, bundle, len(sent) + 1)
        sent.append((now, bundle.text, tuple(one.update for one in bundle.answers)))
        now += 0.05
    return sent


def test_few_questions_are_answered_one_by_one_at_once() -> None:
    sent = serve(GroupQueue(20), [(0.0, waiting(n, f"t{n}")) for n in range(5)])
    assert [text for _at, text, _who in sent] == [f"t{n}" for n in range(5)]
    assert sent[-1][0] < 1


def test_equal_questions_become_one_answer() -> None:
    sent = serve(GroupQueue(20), [(0.0, waiting(n, "như nhau")) for n in range(30)])
    assert len(sent) == 1
    assert sent[0][1].count("như nhau") == 1
    assert "Người 0" in sent[0][1]
    assert "+10" in sent[0][1]


def test_what_was_just_said_is_not_said_again_under_pressure() -> None:
    queue = GroupQueue(20)
    arrivals = [(n * 0.1, waiting(n, f"t{n}")) for n in range(12)] + [(3.0, waiting(50, "t1"))]
    sent = serve(queue, arrivals)
    last = next(text for _at, text, who in sent if "50" in who)
    assert "vừa trả lời ở trên" in last


def test_topics_and_pictures_are_not_mixed() -> None:
    arrivals = [(0.0, waiting(n, "x", topic=n % 3, alone=n % 5 == 0)) for n in range(40)]
    sent = serve(GroupQueue(20), arrivals)
    for _at, _text, who in sent:
        assert len({int(one) % 3 for one in who}) == 1
        assert len(who) == 1 or not any(int(one) % 5 == 0 for one in who)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 30),
            st.sampled_from(["a", "b" * 400, "c" * 900, "d <b>đậm</b> &amp;"]),
            st.sampled_from([None, 3]),
        ),
        max_size=120,
    )
)
def test_everybody_is_answered_within_the_limit(arrivals: list[tuple[float, str, int | None]]) -> None:
    asked = [(at, waiting(number, text, topic=topic)) for number, (at, text, topic) in enumerate(arrivals, 1)]
    sent = serve(GroupQueue(20), asked)
    assert sorted(int(one) for _at, _text, who in sent for one in who) == list(range(1, len(arrivals) + 1))
    times = [at for at, _text, _who in sent]
    assert all(sum(1 for other in times if at <= other < at + 60) <= 20 for at in times)
    assert all(units(text) <= MOST_TEXT for _at, text, _who in sent)
