"""Lists: filters, order, pages and totals, the same for every noun."""
