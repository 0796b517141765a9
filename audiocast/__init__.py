"""audiocast: Chinese newspaper articles in, a Mandarin podcast out, read verbatim."""
