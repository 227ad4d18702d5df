"""What is told of a run: figures with their spread, bars, and the machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import version
import os
from pathlib import Path
import platform
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDE: Final = 1.5
_MEASURED: Final = (
    "aiohttp",
    "orjson",
    "pybase64",
    "requests",
    "sseclient-py",
    "websocket-client",
    "dashscope",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """The same thing measured several times."""

    median: float
    low: float
    high: float
    times: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Sum up."""
        return cls(median(values), min(values), max(values), len(values))

    @property
    def noisy(self) -> bool:
        """Whether the measurements differ so much that the machine must have been busy."""
        return self.high > _WIDE * self.low

    def text(self, scale: float = 1.0) -> str:
        """Median and range."""
        if self.times == 1:
            return _number(self.median * scale)
        low, high = _number(self.low * scale), _number(self.high * scale)
        return f"{_number(self.median * scale)} [dim]({low}–{high})[/]"


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised, and what came out.

    Attributes:
        name: What is measured.
        promise: The bar in words.
        measured: What came out, in words.
        met: Whether it is met in this run; None where this run cannot tell.
    """

    name: str
    promise: str
    measured: str
    met: bool | None

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


def extrapolated(short: tuple[float, float], long: tuple[float, float], seconds: float) -> float:
    """What a stream costs that grows with the square of its length: cpu(t) = a·t + b·t².

    Args:
        short: Seconds of audio of a short stream, and what it cost.
        long: The same of a long one.
        seconds: Of the stream to tell of.
    """
    rates = [cost / length for length, cost in (short, long)]
    growth = max(0.0, (rates[1] - rates[0]) / (long[0] - short[0]))
    return (rates[0] - growth * short[0]) * seconds + growth * seconds**2


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine() -> dict[str, Any]:
    """What it was measured on, without what tells whose machine it is."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _MEASURED},
    }
