"""torchvision beside a torch of another build. Imported before transformers, peft or torchvision itself.

transformers' video processors need torchvision's transforms, which are pure torch, and none of its compiled
operators. Where torchvision was built for CUDA and torch for the CPU alone the compiled part cannot load, and
its import fails over two operators that nothing here calls; they are declared so that it goes on.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

_kept: list[Any] = []  # a library that nobody holds takes its operators with it
UNUSED_OPERATORS = ("nms", "qnms")


def ensure_torchvision() -> None:
    """Make `import torchvision` work; does nothing where it does. Raises what else is wrong with it."""
    try:
        import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        _declare_operators()
        import_module("torchvision")


def _declare_operators() -> None:
    torch = import_module("torch")
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "DEF")
    for operator in UNUSED_OPERATORS:
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _kept.append(library)
