"""Documents in chat: an editor drops a file into a private chat, sees what was found, approves, corrects, rejects."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers import problems
from handlers import review_wording as wording
from handlers.document_wording import refusal
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Message, Reply
from handlers.services import Services
from handlers.state import ROLES
from handlers.talk import with_choices
from knowledge import review as decide
from knowledge import review_queue as queue
from knowledge.documents.errors import RefusalError
from knowledge.errors import KnowledgeError
from knowledge.intake import receive as take_in
from knowledge.review_queue import QueuedFinding, ReviewError

MOST_CHOICES = 5
COMMAND = "/duyet"
_CHANGE = re.compile(r"(\w+)=(.*?)(?=\s+\w+=|$)", re.DOTALL)
_UNSAFE = re.compile(r"[^\w.-]+")


def turned_away(message: Message, role: str, lang: str) -> Reply | None:
    """Return why a file is not taken from this person or in this chat, None where it is."""
    _ = translator(lang).gettext
    if ROLES.index(role or "viewer") < ROLES.index("editor"):
        return Reply(_("Cảm ơn anh/chị. Chỉ biên tập viên được nạp văn bản; cần số liệu gì, xin nhắn bằng chữ."))
    if not message.private:
        return Reply(_("Văn bản chỉ nạp trong cuộc trò chuyện riêng với tôi."))
    if message.attachment is None:
        return Reply(_("Tôi không tải được tệp này. Xin gửi tệp .txt, .md, .docx, .xlsx hoặc .pdf nhỏ hơn 20 MB."))
    return None


def receive(message: Message, services: Services, lang: str) -> Reply:
    """Read the message's attachment into the review queue and return the summary. Takes long: not in an event loop."""
    _ = translator(lang).gettext
    attachment = message.attachment
    if attachment is None:
        return Reply(_("Chưa có tệp nào."))
    name = Path(attachment.name).name
    try:
        with TemporaryDirectory() as folder:
            file = Path(folder) / (_UNSAFE.sub("_", name)[-80:] or "van-ban")
            file.write_bytes(attachment.data)
            received = take_in(
                services.knowledge.store.path,
                file,
                place=_place_in(message.text, services),
                by=message.person,
                now=message.now,
                name=name,
            )
    except RefusalError as error:
        return Reply(escape(refusal(error, name, lang)))
    if not received.in_queue:
        return Reply(_("Văn bản này đã có trong kho số liệu (mã {id}).").format(id=escape(received.document)))
    reply = _summary(received.document, services, lang)
    if received.is_new:
        return reply
    return Reply(_("Văn bản này đã nhận trước đây.") + "\n" + reply.text, reply.choices)


def _place_in(caption: str, services: Services) -> str | None:
    """Return the place that the words beside a file name ("Xã A, Huyện B"); other words are a remark, not a place."""
    named = services.knowledge.place_index.named(caption.partition(",")[0].strip())
    return caption.strip() if named else None


