"""Kernels made into machine code, in a process of its own: `python -m engine.backends.compiled.compiler
FOLDER NAME.PRECISION ...` puts each kernel named into a file of the folder, for library.py to load. One made
for a shape is called NAME.PRECISION.DIGEST, and what it is to know is in the folder (shapes.py).

Numba's compiler, and all that it imports, stay in that process. It only translates (translator.py), and LLVM
optimises a kernel once, whole.

Numba makes a function of C of each kernel (`cfunc`). Such a function has no way to raise: an error inside
would be printed, with functions of Numba, which is not there where the kernel runs. So a kernel catches all
errors and returns a status (kernels/training.py); LLVM then finds that none is left, and leaves the printing
out. Next to Numba's private convention a call has two arguments less and takes 0.2 µs less.
"""

import gc
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from llvmlite import binding as llvm
from numba import cfunc
from numba.core import types

from engine.backends.compiled.bundles import KERNELS, Facts
from engine.backends.compiled.kernels import pictures, population, training
from engine.backends.compiled.lanes.rows import OPTIONS, settle, type_of
from engine.backends.compiled.machine_code import FACTS, MachineCode, to_file
from engine.backends.compiled.translator import translate_only

SOURCES: dict[str, Any] = {
    "run_singly": training.run_singly,
    "run_tiles": training.run_tiles,
    "outputs": training.outputs,
    "pictures": pictures.pictures,
    "pack": pictures.pack,
    "run_8": population.run_8,
    "run_16": population.run_16,
}
WITHOUT_LANES = ("pictures", "pack")
OBJECTS = 10_000
"""After so many new ones Python looks for those that nobody needs. It would after 700, of which a compiler
still needs most, and looking took 8 % of the time."""
UNROLLED = "-unroll-threshold=1000"
"""Up to how many instructions loops are written out to in a kernel for one shape: with more it takes twice as
long to make and is hardly faster."""


def compiled(
    function: Any, *arguments: Any, has_lanes: bool = True, knows_shape: bool = False
) -> MachineCode:
    """The machine code, for this processor, of a function that takes arguments of these types and returns a
    status. Without lanes the compiler is to find what can be done side by side. Where the shape is known,
    loops are written out."""
    translate_only()
    callback = cfunc(types.int32(*arguments), **OPTIONS)(function)
    module = callback._library.whole(in_one=knows_shape)
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        codemodel="small",  # constants are part of instructions: library.py puts them next to the code
        jit=True,
    )
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    # where vectors are there already, most loops take a few turns, and unrolled they are slower
    options.slp_vectorization, options.loop_unrolling = False, knows_shape
    options.loop_vectorization = not has_lanes
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    return MachineCode(callback.native_name, machine.emit_object(module))


def compiled_kernel(name: str, precision: str, facts: Facts | None = None) -> MachineCode:
    """The kernel of this name in "float64" or "float32"; with facts the one made for them, after which this
    process makes no other."""
    scalar = getattr(types, precision)
    arguments = (type_of(kind, scalar, 1) for kind in KERNELS[name])
    if facts:
        settle(facts)
        llvm.set_option("compiler", UNROLLED)
    has_lanes = name not in WITHOUT_LANES
    return compiled(SOURCES[name], *arguments, has_lanes=has_lanes, knows_shape=bool(facts))


def main(folder: Path, kernels: list[str]) -> None:
    """Makes the kernels, each written whole or not at all; ends when the process that waits for them ends."""
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)
    gc.freeze()  # what is imported stays
    gc.set_threshold(OBJECTS)
    for kernel in kernels:
        name, precision, *digest = kernel.split(".")
        facts = json.loads((folder / FACTS).read_bytes()) if digest else None
        made = folder / "made"
        made.write_bytes(to_file(compiled_kernel(name, precision, facts)))
        made.rename(folder / kernel)


def _end_with_the_other() -> None:
    """Standard input is a pipe that the other process holds for as long as it lives."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
