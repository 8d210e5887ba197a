"""Quantities and groups of units under the ids that openLCA and ILCD share, and ids of our own for the rest."""

from __future__ import annotations

from lizero.exchange.content import uuid_of

__all__ = ["quantity"]

_KNOWN = {
    "kg": ("Mass", "93a60a56-a3c8-11da-a746-0800200b9a66", "93a60a57-a4c8-11da-a746-0800200c9a66", "20aadc24-a391-41cf-b340-3e4529f44bde"),
    "MJ": ("Energy", "f6811440-ee37-11de-8a39-0800200c9a66", "93a60a57-a3c8-11da-a746-0800200c9a66", "52765a6c-3896-43c2-b2f4-c679acf13efe"),
    "m3": ("Volume", "93a60a56-a3c8-22da-a746-0800200c9a66", "93a60a57-a3c8-12da-a746-0800200c9a66", "1c3a9695-398d-4b1f-b07e-a8715b610f70"),
    "t*km": ("Goods transport (mass*distance)", "838aaa20-0117-11db-92e3-0800200c9a66", "838aaa21-0117-11db-92e3-0800200c9a66",
             "0dea4ed8-bb6b-4049-b2b4-b2c413ef2180"),
}


def quantity(main: str) -> tuple[str, str, str, str]:
    """Name and id of the quantity that `main` measures, the id of its group of units, and of the unit itself.

    >>> quantity("kg")[0], quantity("EUR 2020")[0]
    ('Mass', 'EUR 2020')
    """
    return _KNOWN.get(main) or (main, uuid_of("quantity", main), uuid_of("units", main), uuid_of("unit", main))
