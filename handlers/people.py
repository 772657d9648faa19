"""What administrators do about people, and what people can do about their own data."""

from handlers import access
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Message, Reply
from handlers.services import Services
from handlers.state import ROLES
from handlers.talk import with_choices

_LONGEST_LIST = 50


def role_name(role: str, lang: str) -> str:
    """Return what people call a role."""
    _ = translator(lang).gettext
    names = {"viewer": _("người xem"), "editor": _("biên tập"), "admin": _("quản trị"), "": _("chưa có quyền")}
    return names[role]


def link_for(code: str, services: Services) -> str:
    """Return the address that hands over a code by itself, "" where the bot's name is not known yet."""
    for channel in services.state.health():
        if channel.channel == "telegram" and channel.name:
            return f"https://t.me/{channel.name}?start={code}"
    return ""


def invite(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Make a one-time code; only in a private chat, since whoever reads it first can use it."""
    _ = translator(lang).gettext
    if not message.private:
        return Reply(_("Mã mời chỉ tạo trong cuộc trò chuyện riêng với tôi."))
    role = rest.strip().lower() or "viewer"
    if role not in ROLES:
        return Reply(_("Quyền là một trong: viewer, editor, admin. Ví dụ: /moi editor."))
    made = access.invite(services.state, role, message.person, message.now, services.code_hours)
    lines = [
        _("Mã mời ({role}), dùng một lần, đến {time}:").format(
            role=role_name(role, lang), time=made.expires.strftime("%H:%M %d/%m/%Y")
        ),
        f"<code>{made.code}</code>",
    ]
    if link := link_for(made.code, services):
        lines.append(escape(link))
    return Reply("\n".join(lines))


def everybody(message: Message, services: Services, lang: str) -> Reply:
    """List who may ask, with the ids that /thuhoi takes."""
    _ = translator(lang).gettext
    if not message.private:
        return Reply(_("Danh sách chỉ xem trong cuộc trò chuyện riêng với tôi."))
    people = services.state.people()
    lines = [bold(_("Người được dùng: {count}").format(count=len(people)))]
    for person in people[:_LONGEST_LIST]:
        name = escape(person.name or _("(chưa rõ tên)"))
        lines.append(f"{name}: {role_name(person.role, lang)} <code>{escape(person.id)}</code>")
    if len(people) > _LONGEST_LIST:
        lines.append(_("… và {count} người nữa").format(count=len(people) - _LONGEST_LIST))
    return Reply("\n".join(lines))


def revoke(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Take a person's role away."""
    _ = translator(lang).gettext
    if not rest:
        return Reply(_("Ghi mã người cần thu hồi, xem ở /nguoidung. Ví dụ: /thuhoi telegram:123."))
    if rest in services.admins:
        return Reply(_("Người này là quản trị theo tệp cấu hình; hãy sửa tệp đó."))
    if access.revoke(services.state, rest, message.person, message.now):
        return Reply(_("Đã thu hồi quyền của {person}.").format(person=f"<code>{escape(rest)}</code>"))
    return Reply(_("Không có ai mang mã {person} trong danh sách.").format(person=f"<code>{escape(rest[:60])}</code>"))


def stored_about(message: Message, role: str, services: Services, lang: str) -> Reply:
    """Tell a person everything that is stored about them; in a group only where to ask."""
    _ = translator(lang).gettext
    if not message.private:
        return Reply(_("Hãy hỏi riêng tôi câu này để người khác không xem được."))
    person = services.state.person(message.person)
    counts = services.state.counts_of(message.person)
    lines = [
        bold(_("Tôi đang lưu về anh/chị:")),
        _("Mã: {value}").format(value=f"<code>{escape(message.person)}</code>"),
        _("Tên hiển thị: {value}").format(value=escape(person.name) if person and person.name else "–"),
        _("Quyền: {value}").format(value=role_name(role, lang)),
        _("Từ: {value}").format(value=escape(person.joined_at[:10]) if person and person.joined_at else "–"),
        _("Ngôn ngữ: {name}").format(name=escape(person.lang) if person and person.lang else "–"),
        _("Ngữ cảnh hỏi đáp gần nhất: {count}").format(count=counts["conversations"]),
        _("Nút bấm còn hiệu lực (tự xóa sau hai ngày): {count}").format(count=counts["buttons"]),
        _("Việc quản trị có ghi mã của anh/chị: {count}").format(count=counts["audit"]),
        _("Việc và lời nhắc của anh/chị: {count}").format(count=counts["things"]),
        _("Tin nhắn không được giữ sau khi trả lời; nút bấm giữ câu gợi ý trong hai ngày. Xóa: /xoadulieu"),
    ]
    return Reply("\n".join(lines))


def erase(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Erase what is stored about a person, after they said so a second time."""
    _ = translator(lang).gettext
    if not message.private:
        return Reply(_("Hãy làm việc này trong cuộc trò chuyện riêng với tôi."))
    if rest.strip().lower() != "ok":
        text = _("Xóa mọi thứ tôi lưu về anh/chị? Quyền sử dụng cũng mất, muốn dùng lại phải có mã mời mới.")
        if services.mode == "open":
            text = _("Xóa mọi thứ tôi lưu về anh/chị?")
        return with_choices(text, (Choice(_("Xóa"), "/xoadulieu ok"), Choice(_("Không xóa"), "/huy")))
    with services.state.transaction():
        services.state.erase_person(message.person)
        services.state.note_act("erased", "erase", message.now)
    return Reply(_("Đã xóa. Tôi không còn lưu gì về anh/chị."))


def link(message: Message, services: Services, lang: str) -> Reply:
    """Let everybody in a group ask."""
    _ = translator(lang).gettext
    if message.private:
        return Reply(_("Lệnh này dùng trong nhóm: thêm tôi vào nhóm rồi gõ /ketnoi ở đó."))
    with services.state.transaction():
        services.state.set_chat(message.chat, kind="group", linked_by=message.person, gone_at="")
        services.state.note_act(message.person, "link", message.now, subject=message.chat)
    return Reply(_("Từ nay mọi người trong nhóm đều hỏi được. Hỏi bằng /hoi, hoặc trả lời tin của tôi."))


def unlink(message: Message, services: Services, lang: str) -> Reply:
    """Let only people with a role of their own ask in a group."""
    _ = translator(lang).gettext
    if message.private:
        return Reply(_("Lệnh này dùng trong nhóm."))
    with services.state.transaction():
        services.state.set_chat(message.chat, kind="group", linked_by="")
        services.state.note_act(message.person, "unlink", message.now, subject=message.chat)
    return Reply(_("Từ nay trong nhóm này chỉ người có quyền riêng mới hỏi được."))
