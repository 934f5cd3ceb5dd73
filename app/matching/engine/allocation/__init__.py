"""Joint allocation: who gets which product, over all open campaigns at once, with a proven bound."""

from app.matching.engine.allocation.problem import Allocation, CapKey, Problem, Quota
from app.matching.engine.allocation.solve import allocate

__all__ = ["Allocation", "CapKey", "Problem", "Quota", "allocate"]
