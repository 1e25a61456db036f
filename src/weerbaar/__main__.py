"""The entry point: says where compiled kernels are kept, then starts the command line.

Numba reads its setting when it is first imported, and so does what solves matrices: this stands
before every other import. Our matrices are small, and threads that wait for each other over one
take more time than they save, where others want the cores twenty times as much.
"""

import os

from weerbaar.common.files import kernels_folder


def main() -> None:
    """What the command `weerbaar` and `python -m weerbaar` do."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(kernels_folder()))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from weerbaar.cli import main as start

    start()


if __name__ == "__main__":
    main()
