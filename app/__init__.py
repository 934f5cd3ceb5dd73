"""daren: gifting campaigns with honest reviews, from the questionnaire to the followed post."""
