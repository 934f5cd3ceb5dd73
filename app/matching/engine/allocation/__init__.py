"""Joint allocation: who gets which product, over all open campaigns at once, with a proven bound."""
