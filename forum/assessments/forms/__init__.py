"""The shape of what is sent in about assessments and about the criteria."""
