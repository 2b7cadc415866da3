"""The API against its own description."""
import subprocess
import sys
from pathlib import Path


def test_every_answer_is_as_the_description_says(served, tmp_path):
    command = [
        Path(sys.executable).with_name("schemathesis"), "--config-file", Path(__file__).with_name("schemathesis.toml").resolve(),
        "run", served.base + "/api/v1/openapi.json", "--url", served.base,
        "--max-examples", "15", "--seed", "1", "--header", f"Authorization: Bearer {served.token}",
        "--request-timeout", "30", "--workers", "1", "--phases", "examples,coverage,fuzzing",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
