"""The matching engine, against slow and obvious references and real answers."""
