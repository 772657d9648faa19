"""The metadata file for Datasette fits the knowledge base: its tables exist and its queries run, read only."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

METADATA = Path(__file__).parents[1] / "docs" / "metadata.json"


def test_the_queries_of_the_metadata_run(knowledge_path: Path) -> None:
    metadata = json.loads(METADATA.read_text("utf-8"))
    database = metadata["databases"]["knowledge"]
    assert len(database["queries"]) == 3
    with closing(sqlite3.connect(f"file:{knowledge_path}?mode=ro", uri=True)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        assert tables.issuperset(database.get("tables", {}))
        for query in database["queries"].values():
            asked = dict.fromkeys(re.findall(r":([a-z_]+)", query["sql"]), "Huyện Bình Lục")
            db.execute(query["sql"], asked).fetchall()
