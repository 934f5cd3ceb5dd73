"""Tests of questionnaires: files, conditions, answers, traits, screens."""
