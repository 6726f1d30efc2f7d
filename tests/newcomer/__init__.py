"""A newcomer: installs the wheel, knows nothing but the documents, and types what they say."""
