"""The colours and what each one means: one colour, one meaning, in every chart and page.

Every fill was checked for contrast on white, for distance in three colour-blind views and for lightness in grey.
"""

from __future__ import annotations

__all__ = ["COMPLETENESS", "DIRECTION", "POLLUTANTS", "SCOPES", "STAGES", "STATUS", "TEXT", "TRANSFORMATIONS", "P"]

P = {
    "ink": "#14212B", "ink2": "#46525C", "muted": "#64707A", "rule": "#C3CAD0", "grid": "#E4E8EB", "wash": "#F4F2ED",
    "paper": "#FFFFFF", "night": "#0D2836", "brine": "#7FD1C9", "other": "#858E95", "baseline": "#7B868F",
    "baseline text": "#5C6770", "plan": "#1F6FB2", "plan text": "#15548A", "loss": "#A9B1B7", "rest": "#D5DADD",
    "land": "#E6E3DB", "both fall": "#E8F2F0", "both rise": "#F7ECE6", "mean": "#B3BBC1",
}
SCOPES = {"1": "#123B52", "2": "#27708A", "3": "#7399A4"}
TRANSFORMATIONS = {"upstream": "#1C8588", "midstream": "#971541", "downstream": "#C58519", "end of life": "#3B2673"}
STAGES = {
    "source": "#1C8588", "concentrate": "#4FA3A3", "refining": "#971541", "precursor": "#E0B15E", "cathode": "#C58519",
    "anode": "#A97216", "cell": "#D59B3A", "pack": "#EBC887", "use": "#8A5A0C", "collection": "#6A569B",
    "recycling": "#3B2673", "energy": "#27708A", "materials": "#7B5EA7", "transport": "#64707A",
    "waste treatment": "#A9B1B7", "corporate": "#858E95",
}
POLLUTANTS = {"GHG": "#123B52", "SO2": "#7A3B0A", "NOx": "#C5852F", "PM": "#76685C", "water": "#3A7EBF"}
DIRECTION = {"increase": "#A8410F", "decrease": "#2F8F7C"}
STATUS = {"checked": "#1C8588", "computed": "#1C8588", "own": "#1C8588", "estimated": "#7FB0AE", "unverified": "#C58519"}
COMPLETENESS = ("#F3E3C9", "#C7DCDD", "#5FA3A6", "#12595F")
TEXT = {  # the darker shade in which a name is written where its fill is too light for type under 9 points
    "#7399A4": "#4C737E", "#1C8588": "#126E70", "#C58519": "#8A5A0C", "#7B868F": "#5C6770", "#1F6FB2": "#15548A",
    "#858E95": "#46525C", "#A9B1B7": "#5C6770", "#D5DADD": "#64707A", "#4FA3A3": "#126E70", "#E0B15E": "#8A5A0C",
    "#D59B3A": "#8A5A0C", "#EBC887": "#8A5A0C", "#2F8F7C": "#1F6B5D",
}
