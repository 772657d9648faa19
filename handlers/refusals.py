"""Sentences for everything that is no answer: what was understood, what there is instead, what to do next."""

from dataclasses import replace

from handlers.figures import indicator_words, place_words, unit_name, upper_first
from handlers.i18n import translator
from handlers.numbers import period_words
from handlers.options import ask_text, option_of
from knowledge.base import Knowledge
from knowledge.lookup import Result
from knowledge.question import Question

_PERIODS_NAMED = 6
# Enough to find a good example among, few enough to cost nothing where there are millions.
_LOOKED_AT = 50
_MOSTLY = 0.75


def sentences(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    """Return the lines before the choices of a result that holds no figure."""
    if result.intent in ("help", "smalltalk") or result.status == "out_of_scope":
        return _about(result, knowledge, lang)
    lines = _reason(result, knowledge, lang)
    if not result.choices:
        lines += _next_step(result, knowledge, lang)
    return lines


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
    if "greeting" in question.cues:
        return [_("Chào anh/chị! ") + can, *_examples(knowledge, lang)]
    return [_("Việc này tôi chưa giúp được. ") + can, *_examples(knowledge, lang)]


def _examples(knowledge: Knowledge, lang: str) -> list[str]:
    example = example_question(knowledge)
    return [translator(lang).gettext("Ví dụ: “{example}”").format(example=example)] if example else []


def example_question(knowledge: Knowledge) -> str:
    """Return a question that has an answer here, about the indicator with most figures; empty where there are none."""
    indicator = max(knowledge.indicators.values(), key=lambda one: one.observations, default=None)
    if indicator is None or not indicator.observations:
        return ""
    stored = knowledge.store.observations(indicators=[indicator.id], limit=_LOOKED_AT)
    fact = max(stored, key=lambda one: (one.measure == "level", one.kind == "target", one.period))
    return ask_text(replace(option_of(fact, knowledge), kind=""), knowledge)


class _Parts:
    """What a refusal can name: indicator, place, periods as words, empty where unknown."""

    def __init__(self, result: Result, knowledge: Knowledge, lang: str) -> None:
        self.indicator = indicator_words(knowledge.indicators[result.indicators[0]], lang) if result.indicators else ""
        self.place = place_words(knowledge.store.place(result.places[0]), knowledge, lang) if result.places else ""
        self.period = period_words(result.periods[0], lang) if result.periods else ""
        self.existing = ", ".join(period_words(code, lang) for code in result.existing[:_PERIODS_NAMED])
        self.words = _unknown_words(result.question)

    def subject(self) -> str:
        """Return indicator and place as one phrase."""
        return " ".join(part for part in (self.indicator, self.place) if part)


def _unknown_words(question: Question) -> str:
    """Return the words that the nearest indicator does not explain; all words of meaning where it explains them all."""
    near = bool(question.matches) and question.matches[0].words_share >= _MOSTLY
    used = question.matches[0].used if near else frozenset()
    unexplained = [position for position in question.leftover if position not in used]
    return question.text_of(unexplained or question.leftover)


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
        return [*lines, _("Nơi khác có:")] if result.choices else lines
    if reason == "place_without_figures":
        lines = [_("Chưa có số liệu nào của {place}.").format(place=parts.place)]
        return (
            [*lines, _("Nơi khác có {indicator}:").format(indicator=parts.indicator)]
            if result.choices and parts.indicator
            else lines
        )
    if reason == "other_measure":
        return _other_measure(result, parts, lang)
    if reason == "one_side_missing":
        lines = [_("Chưa so sánh được: một bên không có số liệu {indicator}.").format(indicator=parts.indicator)]
        return [*lines, _("Hiện có:")] if result.choices else lines
    if reason == "unknown_words":
        lines = [_("Tôi chưa hiểu “{words}”.").format(words=parts.words)]
        return [*lines, _("Gần nhất có:")] if result.choices else lines
    asked = _asking(result, parts, lang)
    return [asked] if asked else [_("Tôi chưa hiểu câu hỏi.")]


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
        "no_indicator": _("{place}{when}: xin cho biết cần chỉ tiêu nào, ví dụ:").format(
            place=upper_first(parts.place), when=when
        ),
        "nothing_before": _("Chưa có số liệu nào ở trên để dẫn nguồn."),
        "no_tasks": _("Không thấy việc nào có thời hạn như vậy trong các văn bản."),
        "nothing_known": _("Tôi chưa hiểu câu hỏi."),
    }.get(result.reason, "")


def _next_step(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    example = example_question(knowledge)
    if not example:
        return [_("Kho số liệu đang trống: nạp số liệu bằng lệnh “solieu import”.")]
    if result.places and knowledge.store.place(result.places[0]).observations:
        place = unit_name(knowledge.store.place(result.places[0]), "vi")
        return [
            _("Gõ “{question}” để xem những gì đã có.").format(
                question=_("liệt kê chỉ tiêu {place}").format(place=place)
            )
        ]
    return [_("Xin hỏi lại bằng tên chỉ tiêu, địa phương và năm, ví dụ: “{example}”").format(example=example)]


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
