"""What people in a class are called: made-up names, pioneers of the field, and names of their own."""

import unicodedata
from collections.abc import Container
from random import Random, SystemRandom

from engine.reasons import ReasonError
from server.classes.reasons import ClassReason

LONGEST = 24
MOST_MARKS = 3  # over and under one letter, as in no writing there are more

UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Signs that are letters, marks or symbols by their category, and still nothing is seen."""

LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтвнοανρτυκ0|!", "aeopcyxijshdqwkmtbhoavptukoll")
"""Letters of other writings, and signs, that look like a letter of ours, after small letters were made."""


def words(text: str) -> tuple[str, ...]:
    """Returns the words of a text."""
    return tuple(text.split())


ADJECTIVES = {
    "en": words("""
        amber brave brisk bright calm clever copper coral cosmic crisp curious dusty eager fair fleet frosty
        gentle golden happy indigo jolly keen lucky mellow misty mossy nimble pale patient plum polite proud
        quick quiet ruby rusty sandy silver sunny swift teal tidy tiny velvet warm wild wise witty
    """),
    "de": words("""
        blauer bunter edler eifriger emsiger flinker freier froher fröhlicher früher goldener großer grüner
        guter heiterer heller kecker kleiner kluger kühner lauter leiser lieber lustiger milder munterer
        mutiger netter neuer reger ruhiger sanfter schlauer schneller silberner sonniger stiller stolzer
        tapferer treuer türkiser wacher warmer weiser weiter wilder witziger zarter
    """),
}
ANIMALS = {
    "en": words("""
        badger bison carp crab crane deer falcon ferret finch fox gecko hare hen heron ibex kite koala lark
        lemur lion lynx mole moth newt otter owl panda pika puffin raven robin seal sparrow squid stork swan
        tapir tern tiger toad trout turtle vole walrus whale wolf wren yak
    """),
    "de": words("""
        Adler Bär Biber Bison Dachs Delfin Dorsch Elch Falke Fink Fisch Frosch Fuchs Gecko Hase Hecht
        Hirsch Igel Kakadu Käfer Koala Kranich Lachs Leopard Löwe Luchs Marder Maulwurf Molch Otter Panda
        Pelikan Pinguin Puma Rabe Salamander Schwan Seehund Spatz Specht Star Steinbock Storch Tapir Tiger
        Uhu Wal Wolf
    """),
}
"""In German all are masculine, so that each adjective goes with each of them."""

PIONEERS = words("""
    Rosenblatt McCulloch Pitts Hebb Widrow Hoff Minsky Papert Amari Werbos Shannon Fukushima Hopfield Hinton
    Rumelhart Williams Sejnowski Kohonen Grossberg LeCun Bengio Elman Jordan Hochreiter Schmidhuber Vapnik
    Cybenko Hornik Robbins Monro Turing Lovelace Noether Kolmogorov Markov Bayes Gauss Legendre Cauchy
    Robinson Hopper Wiener Neumann Valiant Pearl Fisher Tibshirani Friedman Breiman Boser Guyon Cortes
    Linnainmaa Ivakhnenko Goodfellow Kingma Glorot Nair Zeiler Duchi Polyak Nesterov Tikhonov Anderson Ackley
    Smolensky
""")
"""What everybody is called while the class is anonymous."""


def made_up_name(taken: Container[str], language: str = "en", random: Random | None = None) -> str:
    """Returns a name that nobody has, as in teal otter; where all are taken, with a number."""
    random = random or SystemRandom()
    adjectives, animals = ADJECTIVES[language], ANIMALS[language]
    number = 1
    while True:
        for _ in range(100):
            name = f"{random.choice(adjectives)} {random.choice(animals)}"
            if number > 1:
                name += f" {number}"
            if name not in taken:
                return name
        number += 1


def pioneer(taken: Container[str], random: Random | None = None) -> str:
    """Returns the name of a pioneer that nobody has; where all are taken, with a number."""
    random = random or SystemRandom()
    number = 1
    while True:
        free = [
            name for each in PIONEERS if (name := each if number == 1 else f"{each} {number}") not in taken
        ]
        if free:
            return random.choice(free)
        number += 1


def numbered(names: tuple[str, ...], number: int) -> list[str]:
    """Returns the names with a number behind them, unless it is 1."""
    return [each if number == 1 else f"{each} {number}" for each in names]


def read_name(text: str) -> str:
    """Returns a name that somebody has typed, without spaces at its ends. Raises ReasonError where it is
    empty, too long, or has signs that are not seen or turn the text around them."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= LONGEST:
        raise ReasonError(ClassReason("name_length", most=LONGEST, got=len(name)), "name")
    for each in name:
        if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or each in UNSEEN:
            raise ReasonError(ClassReason("name_sign", sign=f"U+{ord(each):04X}"), "name")
    marks = "".join("m" if unicodedata.category(each)[0] == "M" else " " for each in name)
    if "m" * (MOST_MARKS + 1) in marks:
        raise ReasonError(ClassReason("name_marks", most=MOST_MARKS), "name")
    if all(unicodedata.category(each)[0] in "MZ" for each in name):
        raise ReasonError(ClassReason("name_length", most=LONGEST, got=0), "name")
    return name


def likeness(name: str) -> str:
    """Returns what is the same of two names that look alike, in whatever writing."""
    return unicodedata.normalize("NFKC", name).casefold().translate(LOOK_ALIKES)
