"""What onboarding systems ask for: applicants, images, verifications, screenings, privacy requests."""
