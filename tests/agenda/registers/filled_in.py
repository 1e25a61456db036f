"""Registers for the tests, as a person would write them in a file."""

from weerbaar.agenda.registers.files import register_rows
from weerbaar.agenda.registers.register import Register
from weerbaar.common.tables import Rows


def rows_of_text(register: Register, text: str) -> Rows:
    """The rows of a CSV text."""
    return register_rows(register, text.encode(), "file.csv")


CHLORINE = """what,supplier,country,origin,share_low,share,share_high
Chlorine,North,NL,known,,60,
Chlorine,South,DE,known,,30,
Chlorine,West,BE,known,,10,
"""
EMPLOYERS_TEXT = """employer,function,people,reservists,volunteers,both,share_low,share,share_high
Hospital,nurse,200,20,30,5,,,
Waterworks,operator,12,3,2,,,,
Haulier,driver,100,,,,10,20,40
Bakery,baker,30,,,,,,
"""
STEPS = """process,version,step,name,after,days_low,days,days_high,wait,again,norm
Help,as-is,1,Ask,,2,4,8,,0,30
Help,as-is,2,Check,1,5,10,20,5,20,30
Help,as-is,3,Tell,1,1,1,1,,0,30
Help,as-is,4,Go,2 3,1,2,3,,0,30
"""
