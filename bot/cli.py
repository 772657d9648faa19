"""The command line: options, commands, exit status; each command's code is imported when it is called."""

import argparse
import difflib
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from bot.config import ConfigError
from bot.errors import TroubleError
from bot.session import session
from bot.usage import Parser, UsageError, help_in, sentence
from handlers.i18n import LANGUAGES, translator
from knowledge.errors import DatabaseUnusable, KnowledgeError

ROLES = ("viewer", "editor", "admin")
_GLOBAL = ("--config", "--knowledge", "--state", "--now", "--lang")
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status: 0 done, 1 something wrong was found, 2 wrong usage or configuration."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = _language(given)
    try:
        return _run(given, lang)
    except BrokenPipeError:
        # Whoever read the output has seen enough; the rest goes nowhere, also what Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return _INTERRUPTED
    except (TroubleError, ConfigError, DatabaseUnusable, KnowledgeError, OSError, sqlite3.Error) as error:
        message, status = _told(error, lang)
        print(f"solieu: {message}", file=sys.stderr)
        return status


def _run(given: list[str], lang: str) -> int:
    command = _command(given)
    if command is not None and command not in COMMANDS:
        raise TroubleError(_unknown(command, lang), 2)
    parser = _parser(lang)
    try:
        options = vars(parser.parse_args(given))
    except UsageError as error:
        raise TroubleError(sentence(error, lang), 2) from error
    if options.get("command") is None:
        parser.print_help(sys.stderr)
        return 2
    module, function = COMMANDS[options["command"]]
    run: Callable[..., int] = getattr(import_module(module), function)
    return run(session(options, os.environ), options)


def _language(given: Sequence[str]) -> str:
    """Return the language of --lang before anything else is read, so that complaints about the rest are in it."""
    for at, word in enumerate(given):
        following = given[at + 1] if at + 1 < len(given) else ""
        value = following if word == "--lang" else word.removeprefix("--lang=")
        if value in LANGUAGES:
            return value
    return "vi"


def _command(given: Sequence[str]) -> str | None:
    """Return the first word that is neither a global option nor its value; None for none, or where help is wanted."""
    words = iter(given)
    for word in words:
        if word in _GLOBAL:
            next(words, None)
        elif word.startswith("-"):
            if word.partition("=")[0] not in _GLOBAL:
                return None
        else:
            return word
    return None


def _unknown(command: str, lang: str) -> str:
    _ = translator(lang).gettext
    nearest = difflib.get_close_matches(command, COMMANDS, n=1, cutoff=0.5)
    said = _("không có lệnh “{command}”.").format(command=command)
    if nearest:
        said += " " + _("Có phải là “{nearest}”?").format(nearest=nearest[0])
    return said + " " + _("Các lệnh: {commands}").format(commands=", ".join(COMMANDS))


def _told(error: Exception, lang: str) -> tuple[str, int]:
    """Return the sentence for expected trouble, and the exit status."""
    if isinstance(error, TroubleError):
        return str(error), error.status
    if isinstance(error, ConfigError):
        return error.message(lang), 2
    from handlers import problems

    if isinstance(error, KnowledgeError):
        return "\n".join(problems.sentence(problem, lang) for problem in error.problems), 1
    if isinstance(error, DatabaseUnusable):
        return problems.unusable(error, lang), 1
    if isinstance(error, sqlite3.Error):
        return problems.database(error, lang), 1
    return problems.file_trouble(error, lang), 1


COMMANDS: Mapping[str, tuple[str, str]] = {
    "chat": ("bot.commands.asking", "chat"),
    "ask": ("bot.commands.asking", "ask"),
    "when": ("bot.commands.dates", "when"),
    "duties": ("bot.commands.dates", "duties"),
    "ingest": ("bot.commands.documents", "ingest"),
    "review": ("bot.commands.review", "review"),
    "import": ("bot.commands.figures", "take_in"),
    "export": ("bot.commands.figures", "give_out"),
    "check": ("bot.commands.figures", "check"),
    "outbox": ("bot.commands.outbox", "outbox"),
    "misses": ("bot.commands.figures", "misses"),
    "teach": ("bot.commands.figures", "teach"),
    "invite": ("bot.commands.running", "invite"),
    "run": ("bot.commands.running", "run"),
}


