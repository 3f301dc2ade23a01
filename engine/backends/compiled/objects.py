"""Kernels made into machine code, in a process of its own: `python -m engine.backends.compiled.objects FOLDER
NAME.PRECISION ...` puts each kernel named into a file of the folder, for library.py to load.

Numba's compiler, and all that it imports, stay in that process. It only translates: its own optimising, which
treats each function alone and then again wherever it is called, is left out (`NUMBA_OPT`), and LLVM optimises
a kernel once, whole.
"""

import os
import sys
import threading
from pathlib import Path
from typing import Any

from llvmlite import binding as llvm
from numba.core import types

from engine.backends.compiled import kernels as compiled_kernels
from engine.backends.compiled import together as compiled_together
from engine.backends.compiled.bundles import KERNELS
from engine.backends.compiled.library import Machine, file_of
from engine.backends.compiled.taken import type_of

SOURCES: dict[str, Any] = {
    "run_points": compiled_kernels.run_points,
    "run_tiles": compiled_kernels.run_tiles,
    "outputs": compiled_kernels.outputs,
    "run_8": compiled_together.run_8,
    "run_16": compiled_together.run_16,
}


def machine_code(kernel: Any, *arguments: Any) -> Machine:
    """What a kernel with arguments of these types is for this processor."""
    kernel.compile(arguments)
    made = kernel.overloads[arguments]
    module = llvm.parse_assembly(made.library.get_llvm_str())
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static" if target.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    return Machine(made.fndesc.llvm_func_name, machine.emit_object(module))


def kernel_made(name: str, precision: str) -> Machine:
    """The kernel of this name in "float64" or "float32"."""
    scalar = getattr(types, precision)
    return machine_code(SOURCES[name], *(type_of(kind, scalar, 1) for kind in KERNELS[name]))


def main(folder: Path, kernels: list[str]) -> None:
    """Makes the kernels, each written whole or not at all; ends when whoever waits for them has ended."""
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)
    for kernel in kernels:
        name, precision = kernel.split(".")
        made = folder / "made"
        made.write_bytes(file_of(kernel_made(name, precision)))
        made.rename(folder / kernel)


def _end_with_the_other() -> None:
    """Standard input is a pipe that the other process holds for as long as it lives."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
