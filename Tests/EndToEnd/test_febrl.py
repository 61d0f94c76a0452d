"""The README's way of measuring the joining: fetch FEBRL set 4, import it by its mapping, join it, compare with the truth."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REEVE = os.environ["REEVE"]


def test_set_4_is_joined_with_few_mistakes(tmp_path):
    data = ROOT / ".reeve" / "febrl"
    if not (data / "truth4.csv").exists():
        subprocess.run([ROOT / "Scripts" / "febrl.sh"], check=True, cwd=ROOT)
    node = tmp_path / "node"

    def reeve(*words):
        return subprocess.run([REEVE, *words, "--data", node], check=True, capture_output=True, text=True).stdout

    reeve("init", "--force", "99", "--demonstration")
    reeve("import", data / "set4", "--mapping", "febrl", "--force", "99", "--rejects", tmp_path / "rejects")
    quality = json.loads(reeve("link", "--truth", data / "truth4.csv", "--json"))["quality"]
    assert quality["records"] == 10_000 and quality["missing"] == 0
    assert quality["f1"] >= 0.97, quality
