"""Work for later: due rows, leases, retries and the worker."""
