"""What a campaign changed: who was held out, and how the invited differ from them."""
