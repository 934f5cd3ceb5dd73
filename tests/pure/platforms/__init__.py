"""Networks: links, pages, counts, labels and policies."""
