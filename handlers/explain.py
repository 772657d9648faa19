"""How a question was understood, stage by stage, for those who tend the word lists."""

from handlers.i18n import translator
from handlers.options import ask_text
from knowledge.base import Knowledge
from knowledge.lookup import Result
from knowledge.question import Question

_CANDIDATES = 8


def explain(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    """Return one line or more for each stage: text, words, spans, cues, candidates with their scores, decision."""
    _ = translator(lang).gettext
    question = result.question
    lines = [_("văn bản: {text}").format(text=question.reading.text), _("từ: {words}").format(words=_words(question))]
    lines += _spans(question, knowledge, lang)
    lines.append(_("dấu hiệu: {cues}").format(cues=", ".join(sorted(question.cues)) or "–"))
    lines.append(_("từ còn lại: {words}").format(words=question.text_of(question.leftover) or "–"))
    lines += _candidates(question, knowledge, lang)
    lines += _decision(result, knowledge, lang)
    return lines


def _words(question: Question) -> str:
    said = []
    for word in question.words:
        text = word.base + (f"[{word.marks}]" if word.marks else "")
        if word.how != "typed":
            text += (
                f"({word.how}"
                + (": " + " ".join(f"{base} {fit:.2f}" for base, fit in word.options[:3]) if word.options else "")
                + ")"
            )
        said.append(text)
    return " ".join(said) or "–"


def _spans(question: Question, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    lines = []
    for period in (*question.periods, *question.bases):
        typed = question.text_of(range(period.start, period.end))
        code = period.code() or f"????-{period.part}"
        lines.append(
            _("kỳ: “{typed}” → {code}").format(typed=typed, code=code) + (_(" (gốc so sánh)") if period.is_base else "")
        )
    for mention in question.places:
        typed = question.text_of(range(mention.start, mention.end))
        units = "; ".join(
            f"{(unit := knowledge.store.place(number)).full_name} {unit.code}" for number in mention.places[:5]
        )
        lines.append(_("nơi: “{typed}” → {units} ({fit})").format(typed=typed, units=units, fit=f"{mention.fit:.2f}"))
    lines.append(
        _("loại số: {kind}; cách đo: {measure}; ý định: {intent}").format(
            kind=question.kind or "–", measure=question.measure or "–", intent=question.intent
        )
    )
    return lines


def _candidates(question: Question, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    lines = []
    for match in question.matches[:_CANDIDATES]:
        indicator = knowledge.indicators[match.indicator]
        lines.append(
            _("chỉ tiêu: {score} {code} ({name}); tên khớp {alias}, từ khớp {words}").format(
                score=f"{match.score:.3f}",
                code=indicator.code,
                name=indicator.name_vi,
                alias=f"{match.alias_share:.2f}",
                words=f"{match.words_share:.2f}",
            )
        )
    return lines or [_("chỉ tiêu: không có ứng viên")]


def _decision(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    origins = ", ".join(f"{slot} {origin}" for slot, origin in result.origins.items())
    lines = [
        _("quyết định: {status} {intent} {reason}")
        .format(status=result.status, intent=result.intent, reason=result.reason)
        .rstrip()
    ]
    if origins:
        lines.append(_("lấy từ: {origins}").format(origins=origins))
    lines += [
        _("số liệu: {fact}").format(
            fact=f"{fact.id} {fact.kind} {fact.measure} {fact.comparator} {fact.value} {fact.unit}"
        )
        for fact in result.facts[:_CANDIDATES]
    ]
    lines += [_("lựa chọn: {question}").format(question=ask_text(option, knowledge)) for option in result.choices]
    return lines
