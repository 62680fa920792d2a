"""What strangers send to make a service compute, allocate, wait or fail, beside what everybody else sends."""
