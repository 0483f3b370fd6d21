"""Why a unit was not built, as everybody may read it: messages quote data that a site withholds."""

from __future__ import annotations

import re

from allocation.privacy.personal_numbers import mask

_PLACE = re.compile(r"^(\S+\.ya?ml:[0-9]+)  ", re.MULTILINE)
"""Where a problem of the data stands: what was found there, and so may be withheld, follows."""
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")
_MOST = 10
_LONGEST = 300


def public(error: str) -> str:
    """Return the places of the problems that a message lists, or else its first line.

    What was found at the places is for the administrator, whose ``status.json`` has all of it.
    """
    places = _PLACE.findall(error)
    if not places:
        first = error.strip().partition("\n")[0][:_LONGEST]
        return mask(_PASSWORD.sub("", first))
    more = [f"还有 {len(places) - _MOST} 处"] if len(places) > _MOST else []
    return "\n".join([f"数据有 {len(places)} 处错误：", *places[:_MOST], *more])
