"""The data files made into knowledge.db; every fault is named by file and line before anything is changed."""

import csv
import hashlib
import io
import re
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from knowledge import facts, renewal, schema
from knowledge.errors import DatabaseUnusable, KnowledgeError, Problem
from knowledge.facts import Row
from knowledge.place_names import PlaceNames, Unit, type_words
from knowledge.text import clean, key

DATA = Path(__file__).parent / "data"


@dataclass(slots=True)
class _Names:
    """Ids by code and name while the database is being filled."""

    places: PlaceNames
    indicators: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int | None] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)


def fingerprint(data: Path = DATA) -> str:
    """Return a digest of all data files and of the schema: a database with another one is out of date."""
    digest = hashlib.sha256(Path(schema.__file__).read_bytes())
    for path in sorted(data.rglob("*")):
        if path.suffix in (".csv", ".toml"):
            digest.update(path.relative_to(data).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def build(target: Path, data: Path = DATA, documents: Path | None = None) -> list[Problem]:
    """Bring target up to date with the data files, or make it; return the faults that do not stop it.

    documents: folder with the sources' texts (ID.txt), if whoever runs the assistant has them: quotes are looked up in
    them. What was imported, approved or taught since the last build stays; the faults are what of it now means
    something else. Raises KnowledgeError when a file has faults that would lose or distort figures, DatabaseUnusable
    when target cannot be read or written: it then stays as it was.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as folder:
            fresh = Path(folder) / target.name
            _build_anew(fresh, data, documents)
            if target.is_file():
                return renewal.renew(target, fresh)
            fresh.replace(target)
            return []
    except (OSError, sqlite3.DatabaseError) as error:
        raise DatabaseUnusable(str(target), schema.reason_of(error), str(error)) from error


def _build_anew(path: Path, data: Path, documents: Path | None) -> None:
    db = schema.connect(path, create=True)
    try:
        schema.migrate(db, schema.STEPS)
        if problems := _fill(db, data, documents):
            raise KnowledgeError(problems)
        with db.atomic():
            db.table("meta").insert({"key": "fingerprint", "value": fingerprint(data)})
    finally:
        db.close()


def check(data: Path = DATA, documents: Path | None = None) -> list[Problem]:
    """Return every fault of the data files, without writing anything."""
    db = Database(memory=True, strict=True)
    schema.migrate(db, schema.STEPS)
    problems = _fill(db, data, documents)
    db.close()
    return problems


def _fill(db: Database, data: Path, documents: Path | None) -> list[Problem]:
    problems: list[Problem] = []
    with db.atomic():
        names = _Names(_fill_places(db, data, problems))
        _fill_catalogue(db, data, names, problems)
        _fill_documents(db, data, names, problems)
        for path in sorted((data / "observations").glob("*.csv")):
            problems += _fill_observations(db, path, names, documents)
        _fill_tasks(db, data, names, problems)
        schema.count_figures(db)
    return problems


def _rows(path: Path, columns: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells) of a file that has at least these columns, cells cleaned; what is wrong goes to problems."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(path.name, None, "missing_file"))
        return
    except UnicodeDecodeError as error:
        problems.append(Problem(path.name, text_line(path, error.start), "not_utf8"))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in columns.split() if name not in (reader.fieldnames or ())]
        problems += [Problem(path.name, 1, "missing_column", name) for name in missing]
        if missing:
            return
        for record in reader:
            if None in record or None in record.values():
                problems.append(
                    Problem(path.name, reader.line_num, "too_many_cells" if None in record else "too_few_cells")
                )
                continue
            yield reader.line_num, {name: clean(cell) for name, cell in record.items()}
    except csv.Error as error:
        problems.append(Problem(path.name, reader.line_num, "bad_csv", str(error)))


def text_line(path: Path, byte: int) -> int:
    """Return the number of the line in which a byte of a file stands."""
    return path.read_bytes()[:byte].count(b"\n") + 1


def _fill_places(db: Database, data: Path, problems: list[Problem]) -> PlaceNames:
    ids: dict[str, int] = {}
    rows: list[dict[str, object]] = []
    lines: list[tuple[int, str]] = []
    keys: list[tuple[str, int]] = []
    for line, cells in _rows(data / "places.csv", "code name type parent valid_from valid_to successors", problems):
        if cells["code"] in ids:
            problems.append(Problem("places.csv", line, "duplicate_code", cells["code"]))
            continue
        ids[cells["code"]] = number = len(rows) + 1
        rows.append(
            {
                "id": number,
                **{c: cells[c] or None for c in ("code", "name", "type", "valid_from", "valid_to", "successors")},
            }
        )
        lines.append((line, cells["parent"]))
        keys.append((key(cells["name"]), number))
    for row, (line, parent) in zip(rows, lines, strict=True):
        row["parent"] = ids.get(parent)
        if parent and parent not in ids:
            problems.append(Problem("places.csv", line, "unknown_place", parent))
        unknown = [code for code in str(row["successors"] or "").split() if code not in ids]
        problems += [Problem("places.csv", line, "unknown_place", code) for code in unknown]
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.table("places").insert_all(rows)
    for line, cells in _rows(data / "place_aliases.csv", "place alias reason", problems):
        if cells["place"] not in ids:
            problems.append(Problem("place_aliases.csv", line, "unknown_place", cells["place"]))
        elif not key(cells["alias"]):
            problems.append(Problem("place_aliases.csv", line, "missing_value", "alias"))
        else:
            keys.append((key(cells["alias"]), ids[cells["place"]]))
    former: list[tuple[int, int]] = []
    for line, cells in _rows(data / "former_parents.csv", "place parent reason", problems):
        unknown = [cells[column] for column in ("place", "parent") if cells[column] not in ids]
        problems += [Problem("former_parents.csv", line, "unknown_place", code) for code in unknown]
        if not unknown:
            former.append((ids[cells["place"]], ids[cells["parent"]]))
    db.table("former_parents").insert_all({"place": place, "parent": parent} for place, parent in former)
    # "Đắk Lắk" and its alias "Đăk Lăk" are one folded name.
    db.table("place_keys").insert_all({"key": name, "place": place} for name, place in dict.fromkeys(keys))
    try:
        types = type_words(data / "words.toml")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        problems.append(Problem("words.toml", None, "bad_toml", str(error)))
        types = {}
    units = (
        Unit(
            int(str(row["id"])),
            str(row["code"]),
            str(row["name"]),
            str(row["type"]),
            int(str(row["parent"])) if row["parent"] else None,
            str(row["valid_from"] or ""),
            str(row["valid_to"] or ""),
            tuple(str(row["successors"] or "").split()),
        )
        for row in rows
    )
    return PlaceNames(units, keys, types, former)


def _fill_catalogue(db: Database, data: Path, names: _Names, problems: list[Problem]) -> None:
    units: dict[str, dict[str, object]] = {}
    for line, cells in _rows(data / "units.csv", "unit dimension factor aliases", problems):
        if cells["unit"] in units:
            problems.append(Problem("units.csv", line, "duplicate_code", cells["unit"]))
            continue
        if (factor := facts.parse_number(cells["factor"])) is None or factor <= 0:
            problems.append(Problem("units.csv", line, "bad_number", cells["factor"]))
        units[cells["unit"]] = {name: cells[name] for name in ("unit", "dimension", "factor", "aliases")}
        names.units.update(
            (
                cells["unit"].casefold(),
                *(alias.strip().casefold() for alias in cells["aliases"].split("|") if alias.strip()),
            )
        )
    db.table("units").insert_all(units.values())
    owner: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    for line, cells in _rows(
        data / "indicators.csv", "code name_vi name_en field unit direction national_code", problems
    ):
        if cells["code"] in names.indicators:
            problems.append(Problem("indicators.csv", line, "duplicate_code", cells["code"]))
            continue
        empty = [column for column in ("code", "name_vi") if not key(cells[column])]
        problems += [Problem("indicators.csv", line, "missing_value", column) for column in empty]
        names.indicators[cells["code"]] = number = len(rows) + 1
        rows.append(
            {
                "id": number,
                **{
                    c: cells[c] or None
                    for c in ("code", "name_vi", "name_en", "field", "unit", "direction", "national_code")
                },
            }
        )
        if cells["unit"] and not known_unit(cells["unit"], names.units):
            problems.append(Problem("indicators.csv", line, "unknown_unit", cells["unit"]))
        for name in (cells["name_vi"], cells["name_en"]):
            if name:
                problems += _own(owner, key(name), cells["code"], "indicators.csv", line)
    aliases: list[dict[str, object]] = []
    for line, cells in _rows(data / "indicator_aliases.csv", "indicator alias reason", problems):
        if cells["indicator"] not in names.indicators:
            problems.append(Problem("indicator_aliases.csv", line, "unknown_indicator", cells["indicator"]))
            continue
        if not key(cells["alias"]):
            problems.append(Problem("indicator_aliases.csv", line, "missing_value", "alias"))
            continue
        problems += _own(owner, key(cells["alias"]), cells["indicator"], "indicator_aliases.csv", line)
        aliases.append(
            {
                "id": len(aliases) + 1,
                "indicator": names.indicators[cells["indicator"]],
                "alias": cells["alias"],
                "reason": cells["reason"],
            }
        )
    pairs: dict[tuple[int, int], str] = {}
    for line, cells in _rows(data / "neighbours.csv", "a b reason", problems):
        pair = [names.indicators.get(cells[side]) for side in ("a", "b")]
        if pair[0] is None or pair[1] is None:
            problems.append(
                Problem("neighbours.csv", line, "unknown_indicator", cells["a"] if pair[0] is None else cells["b"])
            )
        else:
            pairs.setdefault((pair[0], pair[1]), cells["reason"])
    db.table("indicators").insert_all(row for row in rows if row["code"] and row["name_vi"])
    if not problems:
        db.table("aliases").insert_all(aliases)
        db.table("neighbours").insert_all({"a": a, "b": b, "reason": reason} for (a, b), reason in pairs.items())
    short = "short long context reason"
    for file in ("abbreviations.csv", "teencode.csv"):
        db.table("abbreviations").insert_all(
            {name: cells[name] for name in short.split()} for _, cells in _rows(data / file, short, problems)
        )


def _own(owner: dict[str, str], name_key: str, code: str, file: str, line: int) -> list[Problem]:
    first = owner.setdefault(name_key, code)
    return [] if first == code else [Problem(file, line, "alias_of_another", name_key, first)]


def known_unit(unit: str, units: set[str]) -> bool:
    """Return whether a unit is one of the list, alone or per something ("triệu đồng/người/năm", "phường, xã")."""
    low = unit.casefold()
    return low in units or all(part.strip() in units for part in re.split(r"/|, | và ", low) if part.strip())


def _fill_documents(db: Database, data: Path, names: _Names, problems: list[Problem]) -> None:
    rows: list[dict[str, object]] = []
    columns = "id number title kind issuer place issued_on draft citation sha256 note"
    for line, cells in _rows(data / "documents.csv", columns, problems):
        place = names.places.id_of(cells["place"])
        if place is None:
            problems.append(Problem("documents.csv", line, "unknown_place", cells["place"]))
        if cells["id"] in names.documents:
            problems.append(Problem("documents.csv", line, "duplicate_code", cells["id"]))
            continue
        if cells["issued_on"] and not _is_day(cells["issued_on"]):
            problems.append(Problem("documents.csv", line, "bad_date", cells["issued_on"]))
        names.documents[cells["id"]] = place
        rows.append(
            {**{c: cells[c] or None for c in columns.split()}, "place": place, "draft": int(cells["draft"] == "1")}
        )
    db.table("documents").insert_all(rows)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _fill_observations(db: Database, path: Path, names: _Names, documents: Path | None) -> list[Problem]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [Problem(path.name, text_line(path, error.start), "not_utf8")]
    rows, problems = facts.read_rows(text, path.name, path.stem)
    records: list[dict[str, object]] = []
    resolved: list[tuple[Row, int, int]] = []
    for row in rows:
        if row.document not in names.documents:
            problems.append(Problem(path.name, row.line, "unknown_document", row.document))
            continue
        found = names.places.resolve(row.place, row.place_code, row.period, names.documents[row.document])
        indicator = names.indicators.get(row.indicator_code)
        if found.place is None:
            problems.append(Problem(path.name, row.line, found.reason, row.place_code or row.place, found.hint))
        if indicator is None:
            problems.append(Problem(path.name, row.line, "unknown_indicator", row.indicator_code or row.indicator))
        if row.unit and not known_unit(row.unit, names.units):
            problems.append(Problem(path.name, row.line, "unknown_unit", row.unit))
        if found.place is not None and indicator is not None:
            resolved.append((row, found.place, indicator))
            records.append(
                record_of(
                    row,
                    found.place,
                    indicator,
                    facts.stable_id(row, names.places.code_of(found.place), row.indicator_code),
                )
            )
    problems += disagreements(resolved, path.name)
    if documents is not None:
        problems += _missing_quotes(rows, path.name, documents)
    if not problems:
        db.table("observations").insert_all(records)
    return problems


def record_of(row: Row, place: int, indicator: int, new_id: str) -> dict[str, object]:
    """Return the database record of a row whose place and indicator are known; new_id serves where it brings no id."""
    return {
        "id": row.id or new_id,
        "indicator": indicator,
        "place": place,
        "period": row.period,
        "kind": row.kind,
        "measure": row.measure,
        "comparator": row.comparator,
        "value": facts.number_text(row.value),
        "value_max": facts.number_text(row.value_max) if row.value_max is not None else None,
        **{
            name: getattr(row, name) or None
            for name in ("unit", "base", "qualifier", "document", "locator", "quote", "section")
        },
        "disagrees_with": " ".join(row.disagrees_with) or None,
    }


def disagreements(rows: Iterable[tuple[Row, int, int]], file: str) -> list[Problem]:
    """Return the rows of one document that say something else of the same thing without a mark, or the same twice."""
    problems = []
    ids = set()
    seen: dict[tuple[object, ...], list[Row]] = {}
    for row, place, indicator in rows:
        if row.id:
            if row.id in ids:
                problems.append(Problem(file, row.line, "duplicate_id", row.id))
            ids.add(row.id)
        thing = (place, indicator, row.period, row.kind, row.measure, row.unit, row.base, row.qualifier, row.document)
        for other in seen.setdefault(thing, []):
            same = (row.value, row.value_max, row.comparator) == (other.value, other.value_max, other.comparator)
            if same and row.locator == other.locator:
                problems.append(Problem(file, row.line, "duplicate_row", row.id, other.id))
            elif not same and not (row.id in other.disagrees_with and other.id in row.disagrees_with):
                problems.append(Problem(file, row.line, "unmarked_disagreement", row.id, other.id))
        seen[thing].append(row)
    for row, _, _ in rows:
        problems += [Problem(file, row.line, "unknown_id", other) for other in row.disagrees_with if other not in ids]
    return problems


def _squeezed(text: str) -> str:
    return re.sub(r"<[^<>]*>|[\s|*#]+", "", clean(text).casefold())


def _missing_quotes(rows: Iterable[Row], file: str, documents: Path) -> list[Problem]:
    texts: dict[str, str] = {}
    problems = []
    for row in rows:
        if row.document not in texts:
            path = documents / f"{row.document}.txt"
            texts[row.document] = _squeezed(path.read_text(encoding="utf-8")) if path.is_file() else ""
        if texts[row.document] and row.quote and _squeezed(row.quote) not in texts[row.document]:
            problems.append(Problem(file, row.line, "quote_not_found", row.quote))
    return problems


def _fill_tasks(db: Database, data: Path, names: _Names, problems: list[Problem]) -> None:
    records: dict[str, dict[str, object]] = {}
    columns = "id document title due recurrence due_text responsible place locator quote"
    for line, cells in _rows(data / "tasks.csv", columns, problems):
        if cells["document"] not in names.documents:
            problems.append(Problem("tasks.csv", line, "unknown_document", cells["document"]))
            continue
        if cells["id"] in records:
            problems.append(Problem("tasks.csv", line, "duplicate_id", cells["id"]))
        if cells["due"] and not _is_day(cells["due"]):
            problems.append(Problem("tasks.csv", line, "bad_date", cells["due"]))
        found = names.places.resolve(cells["place"], "", cells["due"][:4], names.documents[cells["document"]])
        if found.place is None:
            problems.append(Problem("tasks.csv", line, found.reason, cells["place"], found.hint))
            continue
        records[cells["id"]] = {**{c: cells[c] or None for c in columns.split()}, "place": found.place}
    db.table("tasks").insert_all(records.values())
