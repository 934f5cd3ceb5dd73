"""The ground floor: knows no noun of the product."""
