"""Networks without a database: a pasted link to platform and post id, a fetched page to a Post, the policy rows."""
