"""The simulated network: real HTTP servers' answers for every network, with authors, labels, numbers and faults."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.server import SimulatedNetwork, online

__all__ = ["SimulatedNetwork", "SimulatedPost", "online"]
