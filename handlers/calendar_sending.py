"""A chat's open deadlines as a calendar file, for the calendar of a phone."""

from handlers.i18n import translator
from handlers.message import Attachment, Message, Reply
from handlers.reminders import Reminders
from handlers.services import Services

MEDIA_TYPE = "text/calendar"


def send(message: Message, services: Services, lang: str) -> Reply:
    """Return the file, in private with all that a person has to do, in a group with what belongs to the group."""
    _ = translator(lang).gettext
    reminders = Reminders(services.state, message.now.tzinfo, services.rhythm)
    things = reminders.things_of(message.person) if message.private else reminders.open_things(message.chat)
    ahead = [thing for thing in things if thing.due >= message.now]
    if not ahead:
        return Reply(_("Không có hạn nào phía trước để đưa vào lịch."))
    # The library of calendar files is wanted by this answer alone, and costs each start a good 30 ms.
    from handlers.calendar_file import to_ics

    data = to_ics(ahead, reminders.rhythm_of(message.chat).leads, message.now)
    text = _("Tệp lịch: {count} hạn. Mở tệp để thêm vào lịch của điện thoại.").format(count=len(ahead))
    return Reply(text, attachment=Attachment("han.ics", MEDIA_TYPE, data))
