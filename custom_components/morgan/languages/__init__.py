"""What people say and what Morgan answers, by language: words, sentences, tags. Knows no house."""
