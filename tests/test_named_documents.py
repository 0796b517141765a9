"""What the package's messages, comments and docstrings name of docs/ is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_document_that_the_package_names_exists() -> None:
    named = {
        (found, path.relative_to(ROOT).as_posix())
        for path in sorted((ROOT / "audiocast").rglob("*.py"))
        for found in re.findall(r"docs/[A-Za-z0-9_/-]+\.[a-z]+", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert [(found, path) for found, path in sorted(named) if not (ROOT / found).is_file()] == []
