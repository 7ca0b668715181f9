"""Reads the weights that PyTorch's older `torch.save` wrote, without PyTorch.

The file is a row of pickles: a magic number, the version of the format, the machine's sizes, the state dictionary with references to
storages, the list of the storages' keys; then each storage: the count of its numbers (8 bytes, little-endian) and the numbers.
"""

import hashlib
import importlib.util
import io
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

_MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Storage(NamedTuple):
    key: str
    type: np.dtype
    count: int


class _View(NamedTuple):
    """A tensor as the state dictionary has it: a part of a storage that is read later."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _view(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _View:
    return _View(storage, offset, shape, strides)


class _Unpickler(pickle.Unpickler):
    """Knows the few names of a state dictionary and refuses every other, so that a file cannot run code."""

    _NAMES = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _view,
        **{("torch", name): name for name in _TYPES},
    }

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._NAMES[(module, name)]
        except KeyError:
            raise ValueError(f"the weights file names {module}.{name}, which no weights need") from None

    def persistent_load(self, pid: Any) -> _Storage:
        _, kind, key, _, count, *_ = pid
        return _Storage(key, _TYPES[kind], count)


def read_weights(file: Path) -> dict[str, np.ndarray]:
    """The tensors of a weights file by their names in the network, e.g. `_blocks.0._bn1.running_mean`.

    Raises ValueError where the file is of another format, is cut, or holds anything but tensors.
    """
    stream = io.BytesIO(file.read_bytes())

    def load() -> Any:
        return _Unpickler(stream).load()

    if load() != _MAGIC or load() != _VERSION or not load()["little_endian"]:
        raise ValueError(f"{file} is no weights file of PyTorch's older format")
    views: dict[str, _View] = load()
    keys: list[str] = load()
    types = {view.storage.key: view.storage.type for view in views.values()}
    storages = {}
    for key in keys:
        count = int.from_bytes(stream.read(8), "little")
        numbers = stream.read(count * types[key].itemsize)
        if len(numbers) != count * types[key].itemsize:
            raise ValueError(f"{file} is cut")
        storages[key] = np.frombuffer(numbers, types[key])
    return {
        name: np.lib.stride_tricks.as_strided(
            storages[view.storage.key][view.offset :],
            view.shape,
            [stride * view.storage.type.itemsize for stride in view.strides],
            writeable=False,
        )
        for name, view in views.items()
    }


def installed_weights(package: str) -> Path:
    """The weights file that an installed weights package contains."""
    found = importlib.util.find_spec(package)
    files = [file for place in (found.submodule_search_locations or [] if found else []) for file in Path(place).glob("models/*.pth")]
    if len(files) != 1:
        raise FileNotFoundError(f"no weights of {package}: install it (README.md), or give --weights FILE")
    return files[0]


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
