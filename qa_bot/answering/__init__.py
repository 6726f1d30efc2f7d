"""From passages to an answer: reading, quoting, and knowing when to decline."""