def _parser(lang: str) -> argparse.ArgumentParser:
    _ = translator(lang).gettext
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    everywhere = common.add_argument_group(_("tùy chọn chung"))
    everywhere.add_argument("--config", metavar="FILE", help=_("tệp cấu hình (mặc định: config.toml nếu có)"))
    everywhere.add_argument("--knowledge", metavar="DB", help=_("kho số liệu (mặc định: var/knowledge.db)"))
    everywhere.add_argument(
        "--state", metavar="DB", help=_("dữ liệu người dùng, cuộc trò chuyện, lời nhắc (mặc định: var/state.db)")
    )
    everywhere.add_argument("--now", metavar="2026-11-21T08:00", help=_("đồng hồ chạy từ giờ địa phương này"))
    everywhere.add_argument("--lang", choices=LANGUAGES, help=_("ngôn ngữ"))
    everywhere.add_argument("-h", "--help", action="help", help=_("xem cách dùng"))
    plain: dict[str, Any] = {
        "parents": [common], "allow_abbrev": False, "add_help": False, "formatter_class": help_in(lang)
    }  # fmt: skip
    parser = Parser(prog="solieu", description=_("Trợ lý số liệu và thời hạn của địa phương"), **plain)
    commands = parser.add_subparsers(dest="command", metavar=_("LỆNH"), parser_class=Parser)

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, **plain)

    def takes_text(parser: argparse.ArgumentParser, what: str) -> None:
        parser.add_argument("text", nargs="*", metavar="TEXT", help=what)
        parser.add_argument("--json", action="store_true", help=_("kết quả cho chương trình khác đọc"))
        batch = _("mỗi dòng một câu dạng JSON; “-” là đọc từ đầu vào chuẩn")
        parser.add_argument("--batch", metavar="FILE|-", help=batch)

    command("chat", _("trò chuyện ngay trong cửa sổ lệnh"))
    ask = command("ask", _("hỏi một câu, hoặc hỏi cả tệp câu hỏi"))
    takes_text(ask, _("câu hỏi"))
    ask.add_argument("--explain", action="store_true", help=_("nói rõ từng bước hiểu câu hỏi"))
    when = command("when", _("đọc ngày, giờ, chu kỳ trong một câu"))
    takes_text(when, _("câu chữ cần đọc"))
    duties = command("duties", _("các kỳ báo cáo phải gửi trong một khoảng ngày; nhiệm vụ báo cáo riêng của tỉnh"))
    duties.add_argument(
        "act",
        nargs="?",
        choices=("add", "edit", "confirm", "export", "table"),
        help=_("add TỆP.csv, edit MÃ cột=giá_trị …, confirm MÃ, export: nhiệm vụ riêng; table: bảng tháng theo đơn vị"),
    )
    duties.add_argument("code", nargs="?", metavar="MÃ|TỆP", help=_("mã nhiệm vụ, hoặc tệp CSV cho add"))
    duties.add_argument("values", nargs="*", metavar="CỘT=GIÁ_TRỊ", help=_('ví dụ: due_rule="by P:17"'))
    duties.add_argument("--from", metavar="2026-12-01", help=_("từ ngày"))
    duties.add_argument("--to", metavar="2026-12-31", help=_("đến hết ngày"))
    duties.add_argument("--level", choices=("province", "commune"), help=_("cấp phải báo cáo"))
    duties.add_argument("--json", action="store_true", help=_("kết quả cho chương trình khác đọc"))
    duties.add_argument("--month", metavar="2026-11", help=_("tháng của bảng (mặc định: tháng này)"))
    duties.add_argument("--chat", metavar="ID", help=_("chỉ việc của cuộc trò chuyện này"))
    duties.add_argument("--output", metavar="FILE", help=_("ghi vào tệp thay vì đầu ra chuẩn; table: tệp .xlsx"))
    ingest = command("ingest", _("đọc văn bản và cho xem những gì tìm thấy"))
    ingest.add_argument("files", nargs="+", metavar="FILE", help=_("tệp .txt .md .docx .xlsx .pdf"))
    ingest.add_argument("--place", metavar="NAME", help=_("địa phương của các số liệu"))
    ingest.add_argument("--dry-run", action="store_true", help=_("chỉ xem, không ghi gì"))
    ingest.add_argument("--json", action="store_true", help=_("kết quả cho chương trình khác đọc"))
    review = command("review", _("hàng chờ duyệt: xem, duyệt, sửa, bỏ, hoàn tác"))
    actions = review.add_subparsers(dest="action", metavar=_("VIỆC"), parser_class=Parser)

    def action(name: str, about: str, *, document: bool = True) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about, **plain)
        if document:
            added.add_argument("document", metavar="ID", help=_("mã văn bản trong hàng chờ"))
        return added

    numbers = _("số thứ tự: 3 5-9, việc: v1")
    for shown in (action("list", _("các văn bản chờ duyệt"), document=False), action("show", _("xem một văn bản"))):
        shown.add_argument("--json", action="store_true", help=_("kết quả cho chương trình khác đọc"))
    for decided in (
        action("approve", _("duyệt các mục chắc chắn, hoặc các mục ghi số thứ tự")),
        action("reject", _("bỏ các mục ghi số thứ tự")),
    ):
        decided.add_argument("items", nargs="*", metavar="N", help=numbers)
        decided.add_argument("--all", action="store_true", help=_("tất cả những mục còn chờ"))
    correct = action("correct", _("sửa một mục, hoặc thông tin của văn bản khi không ghi số thứ tự"))
    correct.add_argument("items", nargs="+", metavar="N|TÊN=GIÁ_TRỊ", help=_("ví dụ: 12 value=3,5 unit=%%"))
    action("undo", _("rút mọi mục đã duyệt của văn bản khỏi kho"))
    action("log", _("ai đã quyết định gì, khi nào"))
    exported = action("export", _("các mục của văn bản thành bảng"))
    exported.add_argument("--format", choices=("csv", "xlsx", "ics"), default="csv", help=_("dạng tệp (mặc định: csv)"))
    for written in (exported, action("template", _("biểu mẫu Excel để điền rồi nạp"), document=False)):
        written.add_argument("--output", metavar="FILE", help=_("ghi vào tệp thay vì đầu ra chuẩn"))
    take_in = command("import", _("nhập số liệu từ tệp CSV, thời hạn từ tệp lịch .ics"))
    take_in.add_argument("file", metavar="FACTS.csv", help=_("tệp CSV, các cột như lệnh export viết ra; hoặc tệp .ics"))
    take_in.add_argument("--document", metavar="ID", help=_("mã văn bản cho những dòng không ghi văn bản"))
    take_in.add_argument("--chat", metavar="ID", help=_("tệp .ics: cuộc trò chuyện được nhắc"))
    give_out = command("export", _("xuất toàn bộ số liệu, hoặc các thời hạn thành tệp lịch"))
    give_out.add_argument("--format", choices=("csv", "xlsx", "ics"), default="csv", help=_("dạng tệp (mặc định: csv)"))
    give_out.add_argument("--chat", metavar="ID", help=_("dạng ics: chỉ thời hạn của cuộc trò chuyện này"))
    give_out.add_argument("--output", metavar="FILE", help=_("ghi vào tệp thay vì đầu ra chuẩn"))
    command("check", _("kiểm tra cấu hình, danh mục, cơ sở dữ liệu"))
    outbox = command("outbox", _("lời nhắc đang chờ, đã gửi, không gửi được"))
    outbox.add_argument("--failed", action="store_true", help=_("chỉ những lời nhắc không gửi được hoặc chưa chắc"))
    outbox.add_argument("--json", action="store_true", help=_("mỗi dòng một đối tượng JSON"))
    command("misses", _("những câu hỏi chưa trả lời được"))
    teach = command("teach", _("dạy một cách gọi chỉ tiêu hoặc địa phương"))
    teach.add_argument("phrase", metavar=_("“CÁCH GỌI”"), help=_("chữ người hỏi hay dùng"))
    teach.add_argument(
        "target", nargs="+", metavar=_("CHỈ_TIÊU|ĐỊA_PHƯƠNG"), help=_("mã hoặc tên chỉ tiêu, mã hoặc tên địa phương")
    )
    invite = command("invite", _("tạo mã mời dùng một lần"))
    invite.add_argument("--role", choices=ROLES, default=ROLES[0], help=_("quyền của người được mời"))
    command("run", _("chạy các kênh đã cấu hình"))
    return parser
