"""What every PostgreSQL database of the product shares: connections, locks, migrations, errors."""
