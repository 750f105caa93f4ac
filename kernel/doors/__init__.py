"""What pages and API share at the door: idempotency keys, problem details, throttles, route registry."""
