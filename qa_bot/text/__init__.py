"""Pure functions of text: sentences, wrapped lines, words, dates, language, shingles."""
