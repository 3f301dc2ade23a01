"""How kernels get to their bundles: `taken` makes one of the words that were laid down."""

from typing import Any, get_type_hints

from llvmlite import ir
from numba.core import types

from engine.backends.compiled.bundles import Doubles, Each, Row, Wholes, Words
from engine.backends.compiled.rows import RowType, intrinsic

_SCALARS: dict[Any, Any] = {Doubles: types.float64, Wholes: types.int64, Words: types.uint64}


def type_of(kind: Any, scalar: Any, n: int) -> Any:
    """The type in a kernel of what is annotated so, for n networks."""
    if kind is int:
        return types.int64
    if issubclass(kind, Each):
        return RowType(scalar, n)
    if issubclass(kind, Row):
        return RowType(_SCALARS.get(kind, scalar))
    return types.NamedTuple([type_of(part, scalar, n) for part in get_type_hints(kind).values()], kind)


@intrinsic(prefer_literal=True)
def taken(typing: Any, kind: Any, words: Any, like: Any, n: Any) -> Any:
    """The bundle of this kind from its words, for n networks, a number written out; its `Numbers` have the
    precision of the row `like`."""
    bundle = type_of(kind.instance_class, like.scalar, n.literal_value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        places = iter(range(10**6))

        def build(part: Any) -> Any:
            if isinstance(part, types.BaseTuple):
                return context.make_tuple(builder, part, [build(each) for each in part])
            word = builder.load(builder.gep(args[1], [ir.IntType(64)(next(places))]))
            if isinstance(part, RowType):
                return builder.inttoptr(word, context.get_value_type(part))
            return word

        return build(bundle)

    return bundle(kind, words, like, n), generate
