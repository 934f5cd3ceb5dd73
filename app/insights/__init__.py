"""Reports, and the short surveys that some of them are made of."""
