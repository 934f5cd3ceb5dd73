"""The doors: routes and pages over the verbs below; nothing is decided here."""
