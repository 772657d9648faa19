"""Sentences for everything that is no answer: what was understood, what there is instead, what to do next."""

from collections.abc import Sequence
from dataclasses import replace
from heapq import nlargest

from handlers.figures import indicator_words, place_words, shortened, upper_first
from handlers.i18n import translator
from handlers.numbers import period_words
from handlers.options import ask_text, option_of
from knowledge.base import Knowledge
from knowledge.lookup import Result
from knowledge.question import Option, Question

_PERIODS_NAMED = 6
_PARTS_OFFERED = 4
# Enough to find a good example among, few enough to cost nothing where there are millions.
_LOOKED_AT, _INDICATORS_LOOKED_AT = 50, 5
_RUNS_QUOTED, _LONGEST_RUN = 3, 60
# Words of padding that two words of meaning may have between them and still be quoted as one stretch.
_GAP = 3
# From here on an indicator explains a message but for a word or two.
_MOSTLY = 0.6
# Kinds of chatter (handlers.chatter) that are answered without an example of what can be asked.
_SHORTLY = ("thanks", "bye", "wish", "praise", "laugh", "yes")


def sentences(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    """Return the lines before the choices of a result that holds no figure."""
    if result.intent in ("help", "smalltalk") or result.status == "out_of_scope":
        return _about(result, knowledge, lang)
    return _reason(result, knowledge, lang)


def _about(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    """Return one friendly sentence and what can be asked."""
    _ = translator(lang).gettext
    question = result.question
    can = _("Tôi tra số liệu kinh tế - xã hội và thời hạn công việc trong văn bản của địa phương.")
    if result.intent == "help":
        return [
            can if question.words else _("Xin gõ một câu hỏi. ") + can,
            _(
                "Hỏi bằng lời thường, có dấu hay không dấu; hỏi tiếp được (“còn năm 2020?”, “nguồn đâu?”), "
                "so sánh, xếp hạng, liệt kê."
            ),
            *_examples(knowledge, lang),
        ]
    said = {
        "thanks": _("Không có gì ạ. Anh/chị cần số liệu nào cứ hỏi."),
        "bye": _("Chào anh/chị, hẹn gặp lại."),
        "wish": _("Cảm ơn anh/chị. Chúc anh/chị mọi điều tốt lành."),
        "praise": _("Cảm ơn anh/chị. Cần số liệu nào cứ hỏi."),
        "laugh": _("Vâng ạ. Anh/chị cần số liệu nào cứ hỏi."),
        "yes": _("Vâng ạ. Anh/chị cần số liệu nào cứ hỏi."),
        "no": _("Vâng. Xin anh/chị hỏi lại bằng tên chỉ tiêu, địa phương và năm."),
        "sorry": _("Không sao ạ. Anh/chị cứ hỏi lại."),
        "scold": _("Xin lỗi vì chưa giúp được. Xin hỏi lại bằng tên chỉ tiêu, địa phương và năm."),
        "who": _("Tôi là trợ lý số liệu của địa phương. ") + can,
        "greeting": _("Chào anh/chị! ") + can,
        "small": _("Chuyện này tôi không rành ạ. ") + can,
    }
    kind = result.reason if result.reason in said else "greeting" if "greeting" in question.cues else ""
    first = said.get(kind) or _("Việc này tôi chưa giúp được. ") + can
    return [first] if kind in _SHORTLY else [first, *_examples(knowledge, lang)]


def _examples(knowledge: Knowledge, lang: str) -> list[str]:
    example = example_question(knowledge)
    return [translator(lang).gettext("Ví dụ: “{example}”").format(example=example)] if example else []


def example_question(knowledge: Knowledge) -> str:
    """Return a short question that has an answer here, "" where there are no figures."""
    option = example(knowledge)
    return ask_text(option, knowledge) if option is not None else ""


def example(knowledge: Knowledge, period: str | None = None) -> Option | None:
    """Return the figure (of a period) that is asked for most shortly, of those of the indicators with most figures."""
    known = nlargest(_INDICATORS_LOOKED_AT, knowledge.indicators.values(), key=lambda one: one.observations)
    options = []
    for indicator in known:
        stored = knowledge.store.observations(indicators=[indicator.id], period=period, limit=_LOOKED_AT)
        if stored:
            fact = max(stored, key=lambda one: (one.measure == "level", one.kind == "target", one.period))
            options.append(replace(option_of(fact, knowledge), kind=""))
    return min(options, key=lambda option: len(ask_text(option, knowledge)), default=None)


def says_enough(result: Result) -> bool:
    """Return whether a message has words by which the nearest figures could be found: "còn 2020?" alone has none."""
    return result.reason != "unknown_words" or bool(result.question.leftover)


def way_on(result: Result, knowledge: Knowledge) -> tuple[Option, ...]:
    """Return what is offered where nothing comes near; none for chatter.

    It is all figures of the place, else those of the units below it ("số bác sĩ Hà Nam", of which only Bình Lục has
    figures), else an example.
    """
    if result.intent in ("help", "smalltalk") or result.status == "out_of_scope":
        return ()
    place = knowledge.store.place(result.places[0]) if result.places else None
    if place is not None and place.observations:
        return (Option(place=place.code),)
    parts = knowledge.store.parts_with_figures(place.id, _PARTS_OFFERED) if place is not None else []
    if parts:
        return tuple(Option(place=part.code) for part in parts)
    first = (example(knowledge, result.periods[0]) if result.periods else None) or example(knowledge)
    return (first,) if first is not None else ()


class _Parts:
    """What a refusal can name: indicator, place, periods as words, empty where unknown."""

    def __init__(self, result: Result, knowledge: Knowledge, lang: str) -> None:
        self.indicator = indicator_words(knowledge.indicators[result.indicators[0]], lang) if result.indicators else ""
        self.place = place_words(knowledge.store.place(result.places[0]), knowledge, lang) if result.places else ""
        self.period = period_words(result.periods[0], lang) if result.periods else ""
        self.existing = ", ".join(period_words(code, lang) for code in result.existing[:_PERIODS_NAMED])
        self.words, self.why = _unknown_words(result.question)

    def subject(self) -> str:
        """Return indicator and place as one phrase."""
        return " ".join(part for part in (self.indicator, self.place) if part)


def _unknown_words(question: Question) -> tuple[str, str]:
    """Return the words that are in the way, as typed, and why: "unknown", "unclear" beside a name, or no "name".

    They are those that no list has; where all are known, those that the nearest indicator does not explain; where it
    explains few, all that should have named one.
    """
    unknown = [position for position in question.leftover if question.words[position].is_unknown]
    if unknown:
        return _quoted(question, unknown), "unknown"
    best = question.matches[0] if question.matches else None
    unexplained = [position for position in question.leftover if best is None or position not in best.used]
    if best is not None and best.words_share >= _MOSTLY and unexplained:
        return _quoted(question, unexplained), "unclear"
    return _quoted(question, question.leftover), "name"


def _quoted(question: Question, positions: Sequence[int]) -> str:
    """Return the stretches of the message that words stand in, each from its first to its last word, as typed.

    Padding between two of the words belongs to the stretch, a place or a period ends it.
    """
    taken = {position for mention in question.places for position in range(mention.start, mention.end)}
    taken.update(position for mention in question.periods for position in range(mention.start, mention.end))
    runs: list[list[int]] = []
    for position in sorted(positions):
        if runs and taken.isdisjoint(range(runs[-1][-1], position)) and position - runs[-1][-1] <= _GAP:
            runs[-1].append(position)
        else:
            runs.append([position])
    words, text = question.words, question.reading.text
    said = dict.fromkeys(shortened(text[words[run[0]].start : words[run[-1]].end], _LONGEST_RUN) for run in runs)
    return "”, “".join(list(said)[:_RUNS_QUOTED])


def _reason(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    parts = _Parts(result, knowledge, lang)
    reason = result.reason
    if reason == "no_period":
        lines = [
            _("Không có số liệu {subject} {period}.")
            .format(subject=parts.subject(), period=parts.period)
            .replace(" .", ".")
        ]
        return [*lines, _("Hiện có: {periods}.").format(periods=parts.existing)] if parts.existing else lines
    if reason == "no_figures":
        return [_("Tôi biết chỉ tiêu {indicator} nhưng chưa có số liệu của nơi nào.").format(indicator=parts.indicator)]
    if reason == "no_figures_here":
        lines = [
            _("{place} chưa có số liệu {indicator}.").format(place=upper_first(parts.place), indicator=parts.indicator)
        ]
        here = knowledge.store.place(result.places[0]).code if result.places else ""
        are_here = all(option.place == here for option in result.choices)
        head = _("Hiện có:") if are_here else _("Nơi khác có:")
        return [*lines, head] if result.choices else lines
    if reason == "place_without_figures":
        lines = [_("Chưa có số liệu nào của {place}.").format(place=parts.place)]
        return (
            [*lines, upper_first(_("Nơi khác có {indicator}:").format(indicator=parts.indicator))]
            if result.choices and parts.indicator
            else lines
        )
    if reason == "other_measure":
        return _other_measure(result, parts, lang)
    if reason == "one_side_missing":
        frame = _("Chưa so sánh được: một bên không có số liệu {indicator}.")
        if len({option.place for option in result.choices}) > 1:
            frame = _("Chưa so sánh được {indicator}: hai bên không có số cùng cách tính.")
        lines = [frame.format(indicator=parts.indicator)]
        return [*lines, _("Hiện có:")] if result.choices else lines
    if reason == "unknown_words":
        return _unclear(result, parts, lang)
    asked = _asking(result, parts, lang)
    return [asked] if asked else [_("Tôi chưa hiểu câu hỏi.")]


def _unclear(result: Result, parts: "_Parts", lang: str) -> list[str]:
    """Return what is not clear: a word that nobody knows, a name that no indicator has, or that none was named."""
    _ = translator(lang).gettext
    if parts.words:
        frame = {
            "unknown": _("Tôi chưa hiểu “{words}”."),
            "unclear": _("Tôi chưa rõ “{words}” ở đây là gì."),
        }.get(parts.why, _("Không có chỉ tiêu nào khớp với “{words}”."))
        lines = [frame.format(words=parts.words)]
    else:
        named = " ".join(part for part in (parts.place, parts.period) if part)
        lines = [_("{named}: xin cho biết cần chỉ tiêu nào.").format(named=upper_first(named))] if named else []
    lines = lines or [_("Tôi chưa hiểu câu hỏi.")]
    return [*lines, _("Gần nhất có:")] if result.choices else lines


def _other_measure(result: Result, parts: "_Parts", lang: str) -> list[str]:
    _ = translator(lang).gettext
    wanted = {
        "growth": _("mức tăng"),
        "decrease": _("mức giảm"),
        "share": _("tỷ lệ so với kế hoạch hay dự toán"),
    }.get(result.measure)
    if wanted is None:
        lines = [_("Văn bản không ghi {subject} là bao nhiêu.").format(subject=parts.subject())]
    else:
        lines = [_("Văn bản không ghi {wanted} của {subject}.").format(wanted=wanted, subject=parts.subject())]
    return [*lines, _("Có ghi:")] if result.choices else lines


def _asking(result: Result, parts: "_Parts", lang: str) -> str:
    """Return the sentence that asks back."""
    _ = translator(lang).gettext
    when = f" {parts.period}" if parts.period else ""
    return {
        "close": _("Câu hỏi có thể hiểu theo mấy cách. Ý anh/chị là:"),
        "unsure": _("Tôi chưa chắc đã hiểu đúng. Có phải là:"),
        "no_place": _("{indicator}{when} có ở mấy nơi. Xin chọn:").format(
            indicator=upper_first(parts.indicator), when=when
        ),
        "which_place": _("Có mấy nơi cùng tên có số liệu. Xin chọn:"),
        "which_place_to_list": _("Xin cho biết địa phương nào. Nhiều số liệu nhất:"),
        "no_indicator": _("{named}: xin cho biết cần chỉ tiêu nào, ví dụ:").format(
            named=upper_first(f"{parts.place}{when}".strip())
        ),
        "nothing_before": _("Chưa có số liệu nào ở trên để dẫn nguồn."),
        "no_tasks": _("Không thấy việc nào có thời hạn như vậy trong các văn bản."),
        "nothing_known": _("Tôi chưa hiểu câu hỏi."),
    }.get(result.reason, "")


def no_such_choice(count: int, lang: str) -> str:
    """Return what is said to a lone number that picks nothing; count: the choices that stand."""
    translations = translator(lang)
    if not count:
        return translations.gettext("Hiện không có lựa chọn nào để chọn. Xin hỏi bằng chữ.")
    return translations.ngettext(
        "Chỉ có {count} lựa chọn: gõ 1.", "Chỉ có {count} lựa chọn: gõ số từ 1 đến {count}.", count
    ).format(count=count)


def no_outcome(refusal: str, lang: str) -> str:
    """Return why two figures are not set against each other."""
    _ = translator(lang).gettext
    return {
        "other_unit": _("Không tính chênh lệch: hai số khác đơn vị."),
        "other_measure": _("Không tính chênh lệch: một bên là mức đạt, bên kia là mức tăng giảm hay tỷ lệ."),
        "other_price": _("Không tính chênh lệch: hai số tính theo giá khác nhau (giá so sánh, giá hiện hành)."),
        "other_scope": _("Không tính chênh lệch: hai số có gốc so sánh khác nhau."),
        "range": _("Không tính chênh lệch: có số ghi theo khoảng."),
        "no_target": _("Chưa tính được tiến độ: không có chỉ tiêu của kỳ này để so."),
        "no_result": _("Chưa tính được tiến độ: chưa có kết quả thực hiện của kỳ này."),
    }.get(refusal, _("Không tính được: hai số không so sánh được với nhau."))
