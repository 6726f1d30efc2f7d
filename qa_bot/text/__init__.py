"""Pure functions of text: sentences, line breaks, words, dates, languages, shingles."""
