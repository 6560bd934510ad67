"""The Dockerfile: what hadolint would say of it, and that it copies what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    line
    for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]


def arguments(instruction: str) -> list[str]:
    """What follows the instruction, each time."""
    return [line.partition(" ")[2].strip() for line in LINES if line.partition(" ")[0] == instruction]


def test_bases_are_pinned_or_stages() -> None:
    stages: set[str] = set()
    for base in arguments("FROM"):
        image, _, stage = base.partition(" AS ")
        assert stage, f"a stage without a name: {base}"
        assert image in stages or re.fullmatch(r"[\w/.-]+:\d+\.\d+[\w.-]*", image), base
        stages.add(stage)
    assert {"site", "gpu"} <= stages


def test_the_targets_run_as_nobody_special() -> None:
    text = "\n".join(LINES)
    for stage in re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]:
        if re.match(r"\S+ AS (runtime|gpu|site)$", stage.splitlines()[0]):
            assert re.findall(r"^USER (\S+)$", stage, flags=re.MULTILINE)[-1] == "deeptrace"
    assert re.search(r"useradd .*--uid 10001 ", text)


def test_nothing_is_fetched_unpacked_or_hidden_by_the_way() -> None:
    assert arguments("ADD") == []
    assert arguments("ARG") == []
    for given in arguments("ENV"):
        assert not re.search(r"PASSWORD|SECRET|TOKEN|KEY", given), given
    for run in arguments("RUN"):
        assert not re.search(r"\bsudo\b|curl|wget|chmod 777|apt-get", run), run
        for install in re.findall(r"pip install[^&]*", run):
            assert "--no-cache-dir" in install
            assert "--require-hashes" in install or "/torch.txt" in install
    assert "npm ci" in " ".join(arguments("RUN"))


def test_commands_are_lists_and_health_is_checked() -> None:
    assert all(command.startswith("[") for command in [*arguments("CMD"), *arguments("ENTRYPOINT")])
    assert any("scripts/server/health.py" in check for check in arguments("HEALTHCHECK"))
    assert all(path.startswith("/") for path in arguments("WORKDIR"))


def test_the_image_gets_what_it_copies() -> None:
    copied = [word for line in arguments("COPY") if "--from" not in line for word in line.split()[:-1]]
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    admitted = [line[1:].rstrip("/") for line in ignore if line[:1] == "!"]
    assert "*" in ignore
    assert not {"deploy", ".git", ".env", "docs", "tests"} & set(admitted)
    for path in copied:
        assert (ROOT / path).exists()
        assert path.split("/")[0] in admitted
