"""KYC verification: from an applicant's documents to one scored, explained report."""
