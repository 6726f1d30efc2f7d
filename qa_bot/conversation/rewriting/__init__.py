"""Query rewriting: from a follow-up and earlier turns to a question that stands alone."""
