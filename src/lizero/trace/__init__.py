"""From record to product and back: the bridge, the reconciliation, and where each number comes from."""

from lizero.trace.allocation import Allocation
from lizero.trace.bridge import Bridge
from lizero.trace.diff import Difference, diff
from lizero.trace.explain import Chain, explain
from lizero.trace.face import bridge, foreground, reconcile
from lizero.trace.reconcile import Reconciliation

__all__ = ["Allocation", "Bridge", "Chain", "Difference", "Reconciliation", "bridge", "diff", "explain", "foreground", "reconcile"]
