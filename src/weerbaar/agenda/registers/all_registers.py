"""The registers there are, by name, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.agenda.registers.barometer import BAROMETER
from weerbaar.agenda.registers.dependencies import DEPENDENCIES
from weerbaar.agenda.registers.employers import EMPLOYERS
from weerbaar.agenda.registers.portfolio import PORTFOLIO
from weerbaar.agenda.registers.processes import PROCESSES
from weerbaar.agenda.registers.register import Register

REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (PORTFOLIO, DEPENDENCIES, EMPLOYERS, PROCESSES, BAROMETER)
}
