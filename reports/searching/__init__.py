"""Find strategies, outcomes, indicators, actions, consultations, reports, meetings and decisions by words or number."""
