"""The text language: its grammar and its reader."""
