"""Numba as a translator: from Python to what LLVM reads, and no further.

As it is, Numba lets LLVM optimise each function alone and makes machine code of it, with all that it calls,
so that Python may call it; and before, it looks for what kernels do not have: generators, `with`, closures,
loops over tuples, arrays to be rewritten. All that takes longer than the rest. And it knows arrays, lists,
complex numbers and much more, which take a while to be imported and are asked at each sum whether they are
meant: kernels have what `PARTS` has. The functions of Numba that `translate_only` replaces do once what Numba
does again and again, or not at all what is for others; their docstrings say what.
"""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from numba.core import optional, types
from numba.core.codegen import AOTCodeLibrary, AOTCPUCodegen
from numba.core.compiler import Compiler, CompilerBase
from numba.core.compiler_machinery import PassManager
from numba.core.dispatcher import Dispatcher
from numba.core.postproc import PostProcessor
from numba.core.registry import cpu_target
from numba.core.transforms import canonicalize_cfg
from numba.core.typed_passes import (
    NativeLowering,
    NoPythonBackend,
    NopythonTypeInference,
    PreLowerStripPhis,
)
from numba.core.types.functions import BaseFunction
from numba.core.typing import mathdecl
from numba.core.untyped_passes import (
    DeadBranchPrune,
    FixupArgs,
    IRProcessing,
    ReconstructSSA,
    RewriteDynamicRaises,
    TranslateByteCode,
)
from numba.cpython import builtins, mathimpl, numbers, rangeobj, tupleobj
from numba.misc import literal

PARTS = (builtins, numbers, rangeobj, tupleobj, optional, literal)
"""Of what Numba knows by being imported, what kernels need; beside it they have the functions of `math`."""

PASSES = (
    TranslateByteCode, FixupArgs, IRProcessing, DeadBranchPrune, RewriteDynamicRaises, ReconstructSSA,
    NopythonTypeInference, PreLowerStripPhis, NativeLowering, NoPythonBackend,
)  # fmt: skip
"""Of Numba's, those that kernels need; nothing is freed where a variable ends. LLVM could do without
`ReconstructSSA`, but puts a kernel made for a shape in another order then, which is 2 % slower."""


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
    """A function for LLVM, and which others it calls. Numba would put those beside it, and all of them beside
    whatever calls it."""

    def get_pointer_to_function(self, name: str) -> int:
        """There is no machine code."""
        return 0

    def _optimize_functions(self, module: Any) -> None:
        """LLVM optimises a kernel once, whole."""

    def finalize(self) -> None:
        """The function is translated."""
        self._finalized = True

    def whole(self, in_one: bool) -> Any:
        """The function and all that it calls, each once, as one module of LLVM; `in_one`, if LLVM is to make
        all of it a single function."""
        module = self._final_module.clone()
        for each in self._called({self}):
            module.link_in(each._for_a_caller(in_one))
        module.verify()
        return module

    def _called(self, there: set[Any]) -> Iterator[Any]:
        """What it calls, and what that calls, but for what is there."""
        for called in self._linking_libraries:
            if called not in there:
                there.add(called)
                yield called
                yield from called._called(there)

    def _for_a_caller(self, in_one: bool) -> Any:
        """Its module for another's: it may be left out where it became part of all that calls it."""
        module = self._final_module.clone()
        for function in module.functions:
            if not function.is_declaration:
                function.linkage = "linkonce_odr"
                if in_one:
                    function.add_function_attribute("alwaysinline")
        return module


class _Translator(AOTCPUCodegen):  # type: ignore[misc]
    """What makes translations."""

    _library_class = _Translation

    def set_env(self, name: str, env: Any) -> None:
        """Functions that are not called from here need nothing of Python's."""


@cache
def translate_only() -> None:
    """Makes Numba, in this process, a translator."""
    typing, target = cpu_target.typing_context, cpu_target.target_context
    target._internal_codegen = _Translator("kernels")
    typing.load_additional_registries = partial(typing.install_registry, mathdecl.registry)
    target.load_additional_registries = partial(target.install_registry, mathimpl.registry)
    target.get_abi_sizeof = cache(target.get_abi_sizeof)  # LLVM is asked, for each variable of each function
    target.post_lowering = _leave_as_it_is
    Compiler.define_pipelines = ShortPipeline.define_pipelines  # for functions of Numba's own
    Dispatcher.get_call_template = _for_all_numbers
    BaseFunction.get_call_type = lambda function, context, arguments, named: _type_once(
        function, context, arguments, tuple(named.items())
    )
    PostProcessor.run = _put_blocks_in_order


def _leave_as_it_is(module: Any, library: Any) -> None:
    """Numba would put its memory management beside each function; kernels allocate nothing."""


_called, _type = Dispatcher.get_call_template, BaseFunction.get_call_type


def _for_all_numbers(function: Any, arguments: Any, named: Any) -> Any:
    """What a call of a function needs. Numba would translate the function anew for each number that is
    written out in a call. LLVM sees the number as well, where the function becomes part of its caller."""
    return _called(function, tuple(map(types.unliteral, arguments)), named)


@cache
def _type_once(function: Any, context: Any, arguments: Any, named: Any) -> Any:
    """The types of a call of an operator, or of what puts its instructions down itself. Numba would look for
    them anew at each call, of which twenty are alike."""
    return _type(function, context, arguments, dict(named))


def _put_blocks_in_order(self: Any, *_: Any, **__: Any) -> None:
    """What is left to do after a pass. Numba would also find out where each variable is alive, for generators
    and to free it."""
    self.func_ir.blocks = canonicalize_cfg(self.func_ir.blocks)
    self.func_ir.generator_info = None
