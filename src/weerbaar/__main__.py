"""The entry point: says where compiled kernels are kept, then starts the command line.

Numba reads its setting when it is first imported, so this stands before every other import.
"""

import os

from weerbaar.common.files import kernels_folder


def main() -> None:
    """What the command `weerbaar` and `python -m weerbaar` do."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(kernels_folder()))
    from weerbaar.cli import main as start

    start()


if __name__ == "__main__":
    main()
