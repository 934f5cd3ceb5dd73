"""Pure: questionnaire files to questions, conditions, checked answers and traits."""