def act(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Do what /duyet asks for: nothing more lists what waits, an id shows one document, a word behind it decides."""
    if not message.private:
        return Reply(translator(lang).gettext("Văn bản chỉ duyệt trong cuộc trò chuyện riêng với tôi."))
    document_id, _space, said = rest.strip().partition(" ")
    verb, _space, more = said.strip().partition(" ")
    try:
        if not document_id:
            return _waiting(services, lang)
        if not verb:
            return _summary(document_id, services, lang)
        action = _ACTIONS.get(verb.lower())
        return action(message, document_id, more, services, lang) if action else _how(document_id, lang)
    except ReviewError as error:
        return Reply(escape(wording.review_trouble(error, lang)))
    except KnowledgeError as error:
        lines = [escape(problems.sentence(problem, lang)) for problem in error.problems[:MOST_CHOICES]]
        return Reply("\n".join(lines))


def _waiting(services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    found = [one for one in queue.documents(services.knowledge.store.path) if one.open or one.tasks_open]
    if not found:
        return Reply(_("Không có văn bản nào chờ duyệt. Gửi tệp vào đây để nạp."))
    choices = [Choice(wording.document_line(one, lang), f"{COMMAND} {one.id}") for one in found[:MOST_CHOICES]]
    return with_choices(_("Văn bản chờ duyệt:"), tuple(choices))


def _summary(document_id: str, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    path = services.knowledge.store.path
    queued = queue.document(path, document_id)
    lines = [bold(wording.document_line(queued, lang)), *map(escape, wording.particulars(queued, lang))]
    changes = decide.changes(path, document_id)
    if changes is not None:
        said = wording.change_lines(changes, queued.previous, lang)
        lines += [escape(line) for line in said[: MOST_CHOICES + 1]]
        lines += ["…"] if len(said) > MOST_CHOICES + 1 else []
    if queued.particulars.place and not queued.place_code:
        lines.append(escape(f"{COMMAND} {document_id} sua place=…"))
    choices = []
    if queued.sure:
        choices.append(
            Choice(_("Duyệt {count} chắc chắn").format(count=queued.sure), f"{COMMAND} {document_id} chacchan")
        )
    if queued.doubtful:
        choices.append(
            Choice(_("Xem {count} nghi vấn").format(count=queued.doubtful), f"{COMMAND} {document_id} nghivan")
        )
    if queued.approved:
        choices.append(Choice(_("Hoàn tác cả văn bản"), f"{COMMAND} {document_id} hoantac"))
    return with_choices("\n".join(lines), tuple(choices))


def _approve_sure(message: Message, document_id: str, _more: str, services: Services, lang: str) -> Reply:
    done = decide.approve(services.knowledge.store.path, document_id, by=message.person, now=message.now)
    services.knowledge.refresh()
    reply = _summary(document_id, services, lang)
    return Reply(escape(wording.approved_line(done, lang)) + "\n" + reply.text, reply.choices)


def _approve(message: Message, document_id: str, more: str, services: Services, lang: str) -> Reply:
    numbers = _numbers(more)
    done = decide.approve(
        services.knowledge.store.path, document_id, by=message.person, now=message.now, numbers=numbers
    )
    services.knowledge.refresh()
    return _and_next(wording.approved_line(done, lang), numbers[-1], document_id, services, lang)


def _reject(message: Message, document_id: str, more: str, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    numbers = _numbers(more)
    count = decide.reject(
        services.knowledge.store.path, document_id, by=message.person, now=message.now, numbers=numbers
    )
    return _and_next(_("Đã bỏ {count} mục.").format(count=count), numbers[-1], document_id, services, lang)


def _correct(message: Message, document_id: str, more: str, services: Services, lang: str) -> Reply:
    path = services.knowledge.store.path
    first, _space, rest = more.strip().partition(" ")
    changes = {match[1]: match[2].strip() for match in _CHANGE.finditer(rest if first.isdecimal() else more)}
    if not first.isdecimal():
        decide.correct_document(path, document_id, changes, by=message.person, now=message.now)
        return _summary(document_id, services, lang)
    one = decide.correct(path, document_id, int(first), changes, by=message.person, now=message.now)
    return _one(one, document_id, lang)


def _undo(message: Message, document_id: str, _more: str, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    removed = decide.undo(services.knowledge.store.path, document_id, by=message.person, now=message.now)
    services.knowledge.refresh()
    said = _("Đã rút {count} mục khỏi kho; cả văn bản chờ duyệt lại.").format(count=removed)
    reply = _summary(document_id, services, lang)
    return Reply(said + "\n" + reply.text, reply.choices)


def _doubtful(_message: Message, document_id: str, more: str, services: Services, lang: str) -> Reply:
    after = _numbers(more)[-1] if more.strip() else None
    return _and_next("", after, document_id, services, lang)


def _and_next(said: str, after: int | None, document_id: str, services: Services, lang: str) -> Reply:
    """Return what was done, with the doubtful finding that comes after one of a number in reading order."""
    found = queue.findings(services.knowledge.store.path, document_id)
    waiting = sorted(
        (one for one in found if one.state == queue.OPEN and not one.finding.sure), key=lambda one: one.number
    )
    if not waiting:
        reply = _summary(document_id, services, lang)
    else:
        reply = _one(
            next((one for one in waiting if after is None or one.number > after), waiting[0]), document_id, lang
        )
    return Reply(f"{escape(said)}\n{reply.text}" if said else reply.text, reply.choices)


def _one(one: QueuedFinding, document_id: str, lang: str) -> Reply:
    _ = translator(lang).gettext
    call = f"{COMMAND} {document_id}"
    lines = [escape(line.strip()) for line in wording.finding_lines(one, lang)]
    lines.append(_("Sửa: {example}").format(example=f"<code>{call} sua {one.number} value=…</code>"))
    choices = (
        Choice(_("Duyệt số này"), f"{call} dongy {one.number}"),
        Choice(_("Bỏ số này"), f"{call} bo {one.number}"),
        Choice(_("Xem số tiếp theo"), f"{call} nghivan {one.number}"),
    )
    return with_choices("\n".join(lines), choices)


def _how(document_id: str, lang: str) -> Reply:
    _ = translator(lang).gettext
    call = f"{COMMAND} {document_id}"
    words = ("chacchan", "nghivan", "dongy 12", "bo 12", "sua 12 value=3,5", "hoantac")
    return Reply("\n".join([_("Cách duyệt:"), *(f"<code>{escape(f'{call} {word}')}</code>" for word in words)]))


def _numbers(text: str) -> list[int]:
    found = [int(word) for word in re.findall(r"\d{1,6}", text)]
    if not found:
        raise ReviewError("unknown_item", text.strip() or "?")
    return found


_ACTIONS: Mapping[str, Callable[[Message, str, str, Services, str], Reply]] = {
    "chacchan": _approve_sure,
    "nghivan": _doubtful,
    "dongy": _approve,
    "bo": _reject,
    "sua": _correct,
    "hoantac": _undo,
}
