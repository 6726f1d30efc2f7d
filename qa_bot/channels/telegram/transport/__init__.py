"""How updates arrive and messages leave: polling, webhook, sending, flood limits, the token."""
