"""Numba as a translator: from Python to what LLVM reads, and no further.

As it is, Numba lets LLVM optimise each function alone and makes machine code of it, with all that it calls,
so that Python may call it; and before, it looks for what kernels do not have: generators, `with`, closures,
loops over tuples, arrays to be rewritten. All that takes longer than the rest.
"""

from typing import Any

from numba.core.codegen import AOTCodeLibrary, AOTCPUCodegen
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.registry import cpu_target
from numba.core.typed_passes import (
    IRLegalization,
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.untyped_passes import (
    DeadBranchPrune,
    FixupArgs,
    IRProcessing,
    ReconstructSSA,
    RewriteDynamicRaises,
    TranslateByteCode,
)

PASSES = (
    TranslateByteCode, FixupArgs, IRProcessing, DeadBranchPrune, RewriteDynamicRaises, ReconstructSSA,
    NopythonTypeInference, PreLowerStripPhis, IRLegalization, NativeLowering, NoPythonBackend,
)  # fmt: skip
"""Of Numba's, those that kernels need."""


class ShortPipeline(CompilerBase):  # type: ignore[misc]
    """The way of a function through the compiler."""

    def define_pipelines(self) -> list[Any]:
        """See `CompilerBase`."""
        passes = PassManager("kernels")
        for each in PASSES:
            passes.add_pass(each, each.__name__)
        passes.finalize()
        return [passes]


class _Translation(AOTCodeLibrary):  # type: ignore[misc]
    """A function and those that it calls, for LLVM."""

    def get_pointer_to_function(self, name: str) -> int:
        """There is no machine code; but what the function calls is put beside it here."""
        self._ensure_finalized()
        return 0

    def _optimize_functions(self, module: Any) -> None:
        """LLVM optimises a kernel once, whole."""

    def _optimize_final_module(self) -> None:
        """The same."""


class _Translator(AOTCPUCodegen):  # type: ignore[misc]
    """What makes translations."""

    _library_class = _Translation

    def set_env(self, name: str, env: Any) -> None:
        """Functions that are not called from here need nothing of Python's."""


def translate_only() -> None:
    """Makes Numba, in this process, a translator."""
    cpu_target.target_context._internal_codegen = _Translator("kernels")
