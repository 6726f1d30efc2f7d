"""What every update passes before a handler: admission, rate limits, order, addressing."""
