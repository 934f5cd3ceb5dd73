"""People who sign in: contact points, sessions, API keys."""
