"""Lots that anyone can compute again."""

import hashlib

from weerbaar.sharing.claims import Claim, Rule, key_of, lot_of
from weerbaar.sharing.rules import divide
from weerbaar.twin.draws import key_of as draws_key_of


def mixed(number: int) -> int:
    """One step of splitmix64, as its authors write it down."""
    z = (number + 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def test_a_lot_is_computed_again_from_seed_round_and_name() -> None:
    key = hashlib.blake2b(b"Huis ter Leede", digest_size=8).digest()
    lot = mixed(int.from_bytes(key, "little") ^ mixed(mixed(2026) ^ mixed(3)))

    assert lot_of(2026, 3, "Huis ter Leede") == lot
    # The first number that splitmix64 gives from 0, as published with it.
    assert mixed(0) == 0xE220A8397B1DCDAF


def test_the_compiled_draw_takes_the_same_lots() -> None:
    names = [f"claim {i}" for i in range(30)]
    claims = [Claim(name, 1) for name in names]
    for seed, period in ((0, 0), (7, 3), (2**63 - 1, 2**40), (-5, 1)):
        last = max(names, key=lambda name: lot_of(seed, period, name))
        given = divide(claims, 29, Rule("lottery", seed=seed), period)
        assert given.tolist() == [float(name != last) for name in names]


def test_keys_are_those_of_the_twins_draws() -> None:
    assert key_of("WK021600") == int(draws_key_of("WK021600"))
