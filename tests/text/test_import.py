"""Importing the room is cheap."""

import subprocess
import sys


def test_import_loads_no_dictionary() -> None:
    code = "import sys, audiocast.text; print(sorted({'pypinyin', 'pydantic', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_spoken_looks_no_pinyin_up() -> None:
    code = (
        "import sys; from audiocast.text import spoken; spoken('45个项目，为2023年'); print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
