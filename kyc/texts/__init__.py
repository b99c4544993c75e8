"""What people read, in Indonesian and English: sentences, dates, numbers and names."""
