"""What has to be fetched before the workbench shows its first frame stays small."""

from scripts.bundles import MAIN_KB, WORKER_KB, main_kb, worker_kb


def test_the_workbench_starts_with_little() -> None:
    assert main_kb() <= MAIN_KB


def test_the_decoder_is_small() -> None:
    assert 0 < worker_kb() <= WORKER_KB
